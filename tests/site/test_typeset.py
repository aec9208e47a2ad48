"""What the newsroom types in a hurry stands on its pages as it is printed."""

from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from cms.models import ArticleIndexPage, SiteSettings
from shows.models import EditoIndexPage
from tests.cms.counter import card, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db

TITLE = "L'eau monte : où va-t-elle ?"
PRINTED = "L’eau monte\xa0: où va-t-elle\u202f?"


def _story() -> dict[str, Any]:
    return {"title": TITLE, "standfirst": TITLE, "seo_title": TITLE, "search_description": TITLE}


def _show() -> Any:
    show = pages.show()
    show.title = show.standfirst = show.frequency = TITLE
    show.save()
    return show


def _magazine() -> Any:
    return pages.magazine(title=TITLE, standfirst=TITLE, issue_title=TITLE, frequency=TITLE)


def _below() -> Any:
    return pages.child(pages.standard(title=TITLE), pages.StandardPage(title="Les statuts"))


PAGES = {
    "article": lambda: pages.article(**_story()),
    "articles": lambda: pages.only(
        ArticleIndexPage, title=TITLE, slug="articles", search_description=TITLE
    ),
    "editos": lambda: pages.only(EditoIndexPage, title=TITLE, slug="editos", standfirst=TITLE),
    "dossier": lambda: pages.dossier(title=TITLE, standfirst=TITLE),
    "show": _show,
    "magazine": _magazine,
    "standard": lambda: pages.standard(title=TITLE),
    "below": _below,
    "form": lambda: pages.form(title=TITLE),
}


@pytest.mark.parametrize("kind", PAGES)
def test_titles_are_typeset(client: Client, kind: str) -> None:
    html = client.get(card(PAGES[kind]())["url"]).content.decode()
    assert PRINTED in html
    assert "va-t-elle ?" not in html
    assert "&#x27;eau" not in html


def test_a_show_is_typeset_in_lists() -> None:
    assert card(fresh(_show()))["standfirst"] == PRINTED


def test_what_stands_around_is_typeset(client: Client) -> None:
    home = pages.home_page()
    settings, _made = SiteSettings.objects.get_or_create(site=Site.objects.get())
    settings.tagline = settings.description = settings.footer_text = settings.alert_text = TITLE
    settings.magazine = _magazine()
    settings.save()
    html = client.get(card(home)["url"]).content.decode()
    assert html.count(PRINTED) >= 4
    assert "va-t-elle ?" not in html
