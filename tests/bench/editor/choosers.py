"""What the choosers of blocks take at a hundred thousand pages and a million feed items."""

import statistics
import uuid
from datetime import timedelta
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone
from wagtail.models import Page

from cms.models import ArticleIndexPage, ArticlePage
from tests.bench.editor.pages import timed
from tests.bench.feeds import pile
from tests.factories import pages

ROUNDS = 7

PUBLISH = """
    INSERT INTO cms_publication (
        uuid, content_type_id, object_id, kind, locale, path, published_at, updated_at, listed,
        card, document, sort_title, search_title, search_body, etag, shape
    )
    SELECT
        p.translation_key, %s, p.id, 'article', 'fr', '/articles/' || p.slug || '/',
        p.first_published_at, p.first_published_at, true, '{"title": ""}', '', '', p.title, '',
        md5(p.id::text), 2
    FROM wagtailcore_page p JOIN cms_articlepage a ON a.page_ptr_id = p.id
    ON CONFLICT DO NOTHING
"""


def seed_pages(count: int) -> Page:
    """So many articles below one index, with their publications and their entries of search."""
    index = pages.only(ArticleIndexPage, title="Articles", slug="articles")
    type_id = ContentType.objects.get_for_model(ArticlePage).pk
    now = timezone.now()
    first = index.get_children().count()
    rows = (_row(n, index, type_id, now) for n in range(first, first + count))
    made = Page.objects.bulk_create(rows, batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO cms_articlepage (page_ptr_id, image_alt, withdrawal_reason, kicker,"
            " standfirst, body, methodology, legacy_path)"
            " SELECT id, '', '', '', '', '[]', '', '' FROM wagtailcore_page"
            " WHERE id = ANY(%s)",
            [[page.pk for page in made]],
        )
        cursor.execute(PUBLISH, [type_id])
    Page.objects.filter(pk=index.pk).update(numchild=first + count)
    call_command("update_index", verbosity=0, chunk_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return index


def _row(number: int, index: Page, type_id: int, now: object) -> Page:
    moment = now - timedelta(minutes=number * 7)  # type: ignore[operator]  # of the time zone
    return Page(
        path=index._get_path(index.path, index.depth + 1, number + 1),
        depth=index.depth + 1,
        numchild=0,
        title=f"Article {number} : l’hôpital et l’école {number % 997}",
        draft_title=f"Article {number}",
        slug=f"article-{number}",
        url_path=f"{index.url_path}article-{number}/",
        content_type_id=type_id,
        live=True,
        locale_id=index.locale_id,
        translation_key=uuid.uuid4(),
        first_published_at=moment,
        last_published_at=moment,
        latest_revision_created_at=moment,
    )


def seed(page_count: int, item_count: int) -> Page:
    pile.seed_sources()
    pile.seed(item_count)
    return seed_pages(page_count)


def addresses(index: Page) -> dict[str, str]:
    content = "/admin/content_chooser/results/"
    return {
        "content chooser, open": "/admin/content_chooser/",
        "content chooser, a common word": f"{content}?q=titre",
        "content chooser, two letters": f"{content}?q=ti",
        "content chooser, a rare word": f"{content}?q=titre+777777",
        "content chooser, a title of ours": f"{content}?q=article+4242",
        "content chooser, articles": f"{content}?kind=article",
        "content chooser, its last page": f"{content}?p=50",
        "page chooser, open": "/admin/choose-page/",
        "page chooser, all articles": f"/admin/choose-page/{index.pk}/",
        "page chooser, search": "/admin/choose-page/search/?q=article+4242",
        "page chooser, a common word": "/admin/choose-page/search/?q=article",
        "image chooser, open": "/admin/images/chooser/",
        "document chooser, open": "/admin/documents/chooser/",
        "person chooser, open": "/admin/snippets/choose/cms/person/",
        "call to action chooser, open": "/admin/snippets/choose/cms/calltoaction/",
    }


def measure(client: Client, index: Page) -> dict[str, float]:
    """Milliseconds, medians of rounds."""
    medians = {}
    for name, address in addresses(index).items():
        taken = [timed(partial(client.get, address)) for _ in range(ROUNDS)]
        medians[name] = statistics.median(taken)
    return medians
