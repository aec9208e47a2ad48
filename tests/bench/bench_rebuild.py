# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""How fast the table of public contents is made again: pages and feed items a second.

Promised (docs/architecture.md): 50 pages/s and 2,000 items/s. `PAGES` and `ITEMS` set the counts,
DATABASE_URL the database server; a database of the bench's own is made and dropped.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")

import django

django.setup()

from django.db import connection
from django.test.utils import setup_databases, teardown_databases
from django.utils import timezone

from cms.faces import publisher_of
from cms.models import ArticlePage, Publication, PublicationFacet
from cms.publications import refresh
from cms.rebuild import check, rebuild, rebuild_model
from feeds.models import FeedItem, Source
from tests.factories import pages

PAGES = int(os.environ.get("PAGES", "500"))
ITEMS = int(os.environ.get("ITEMS", "20000"))
JOBS = 1 if connection.vendor == "sqlite" else 2
PROMISED = {"pages": 50, "items": 2_000}


def seed_pages() -> None:
    author, topic, image = pages.person(), pages.topic(), pages.image()
    paragraph = f"<p>{'Un mot puis un autre, et la phrase va son chemin. ' * 12}</p>"
    body = [("heading", {"text": "Intertitre"}), ("text", paragraph)] * 6
    for _ in range(PAGES):
        article = pages.article(standfirst="Deux phrases. Ou trois.", image=image, body=body)
        article.topics.add(topic)
        article.contributions.create(person=author)
        article.save()


def seed_items() -> None:
    now = timezone.now()
    source = Source.objects.create(
        name="Source", slug="source", feed_url="https://source.example/feed", trust="auto"
    )
    html = f"<p>{'Un mot puis un autre, et la phrase va son chemin. ' * 20}</p>"
    FeedItem.objects.bulk_create(
        (
            FeedItem(
                source=source,
                identity=f"item-{n}",
                url=f"https://source.example/{n}",
                title=f"Contenu {n}",
                slug=f"contenu-{n}",
                published_at=now,
                first_seen_at=now,
                updated_at=now,
                excerpt="Une phrase ou deux.",
                html=html,
                status="approved",
                content_hash=str(n),
            )
            for n in range(ITEMS)
        ),
        batch_size=2_000,
    )


@contextmanager
def timed(name: str, count: int, promised: int = 0) -> Iterator[None]:
    began = time.perf_counter()
    yield
    rate = count / (time.perf_counter() - began)
    verdict = "" if not promised else ("  ok" if rate >= promised else f"  BELOW {promised}")
    sys.stdout.write(f"{name:<32}{rate:>10.0f}/s{verdict}\n")


def empty() -> None:
    PublicationFacet.objects.all().delete()
    Publication.objects.all().delete()


def measure() -> None:
    page_ids = list(ArticlePage.objects.values_list("pk", flat=True))
    with timed("pages, from nothing", PAGES, PROMISED["pages"]):
        refresh(ArticlePage, page_ids)
    with timed("items, from nothing", ITEMS, PROMISED["items"]):
        list(rebuild_model(publisher_of(FeedItem), jobs=JOBS))
    with timed("pages, nothing to change", PAGES, PROMISED["pages"]):
        refresh(ArticlePage, page_ids)
    with timed("items, nothing to change", ITEMS, PROMISED["items"]):
        list(rebuild_model(publisher_of(FeedItem), jobs=JOBS))
    list(rebuild())
    with timed("check of all", PAGES + ITEMS):
        differences = list(check())
    if differences:
        sys.exit(f"The table disagrees: {differences[:3]}")


def main() -> None:
    sys.stdout.write(f"{connection.vendor}: {PAGES} pages, {ITEMS} items\n")
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        seed_pages()
        seed_items()
        empty()
        measure()
    finally:
        teardown_databases(databases, verbosity=0)


if __name__ == "__main__":
    main()
