"""Old addresses, and where they may lead: the address of what is hidden tells its title."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction

from cms.models.base import FIXED_ADDRESSES
from cms.models.publication import Publication
from media_library.models import Document

OPEN_STARTS = ("/recherche/", "/flux/", "/static/", "/media/")
"""Beginnings of addresses here under which nothing can be hidden."""

OPEN_PATHS = frozenset({"/", *(f"/{name}/" for name in FIXED_ADDRESSES)})
"""What the site itself answers."""

AWAY = r"^([a-z][a-z0-9+.-]*:|//)"
"""What an address begins with that does not depend on the page it stands on, case aside."""

_DOCUMENT = re.compile(r"/documents/([0-9]{1,18})/")


def here() -> str:
    """What an address begins with that names this site, however it is written; case aside."""
    host = re.escape(urlsplit(settings.SITE_URL).hostname or "")
    return rf"^(https?:)?//{host}(:[0-9]*)?([/?#]|$)"


def of_default_site() -> QuerySet[Redirect]:
    return Redirect.objects.filter(Q(site=None) | Q(site__is_default_site=True))


def redirect_of(text: str) -> Redirect | None:
    """As Wagtail looks one up on the default site: with its query first, then without; one of the
    site before one of any. None for what is no address, too."""
    try:
        asked = Redirect.normalise_path(text)
        plain = Redirect.normalise_path(asked.partition("?")[0])
    except ValueError:
        return None
    rows = of_default_site().filter(old_path__in={asked, plain}).select_related("redirect_page")
    found = sorted(rows[:4], key=lambda row: (row.old_path != asked, row.site_id is None))
    return found[0] if found else None


def target_of(redirect: Redirect) -> str:
    """A path of ours, or an address elsewhere. Empty where nothing public stands."""
    page = redirect.redirect_page
    if page is not None:
        rows = Publication.objects.filter(uuid=page.translation_key).values_list("path", flat=True)
        path = rows.first()
        return f"{path.rstrip('/')}{redirect.redirect_page_route_path or '/'}" if path else ""
    link: str = redirect.redirect_link
    return link if link in open_links([link]) else ""


def path_here(link: str) -> str:
    """Of an address on this site its path, with a slash at the end; "" for any other."""
    try:
        path = urlsplit(link).path or "/"
    except ValueError:
        return ""
    return f"{path.rstrip('/')}/" if path.startswith("/") and not _is_away(link) else ""


def open_links(links: Iterable[str]) -> set[str]:
    """Those that lead elsewhere, to an address that the site answers, or to what is public."""
    paths = {link: path_here(link) for link in links}
    rows = Publication.objects.filter(path__in=set(paths.values()))
    public = OPEN_PATHS.union(rows.values_list("path", flat=True))
    documents = open_documents(set(paths.values()))
    return {
        link
        for link, path in paths.items()
        if path in public or path.startswith((*OPEN_STARTS, *documents)) or _is_away(link)
    }


def open_documents(paths: set[str]) -> list[str]:
    """The beginnings of the addresses of documents that everybody may read."""
    asked = {int(found[1]) for path in paths if (found := _DOCUMENT.match(path))}
    if not asked:
        return []
    rows = Document.objects.filter(pk__in=asked).values_list("pk", "collection__path")
    closed = CollectionViewRestriction.objects.values_list("collection__path", flat=True)
    shut = tuple(closed)
    return [f"/documents/{pk}/" for pk, path in rows if not path.startswith(shut)]


def _is_away(link: str) -> bool:
    return bool(re.match(AWAY, link, re.I)) and not re.match(here(), link, re.I)
