"""The front page and the newest contents, drawn as anybody sees them and kept on disk: they answer
while the database does not (`cms.response_cache.copies`)."""

import io
import sys
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db.models import Max
from django.templatetags.static import static
from wagtail.models import Site

from cms import logs, recent
from cms.api.caching import etag_of
from cms.api.site import answer_for
from cms.models import Publication, PublicationEvent, SiteSettings
from cms.response_cache.copies import Copies
from cms.response_cache.middleware import Reply, ask

FRONT = "/"
NEWEST = 500
AT_ONCE = 100
"""Pages drawn in one turn: some seconds of work. The others wait for the next."""


def write() -> int:
    """Draws what has changed since the last turn; how many pages. Raises OSError where the disk
    refuses them."""
    copies = Copies(settings.COPIES_ROOT)
    marks = dict(_marks())
    copies.keep_only(marks)
    # Of nothing that was read before the marks, which would tell of a change that it lacks.
    recent.forget()
    stale = [path for path, mark in marks.items() if mark != copies.mark_of(path)]
    for path in marks.keys() - set(stale):
        copies.confirm(path)
    for path in stale[:AT_ONCE]:
        reply = draw(path)
        if reply.status.startswith("200"):
            copies.put(path, marks[path], reply.headers, reply.body)
    return len(stale[:AT_ONCE])


def _marks() -> Iterator[tuple[str, str]]:
    """What each page is drawn from. The front page changes with whatever happens."""
    around = _around()
    # A number comes after the commit: of what commits late there is one, or the other.
    happened = PublicationEvent.objects.aggregate(Max("pk"), Max("number"))
    yield FRONT, etag_of([around, *map(str, happened.values())])
    newest = Publication.objects.listed().newest_first().values_list("path", "etag")
    for path, etag in newest[:NEWEST]:
        yield path, etag_of([around, etag])


def _around() -> str:
    """Of what stands around every page, and of this release: its style is named by its content."""
    site = SiteSettings.for_site(Site.objects.get(is_default_site=True))
    return etag_of([answer_for(site).model_dump_json(), static("css/site.css")])


def draw(path: str) -> Reply:
    """A page of ours, as a stranger is answered."""
    address = urlsplit(settings.SITE_URL)
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SCRIPT_NAME": "",
        "SERVER_NAME": address.hostname or "localhost",
        "SERVER_PORT": str(address.port or (443 if address.scheme == "https" else 80)),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": address.netloc,
        "HTTP_X_FORWARDED_PROTO": address.scheme,
        "HTTP_X_REQUEST_ID": logs.run_id.get(),
        "wsgi.url_scheme": address.scheme,
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
    }
    return ask(_application(), environ)


@lru_cache(maxsize=1)
def _application() -> WSGIHandler:
    return WSGIHandler()
