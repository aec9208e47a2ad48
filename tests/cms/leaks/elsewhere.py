"""Redirects that lead to what is hidden, and words of the newsroom about itself."""

from urllib.parse import urlsplit

from django.conf import settings
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page, Site

from feeds.models import Trust
from tests.cms.leaks.in_feeds import item
from tests.cms.leaks.in_library import closed, paper
from tests.cms.leaks.in_pages import fields, restricted, story
from tests.cms.leaks.secret import Secret, secret, word
from tests.factories import pages
from tests.factories.feeds import SourceFactory


def redirect_secret(said: str, link: str | Page, *markers: str, site: Site | None = None) -> Secret:
    """What `/ancien-` and the secret's word lead to."""
    redirect = Redirect.add_redirect(f"/ancien-{said}", link, site=site)
    return Secret(word=said, markers=frozenset(markers), keys={"redirects": redirect.pk})


@secret
def redirect_to_a_draft() -> Secret:
    said = word()
    draft = pages.article(live=False, **story(said))
    return redirect_secret(said, draft, str(draft.uuid))


@secret
def redirect_to_a_private_page() -> Secret:
    said = word()
    page = pages.standard(**fields(said))
    restricted(page)
    return redirect_secret(said, page)


@secret
def redirect_to_the_full_address_of_a_draft() -> Secret:
    said = word()
    draft = pages.article(live=False, **story(said))
    return redirect_secret(said, f"{settings.SITE_URL}/articles/{draft.slug}/")


@secret
def redirect_to_the_address_of_a_draft_in_other_words() -> Secret:
    said = word()
    draft = pages.article(live=False, **story(said))
    host = urlsplit(settings.SITE_URL).netloc.upper()
    return redirect_secret(said, f"//{host}/articles/{draft.slug}/?x=1")


@secret
def redirect_to_a_draft_beside() -> Secret:
    said = word()
    draft = pages.article(live=False, **story(said))
    return redirect_secret(said, f"articles/{draft.slug}/")


@secret
def redirect_to_the_address_of_a_hidden_item() -> Secret:
    said = word()
    source = SourceFactory.create()
    found = item(said, source=source)
    source.trust = Trust.PAUSED
    source.save()
    return redirect_secret(said, found.path)


@secret
def redirect_to_the_address_of_a_paused_source() -> Secret:
    said = word()
    source = SourceFactory.create(slug=f"s-{said}", trust=Trust.PAUSED)
    return redirect_secret(said, source.path)


@secret
def redirect_to_a_closed_document() -> Secret:
    said = word()
    return redirect_secret(said, paper(said, collection=closed()).url)


@secret
def redirect_of_another_site() -> Secret:
    said = word()
    root = pages.home_page().get_parent()
    site = Site.objects.create(hostname=f"{said}.example", root_page=root)
    return redirect_secret(said, f"https://{said}.example/", site=site)
