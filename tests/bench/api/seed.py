# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""A newsroom of so many articles and ten times as many feed items; tells as JSON what to ask of it.

    python -m tests.bench.api.seed 20000

The first thousand articles are made by the models, one by one. The others are copies of those in
SQL: pages, what hangs on them, and their rows of the counter with uuid and address of their own.
Feed items are made in SQL and published by the counter itself.
"""

import json
import random
import sys
import uuid
from datetime import datetime, timedelta
from typing import Any

import django

django.setup()

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, models
from django.db.models import F
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import APIToken, Page

from cms.api.pagination import Cursor
from cms.faces import publisher_of
from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    Contribution,
    Person,
    Publication,
    PublicationFacet,
)
from cms.rebuild import rebuild_model
from feeds.models import FeedItem, Source
from media_library.renditions import make_renditions
from media_library.video_url import recognise
from tests.bench.api.servers import HOST
from tests.bench.api.targets import targets
from tests.bench.feeds import pile
from tests.bench.feeds.documents import paragraph, title
from tests.bench.web.targets import targets as pages_asked
from tests.factories import pages

ORIGINALS = 1_000
ITEMS_AN_ARTICLE = 10
STEP = timedelta(minutes=7)
JOBS = 2
VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
VIDEO_EVERY, PARTNERS = 20, 20
AGENCY_EVERY = 20
"""Of so many items one is of the first source, so that it has whole pages at any size."""


def main() -> None:
    wanted = int(sys.argv[1])
    call_command("migrate", verbosity=0)
    if not ArticlePage.objects.exists():
        pages.home_page()
        make_originals(min(ORIGINALS, wanted))
        make_the_rest_of_a_front_page()
        pile.seed_sources()
        Source.objects.filter(pk__in=Source.objects.values("pk")[:PARTNERS]).update(is_partner=True)
    copy_articles(wanted)
    pile.seed_items(ITEMS_AN_ARTICLE * wanted)
    video = recognise(VIDEO)
    assert video
    plain = FeedItem.objects.annotate(nth=F("pk") % VIDEO_EVERY).filter(nth=0, video=None)
    plain.update(video=video.as_json(), kind="video")
    agency = Source.objects.order_by("pk")[0]
    FeedItem.objects.annotate(nth=F("pk") % AGENCY_EVERY).filter(nth=1).update(source=agency)
    list(rebuild_model(publisher_of(Source)))
    list(rebuild_model(publisher_of(FeedItem), jobs=JOBS))
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
        cursor.execute("CHECKPOINT")
    print(json.dumps(facts()))


# --- The first thousand -----------------------------------------------------------------------


def make_originals(count: int) -> None:
    dice = random.Random(20)
    people = [pages.person() for _ in range(20)]
    topics = [pages.topic() for _ in range(12)]
    images = [pages.image(file=pages.image_file(size=(1280, 720))) for _ in range(10)]
    for image in images:
        make_renditions(image)
    for n in range(count):
        image, author = dice.choice(images), dice.choice(people)
        article = pages.article(
            title=title(dice),
            kicker="Reportage",
            standfirst=paragraph(dice)[:240],
            image=image,
            body=body(dice, image, author),
            first_published_at=published_at(n),
        )
        article.topics.set(dice.sample(topics, 2))
        article.contributions.create(person=author)
        article.save()


def make_the_rest_of_a_front_page() -> None:
    for _ in range(20):
        pages.edito(video_url=VIDEO)
        pages.episode(video_url=VIDEO)
    for _ in range(5):
        pages.dossier()
    pages.magazine()


def body(dice: random.Random, image: Any, voice: Person | None = None) -> list[tuple[str, Any]]:
    """About five thousand letters: headings, texts, a quotation, a picture."""
    blocks: list[tuple[str, Any]] = []
    for _ in range(4):
        texts = "".join(f"<p>{paragraph(dice)}</p>" for _ in range(3))
        blocks += [("heading", {"text": title(dice)[:80]}), ("text", texts)]
    said_by = {"person": voice, "attribution": ""} if voice else {"attribution": "Une voix"}
    blocks.append(("quote", {"text": paragraph(dice)[:200], **said_by}))
    blocks.append(("image", {"image": image, "alt": "", "caption": title(dice)[:80]}))
    return blocks


def published_at(number: int) -> datetime:
    return timezone.now() - number * STEP


# --- Their copies -----------------------------------------------------------------------------


def copy_articles(wanted: int) -> None:
    originals = list(ArticlePage.objects.order_by("pk")[:ORIGINALS])
    have = ArticlePage.objects.count()
    if have >= wanted:
        return
    index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
    rows = [copy_of(originals[n % len(originals)], index, n) for n in range(have, wanted)]
    made = Page.objects.bulk_create(rows, batch_size=2_000)
    Page.objects.filter(pk=index.pk).update(numchild=wanted)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE copies (made int PRIMARY KEY, original int)")
        cursor.executemany(
            "INSERT INTO copies VALUES (%s, %s)",
            [
                (page.pk, originals[n % len(originals)].pk)
                for n, page in enumerate(made, start=have)
            ],
        )
        copy_table(cursor, ArticlePage, "page_ptr_id", keeps_key=True)
        copy_table(cursor, Contribution, "page_id")
        copy_table(cursor, ArticlePage.topics.through, "articlepage_id")
        copy_publications(cursor)
        cursor.execute("DROP TABLE copies")


def copy_of(original: Page, index: Page, number: int) -> Page:
    moment = published_at(number)
    slug = f"copie-{number}"
    return Page(
        path=index._get_path(index.path, index.depth + 1, number + 1),
        depth=index.depth + 1,
        numchild=0,
        title=original.title,
        draft_title=original.title,
        slug=slug,
        url_path=f"{index.url_path}{slug}/",
        content_type_id=original.content_type_id,
        live=True,
        locale_id=index.locale_id,
        translation_key=uuid.uuid4(),
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
    )


def copy_table(cursor: Any, model: type[models.Model], page: str, keeps_key: bool = False) -> None:
    """Rows of the originals in this table, for the copies."""
    fields = [f for f in model._meta.local_concrete_fields if not f.primary_key or keeps_key]
    names = [str(field.column) for field in fields]
    new = ["c.made" if name == page else f"o.{name}" for name in names]
    cursor.execute(
        f"INSERT INTO {model._meta.db_table} ({', '.join(names)})"  # noqa: S608 - our own names
        f" SELECT {', '.join(new)} FROM copies c"
        f" JOIN {model._meta.db_table} o ON o.{page} = c.original"
    )


def copy_publications(cursor: Any) -> None:
    """Cards and documents are those of the originals but for uuid and address."""
    fields = Publication._meta.local_concrete_fields
    names = [str(field.column) for field in fields if not field.primary_key]
    new = {name: f"o.{name}" for name in names}
    address = "'/articles/' || p.slug || '/'"
    of_its_own = "replace(replace(o.{0}, o.uuid::text, p.translation_key::text), o.path, {1})"
    new |= {
        "uuid": "p.translation_key",
        "object_id": "p.id",
        "path": address,
        "published_at": "p.first_published_at",
        "updated_at": "p.first_published_at",
        "card": of_its_own.format("card", address),
        "document": of_its_own.format("document", address),
        "etag": "md5(p.id::text)",
    }
    cursor.execute(
        f"INSERT INTO cms_publication ({', '.join(names)})"  # noqa: S608 - our own names
        f" SELECT {', '.join(new[name] for name in names)} FROM copies c"
        " JOIN wagtailcore_page p ON p.id = c.made"
        " JOIN cms_publication o ON o.object_id = c.original AND o.content_type_id = %s",
        [ContentType.objects.get_for_model(ArticlePage).pk],
    )
    cursor.execute(
        f"INSERT INTO {PublicationFacet._meta.db_table}"  # noqa: S608 - our own names
        " (publication_id, facet, target_id, published_at, listed)"
        " SELECT n.id, f.facet, f.target_id, n.published_at, f.listed FROM copies c"
        " JOIN cms_publication o ON o.object_id = c.original AND o.content_type_id = %(type)s"
        " JOIN cms_publication n ON n.object_id = c.made AND n.content_type_id = %(type)s"
        " JOIN cms_publicationfacet f ON f.publication_id = o.id",
        {"type": ContentType.objects.get_for_model(ArticlePage).pk},
    )


# --- What can be asked ------------------------------------------------------------------------


def facts() -> dict[str, Any]:
    article = ArticlePage.objects.order_by("pk")[0]
    oldest = Publication.objects.of_kind("article").order_by("published_at", "id")[20]
    last_item = Publication.objects.of_kind("item").order_by("published_at", "id")[20]
    user, _ = get_user_model().objects.get_or_create(
        username="machine", defaults={"is_superuser": True}
    )
    _token, key = APIToken.create_token(user=user, name="bench")
    found: dict[str, Any] = {
        "uuid": str(Publication.objects.get(kind="article", object_id=article.pk).uuid),
        "pk": article.pk,
        "topic": article.topics.first().slug,
        "last_cursor": Cursor.after(oldest).encode(),
        "token": key,
        "last_item_cursor": Cursor.after(last_item).encode(),
        "paths": {kind: newest(kind).path for kind in ("article", "edito", "episode")},
        "filed": {
            "a topic": filed_under("topic", article.topics.first()),
            "a person": filed_under("person", article.contributions.all()[0].person),
            "a source": filed_under("source", Source.objects.order_by("pk")[0]),
        },
        "etags": {},
    }
    found["queries"], found["etags"] = ask(found)
    return found


def newest(kind: str) -> Publication:
    return Publication.objects.listed().of_kind(kind).newest_first()[0]


def filed_under(facet: str, content: Any) -> dict[str, str]:
    """Where the list of what carries this facet begins, and the cursor of its last page."""
    rows = Publication.objects.listed().with_facet(facet, content.uuid)
    before = list(rows.order_by("published_at", "id")[:21])[-1]
    return {"path": content.path, "last_cursor": Cursor.after(before).encode()}


def ask(found: dict[str, Any]) -> tuple[dict[str, int], dict[str, str]]:
    """SQL queries of each address once it is warm, and the tags of what may be kept."""
    client = Client(headers={"host": HOST, "x-forwarded-proto": "https"})
    queries, etags = {}, {}
    settings.ALLOWED_HOSTS = [HOST]
    for target in [*targets(found), *pages_asked(found)]:
        if target.server != "uncached":
            continue
        client.get(target.address, headers=target.headers)
        with CaptureQueriesContext(connection) as captured:
            answer = client.get(target.address, headers=target.headers)
        queries[target.address] = len(captured)
        etags[target.name] = answer.get("ETag", "")
    kept = ("/contents, 20 cards", "/contents/{uuid}", "/home")
    return queries, {name: etags[name] for name in kept}


if __name__ == "__main__":
    main()
