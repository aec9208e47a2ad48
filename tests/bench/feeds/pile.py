"""Whether storing stays cheap as items pile up: the same batches at 10,000 items and a million."""

import os
import random
import time
from collections.abc import Sequence

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.utils import timezone

from feeds.keep import keep
from feeds.models import FeedItem, Source
from feeds.reading import Reading
from feeds.types import Feed, Fetched, Item, Kind, Validators
from tests.bench.feeds.documents import paragraph, title
from tests.bench.feeds.measure import cpu_s

ITEMS_A_BATCH = 25
SOURCES = 2_000

# Twenty thousand words, a few of them everywhere, drawn row by row.
SEED_ITEMS = """
    INSERT INTO feeds_feeditem (
        uuid, source_id, identity, guid, url, title, slug, author, kind, published_at,
        first_seen_at, updated_at, excerpt, html, image_url, enclosures, video, duration_s,
        language, extras, status, content_hash, held, gone_reason, is_withdrawn, small_changes,
        picture_url, picture_attempts, picture_error
    )
    SELECT
        gen_random_uuid(), (%(first)s + n %% %(sources)s), 'guid:' || n, n::text,
        'https://source.example/' || n, 'Titre ' || n, 'titre-' || n, 'Rédaction', 'article',
        now() - n * interval '37 seconds', now(), now(), '', w.words, '',
        '[]', NULL, NULL, 'fr', '{}', 'approved', md5(n::text) || md5(n::text),
        '', '', false, 0, '', 0, ''
    FROM generate_series(%(from)s::int, %(to)s::int) AS n,
    LATERAL (
        SELECT string_agg(translate(to_hex((power(random(), 3) * 20000)::int + 16),
            '0123456789', 'ghijklmnop'), ' ') AS words
        FROM generate_series(1, 40 + n * 0)
    ) AS w
"""
SEED_PUBLICATIONS = """
    INSERT INTO cms_publication (
        uuid, content_type_id, object_id, kind, locale, path, published_at, updated_at, listed,
        card, document, sort_title, search_title, search_body, etag, shape
    )
    SELECT
        uuid, %(type)s, id, 'item', 'fr', '/fil/s/titre/' || id || '/', published_at, updated_at,
        true, '{"title": "' || title || '", "standfirst": "' || left(html, 200) || '"}', '',
        '', title, html, md5(id::text), 1
    FROM feeds_feeditem
    WHERE NOT EXISTS (
        SELECT FROM cms_publication p
        WHERE p.content_type_id = %(type)s AND p.object_id = feeds_feeditem.id
    )
"""
SEED_FACETS = """
    INSERT INTO cms_publicationfacet (publication_id, facet, target_id, published_at, listed)
    SELECT p.id, 'source', s.uuid, p.published_at, true
    FROM cms_publication p
    JOIN feeds_feeditem i ON i.id = p.object_id
    JOIN feeds_source s ON s.id = i.source_id
    WHERE p.content_type_id = %(type)s
    ON CONFLICT DO NOTHING
"""
KEPT_AWAY = ("feeds_feeditem", "cms_publication", "cms_publicationfacet")
"""Tables whose plain indexes are made again after the rows, as a restore does."""


def seed_sources() -> None:
    Source.objects.bulk_create(
        (
            Source(name=f"S{n}", slug=f"s-{n}", feed_url=f"https://s{n}.example/f", trust="auto")
            for n in range(SOURCES)
        ),
        batch_size=1000,
    )


def seed(items: int) -> None:
    """So many items in all, each with its publication and its facet."""
    type_id = ContentType.objects.get_for_model(FeedItem).pk
    with connection.cursor() as cursor:
        indexes = _drop_indexes(cursor)
        seed_items(items)
        cursor.execute(SEED_PUBLICATIONS, {"type": type_id})
        cursor.execute(SEED_FACETS, {"type": type_id})
        for definition in indexes:
            cursor.execute(definition)
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")


def seed_items(items: int) -> None:
    """So many items in all, published nowhere."""
    first = Source.objects.order_by("pk").values_list("pk", flat=True)[0]
    have = FeedItem.objects.count()
    values = {"from": have + 1, "to": items, "first": first, "sources": SOURCES}
    with connection.cursor() as cursor:
        cursor.execute(SEED_ITEMS, values)


def _drop_indexes(cursor: object) -> list[str]:
    """Definitions of the plain indexes, which are gone after this."""
    execute = cursor.execute  # type: ignore[attr-defined]  # Django's cursors have no public type
    execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
        " AND indexdef NOT LIKE 'CREATE UNIQUE%%'",
        [list(KEPT_AWAY)],
    )
    found = cursor.fetchall()  # type: ignore[attr-defined]  # as above
    for name, _ in found:
        execute(f'DROP INDEX "{name}"')
    return [definition for _, definition in found]


def batches(count: int, seed_number: int) -> list[tuple[Item, ...]]:
    dice = random.Random(seed_number)
    return [
        tuple(_item(dice, f"{seed_number}-{batch}-{n}") for n in range(ITEMS_A_BATCH))
        for batch in range(count)
    ]


def _item(dice: random.Random, name: str) -> Item:
    words = " ".join(paragraph(dice) for _ in range(3))
    return Item(
        identity=f"guid:{name}",
        guid=name,
        url=f"https://source.example/{name}",
        title=title(dice),
        author="Rédaction",
        kind=Kind.ARTICLE,
        published_at=timezone.now(),
        excerpt=words[:200],
        html=f"<p>{words}</p>",
        base="https://source.example/",
        image_url="",
        enclosures=(),
        video=None,
        duration_s=None,
        language="fr",
    )


def store_all(contents: Sequence[tuple[Item, ...]]) -> tuple[list[float], float]:
    """Seconds that each batch took, one source after the other; and those of processor time in
    all, ours and PostgreSQL's, which other people's work on the machine does not stretch."""
    sources = list(Source.objects.order_by("pk")[: len(contents)])
    seconds = []
    fetched = Fetched("https://source.example/f", 200, {}, b"", Validators())
    at_work = [os.getpid(), _backend()]
    busy = cpu_s(at_work)
    for source, items in zip(sources, contents, strict=True):
        began = time.perf_counter()
        found = Reading(Feed(source.feed_url), items)
        keep(source, fetched, found, timezone.now())
        seconds.append(time.perf_counter() - began)
    return seconds, cpu_s(at_work) - busy


def _backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid
