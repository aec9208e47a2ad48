"""Under which terms a source's contents are shown: to readers, to search engines, to frontends."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cms.models import Publication
from feeds.models import FeedItem, ItemKind, Source, Trust
from feeds.models.terms import Licence
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db

WHOLE = f"<p>Un texte écrit pour l’essai.</p><p>{'Et la suite de l’histoire. ' * 15}</p>"
NOINDEX = '<meta name="robots" content="noindex">'


def html(client: Client, item: FeedItem) -> str:
    response = client.get(item.path)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def told(client: Client, item: FeedItem) -> dict[str, Any]:
    answer: dict[str, Any] = client.get(f"/api/content/v1/contents/{item.uuid}").json()
    return answer


def test_a_whole_article_says_who_published_it_and_that_it_follows_them(client: Client) -> None:
    moment = datetime(2026, 3, 18, 9, tzinfo=UTC)
    item = FeedItemFactory.create(
        source__name="La Gazette", source__licence=Licence.BY, html=WHOLE, published_at=moment
    )
    page = html(client, item)
    head, _, foot = page.partition("Un texte écrit pour l’essai.")
    assert "Article publié par La Gazette le <time" in head
    assert "18 mars 2026" in head.partition("Article publié par")[2][:200]
    assert "ce que La Gazette corrige est repris ici tant que l’article figure" in foot
    assert "Publié le" not in head


@pytest.mark.parametrize(
    "other",
    [
        {"source__trust": Trust.EXCERPT},
        {"kind": ItemKind.VIDEO},
        # Two lines, as many feeds have.
        {"html": "<p>Un résumé.</p>"},
        # Nobody has agreed.
        {"source__licence": ""},
    ],
)
def test_what_is_no_whole_article_says_no_such_thing(client: Client, other: Any) -> None:
    known = {"html": WHOLE, "source__licence": Licence.AGREEMENT}
    page = html(client, FeedItemFactory.create(**{**known, **other}))
    assert "Article publié par" not in page
    assert "corrige est repris" not in page
    assert "Publié le" in page


@pytest.mark.parametrize("licence", Licence)
def test_the_licence_is_told(client: Client, licence: Licence) -> None:
    item = FeedItemFactory.create(source__licence=licence, source__name="La Gazette")
    page = html(client, item)
    shape = told(client, item)["details"]["licence"]
    assert shape["code"] == licence
    if licence is Licence.AGREEMENT:
        assert "Repris en accord avec La Gazette" in page
        assert shape["url"] == ""
    else:
        assert f'<a href="{shape["url"]}" rel="license noopener">{shape["name"]}</a>' in page
        assert shape["url"].startswith("https://creativecommons.org/")
    source = client.get(f"/api/content/v1/contents/{item.source.uuid}").json()
    assert source["details"]["licence"] == shape
    listed = client.get(item.source.path).content.decode()
    assert shape["name"].lower() in listed.lower()


def test_without_a_licence_all_rights_remain(client: Client) -> None:
    item = FeedItemFactory.create()
    assert "tous les droits restent à ses auteurs" in html(client, item)
    assert told(client, item)["details"]["licence"] is None


def test_engines_are_asked_to_leave_it_out_where_that_was_agreed(client: Client) -> None:
    item = FeedItemFactory.create(source__keeps_from_engines=True)
    assert NOINDEX in html(client, item)
    seo = told(client, item)["seo"]
    assert (seo["noindex"], seo["canonical"]) == (True, item.url)
    free = FeedItemFactory.create()
    assert NOINDEX not in html(client, free)
    assert told(client, free)["seo"]["noindex"] is False


@pytest.mark.parametrize("changed", [{"licence": Licence.BY}, {"keeps_from_engines": True}])
def test_other_terms_are_another_content(changed: dict[str, Any]) -> None:
    """Caches keep an answer by its ETag."""
    item = FeedItemFactory.create(source=SourceFactory.create())
    before = Publication.objects.get(uuid=item.uuid).etag
    source = Source.objects.get(pk=item.source_id)
    for name, value in changed.items():
        setattr(source, name, value)
    source.save()
    assert Publication.objects.get(uuid=item.uuid).etag != before
