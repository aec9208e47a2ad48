# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""What a list of twenty articles costs in `/api/v2/`, all fields, beside stock Wagtail's endpoint
with the same contents.

Promised (docs/api.md): a fifth of stock's processor time. `ROUNDS` sets the count, DATABASE_URL
the database server; a database of the bench's own is made and dropped. The time of the database
server itself is not counted.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.editor.settings"

import django

django.setup()

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from media_library.renditions import make_renditions
from tests.bench.stock.models import StockArticle
from tests.factories import pages

ROUNDS = int(os.environ.get("ROUNDS", "60"))
COUNT = 20
RATIO = 0.2
QUERIES = 15
OURS = "/api/v2/pages/?type=cms.ArticlePage&fields=*&limit=20"
MIXED = "/api/v2/pages/?fields=*&limit=20"
STOCK = "/stock/v2/pages/?type=stock.StockArticle&fields=*&limit=20"


def seed() -> None:
    """The same twenty articles, as ours and as stock's."""
    author, image = pages.person(), pages.image(file=pages.image_file(size=(1280, 720)))
    topics = [pages.topic(), pages.topic()]
    make_renditions(image)
    text = f"<p>{'Un mot puis un autre, et la phrase va son <b>chemin</b>. ' * 12}</p>"
    body = [("heading", {"text": "Intertitre"}), ("text", text)] * 6
    body.append(("quote", {"text": "Une parole dite.", "attribution": "Une voix"}))
    body.append(("image", {"image": image, "alt": "", "caption": "Ce qu’elle montre."}))
    shared = {"kicker": "Reportage", "standfirst": "Deux phrases. Ou trois.", "image": image}
    home = pages.home_page()
    for n in range(COUNT):
        article = pages.article(**shared, body=body)
        article.topics.set(topics)
        article.contributions.create(person=author)
        article.save()
        stock = pages.child(home, StockArticle(title=f"Stock {n}", **shared, body=body))
        stock.topics.set(topics)
        stock.authors.create(person=author)
        stock.save()


def asked(address: str) -> Callable[[], bytes]:
    handler = WSGIHandler()
    path, _, query = address.partition("?")

    def ask() -> bytes:
        said: list[str] = []
        environ = {
            "REQUEST_METHOD": "GET",
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SERVER_NAME": "localhost",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_ACCEPT": "application/json",
            "wsgi.input": BytesIO(),
            "wsgi.url_scheme": "http",
        }

        def start(status: str, headers: Any, exc_info: Any = None, /) -> Callable[[bytes], Any]:
            said.append(status)
            return lambda data: None

        body: Iterable[bytes] = handler(environ, start)
        answer = b"".join(body)
        assert said[0].startswith("200"), (address, said, answer[:300])
        return answer

    return ask


def measure(addresses: list[str]) -> dict[str, tuple[float, int, int]]:
    """Milliseconds of processor time (median), queries and bytes of an answer, asked in turn."""
    asks = {address: asked(address) for address in addresses}
    taken: dict[str, list[float]] = {address: [] for address in addresses}
    sizes, queries = {}, {}
    for address, ask in asks.items():
        ask()
        with CaptureQueriesContext(connection) as captured:
            sizes[address] = len(ask())
        queries[address] = len(captured)
    for _ in range(ROUNDS):
        for address, ask in asks.items():
            start = time.process_time()
            ask()
            taken[address].append((time.process_time() - start) * 1000)
    return {
        each: (statistics.median(taken[each]), queries[each], sizes[each]) for each in addresses
    }


def main() -> int:
    settings.ROOT_URLCONF = "tests.bench.stock.urls"
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        seed()
        found = measure([OURS, MIXED, STOCK])
    finally:
        teardown_databases(databases, verbosity=0)
    for address, (ms, queries, size) in found.items():
        print(f"{address:60} {ms:7.2f} ms, {queries:3} queries, {size:8,} bytes")
    ratio = found[OURS][0] / found[STOCK][0]
    print(f"ours / stock: {ratio:.3f} (promised {RATIO})")
    return int(ratio > RATIO or max(found[OURS][1], found[MIXED][1]) > QUERIES)


if __name__ == "__main__":
    sys.exit(main())
