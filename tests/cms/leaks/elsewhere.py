"""Redirects that lead to what is hidden, and words of the newsroom about itself."""

from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Site

from feeds.models import Trust
from tests.cms.leaks.in_feeds import item
from tests.cms.leaks.in_pages import fields, restricted, story
from tests.cms.leaks.secret import Secret, secret, word
from tests.factories import pages
from tests.factories.feeds import SourceFactory


def redirect_secret(redirect: Redirect, said: str, *markers: str) -> Secret:
    return Secret(word=said, markers=frozenset(markers), keys={"redirects": redirect.pk})


@secret
def redirect_to_a_draft() -> Secret:
    said, old = word(), word()
    draft = pages.article(live=False, **story(said))
    redirect = Redirect.add_redirect(f"/ancien-{old}", draft)
    return redirect_secret(redirect, said, old, str(draft.uuid))


@secret
def redirect_to_a_private_page() -> Secret:
    said, old = word(), word()
    page = pages.standard(**fields(said))
    restricted(page)
    return redirect_secret(Redirect.add_redirect(f"/ancien-{old}", page), said, old)


@secret
def redirect_to_the_address_of_a_hidden_item() -> Secret:
    said, old = word(), word()
    source = SourceFactory.create()
    found = item(said, source=source)
    redirect = Redirect.add_redirect(f"/ancien-{old}", found.path)
    source.trust = Trust.PAUSED
    source.save()
    return redirect_secret(redirect, said, old)


@secret
def redirect_of_another_site() -> Secret:
    said, old = word(), word()
    root = pages.home_page().get_parent()
    site = Site.objects.create(hostname=f"{said}.example", root_page=root)
    redirect = Redirect.add_redirect(f"/ancien-{old}", f"https://{said}.example/", site=site)
    return redirect_secret(redirect, said, old)
