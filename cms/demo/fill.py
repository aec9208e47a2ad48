"""Fills the newsroom, in the order in which things need each other."""

from datetime import datetime

from django.db import transaction
from wagtail.models import Page, Site

from cms.demo import front, library, pages
from cms.demo.desk import Desk
from feeds.models import FeedIndexPage, Source
from home.models import HomePage


class NoFrontPageError(LookupError):
    """The default site has no front page: the migrations have not run, or it was replaced."""


def is_empty() -> bool:
    """No source, and below the front page nothing but what the migrations put there."""
    below = Page.objects.filter(depth__gt=2).not_type(FeedIndexPage)
    return not below.exists() and not Source.objects.exists()


@transaction.atomic
def fill(now: datetime) -> int:
    """All or nothing; run again, it adds what is missing. How many objects were made.

    Raises NoFrontPageError.
    """
    site, home = _site_and_home()
    desk = Desk(now)
    library.write_pictures(desk)
    library.write_documents(desk)
    library.write_people(desk)
    library.write_topics(desk)
    library.write_appeals(desk)
    library.write_sources(desk)
    pages.write_indexes(desk, home)
    pages.write_articles(desk)
    pages.write_editos(desk)
    pages.write_show(desk, home)
    pages.write_dossiers(desk, home)
    pages.write_standing(desk, home)
    pages.write_site_map(desk, home)
    front.write_settings(desk, site)
    front.write_pins(desk, home)
    return desk.made


def _site_and_home() -> tuple[Site, HomePage]:
    site = Site.objects.filter(is_default_site=True).first()
    home = HomePage.objects.filter(pk=site.root_page_id).first() if site else None
    if site is None or home is None:
        raise NoFrontPageError
    return site, home
