"""`/api/content/v1/contents/{uuid}`: one content in full, as stored, with what it quotes."""

import json
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from pydantic import TypeAdapter

from cms.api.content_types import AnyContent
from cms.models import Kind, Publication
from feeds.models import FeedItem
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/contents"


def get(client: Client, uuid: UUID, **params: Any) -> dict[str, Any]:
    response = client.get(f"{URL}/{uuid}", params)
    assert response.status_code == 200, response.content
    found: dict[str, Any] = response.json()
    if not params:
        TypeAdapter(AnyContent).validate_json(response.content)
    return found


def rich(html: str) -> tuple[str, Any]:
    return "text", html


def test_it_is_its_card_and_the_rest(client: Client) -> None:
    article = pages.article(title="Un « titre »", body=[rich("<p>Bonjour.</p>")])
    found = get(client, article.uuid)
    assert (found["id"], found["kind"]) == (str(article.uuid), "article")
    assert found["url"] == f"http://localhost/articles/{article.slug}/"
    assert [block["type"] for block in found["body"]] == ["text"]
    assert found["details"] == {"references": [], "methodology": None, "related": []}
    assert (found["related"], found["corrections"], found["preview"]) == ([], [], False)
    assert found["alternates"] == [{"locale": "fr", "id": found["id"], "url": found["url"]}]


def test_quoted_contents_come_as_cards_and_leave_when_withdrawn(client: Client) -> None:
    quoted = pages.article(title="Citée")
    dossier = pages.dossier()
    dossier.entries.create(content=quoted.uuid, note="À lire.")
    dossier.save()
    found = get(client, dossier.uuid)
    assert found["details"]["entries"] == [{"uuid": str(quoted.uuid), "note": "À lire."}]
    assert [card["title"] for card in found["related"]] == ["Citée"]
    etag = client.get(f"{URL}/{dossier.uuid}")["ETag"]
    quoted.unpublish()
    assert get(client, dossier.uuid)["related"] == []
    again = client.get(f"{URL}/{dossier.uuid}", headers={"If-None-Match": etag})
    assert again.status_code == 200


def test_an_item_of_the_feed_is_told_from_its_own_row(client: Client) -> None:
    item = FeedItemFactory.create(html='<p>Un « mot : » <a href="https://a.example/x">loin</a></p>')
    found = get(client, item.uuid)
    assert found["details"]["type"] == "article"
    (block,) = found["body"]
    assert block["value"]["html"] == item.html
    assert found["seo"]["canonical"] == item.url


def test_its_etag_changes_with_what_is_not_in_its_card(client: Client) -> None:
    item = FeedItemFactory.create(html="<p>Avant</p>")
    etag = client.get(f"{URL}/{item.uuid}")["ETag"]
    FeedItem.objects.filter(pk=item.pk).update(html="<p><b>Avant</b></p>")
    item.refresh_from_db()
    item.save()
    assert client.get(f"{URL}/{item.uuid}")["ETag"] != etag


def test_the_second_address_of_a_page_names_the_first(client: Client) -> None:
    original = pages.article()
    alias = original.create_alias(update_slug="ailleurs")
    seo = get(client, alias.translation_key)["seo"]
    assert seo["canonical"] == f"http://localhost/articles/{original.slug}/"
    assert seo["noindex"]


@pytest.mark.parametrize("name", ["person", "topic", "show", "standard", "magazine", "form"])
def test_every_kind_follows_its_schema(client: Client, name: str) -> None:
    content = getattr(pages, name)()
    assert get(client, content.uuid)["kind"] == content.kind


def test_links_have_full_addresses_and_the_uuid_of_their_page(client: Client) -> None:
    target = pages.article(title="Cible")
    html = (
        f'<p>Voir <a linktype="page" id="{target.pk}">ici</a>, ou écrire &lt;a href="/x", '
        '<a href="//ailleurs.example/">ailleurs</a></p>'
    )
    methodology = f'<p><a linktype="page" id="{target.pk}">là</a></p>'
    article = pages.article(body=[rich(html)], standfirst='<a href="/x">', methodology=methodology)
    found = get(client, article.uuid)
    text = found["body"][0]["value"]
    link = f'<a href="http://localhost/articles/{target.slug}/" data-uuid="{target.uuid}">'
    assert f"{link}ici</a>" in text["html"]
    assert '<a href="//ailleurs.example/">' in text["html"]
    assert '&lt;a href="/x"' in text["html"]
    assert text["links"] == [{"uuid": str(target.uuid), "note": ""}]
    assert link in found["details"]["methodology"]["html"]
    assert [card["title"] for card in found["related"]] == ["Cible"]
    assert '<a href="/x"' in found["standfirst"]


def test_rich_text_as_markdown_and_as_text(client: Client) -> None:
    target = pages.article()
    html = (
        "<h2>Un titre</h2><p>Un <b>mot</b>, un "
        f'<a linktype="page" id="{target.pk}">lien</a>.</p><ul><li>un</li><li>deux</li></ul>'
    )
    article = pages.article(body=[rich(html)])
    markdown = get(client, article.uuid, rich_text="markdown")["body"][0]["value"]
    address = f"http://localhost/articles/{target.slug}/"
    assert (
        markdown["markdown"] == f"## Un titre\n\nUn **mot**, un [lien]({address}).\n\n- un\n- deux"
    )
    assert markdown["html"] == ""
    text = get(client, article.uuid, rich_text="text")["body"][0]["value"]
    assert text["text"] == "Un titre\n\nUn mot, un lien.\n\n- un\n- deux"


def test_fields_are_those_asked_for(client: Client) -> None:
    article = pages.article(title="A")
    assert get(client, article.uuid, fields="title,preview") == {"title": "A", "preview": False}


@pytest.mark.parametrize(
    ("params", "hint"),
    [
        ({"rich_text": "pdf"}, "html"),
        ({"fields": "titel"}, "Did you mean title?"),
        ({"feilds": "title"}, "Did you mean fields?"),
    ],
)
def test_what_is_unknown_is_refused(client: Client, params: dict[str, str], hint: str) -> None:
    response = client.get(f"{URL}/{pages.article().uuid}", params)
    assert response.status_code == 422
    assert hint in response.content.decode()


def test_what_is_not_public_is_as_what_never_was(client: Client) -> None:
    draft = pages.article(live=False)
    answers = [client.get(f"{URL}/{uuid}") for uuid in (draft.uuid, uuid4())]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert client.get(f"{URL}/pas-un-uuid").status_code == 404


def test_what_left_with_a_reason_tells_it(client: Client) -> None:
    article = pages.article(withdrawal_reason="À la demande de l’intéressée.")
    article.unpublish()
    response = client.get(f"{URL}/{article.uuid}")
    assert response.status_code == 410
    assert response["Content-Type"] == "application/problem+json"
    assert response.json()["detail"] == "À la demande de l’intéressée."


def test_two_queries_at_most(client: Client, django_assert_num_queries: Any) -> None:
    dossier, item = pages.dossier(), FeedItemFactory.create()
    for _ in range(5):
        dossier.entries.create(content=pages.article().uuid)
    dossier.save()
    for uuid in (dossier.uuid, item.uuid):
        with django_assert_num_queries(2):
            get(client, uuid)


def test_it_is_named_by_the_keys_of_all_that_it_holds(client: Client) -> None:
    quoted = uuid4()
    dossier = pages.dossier()
    dossier.entries.create(content=quoted)
    dossier.save()
    keys = client.get(f"{URL}/{dossier.uuid}")["Surrogate-Key"].split()
    assert keys == [f"content-{dossier.uuid.hex}", f"content-{quoted.hex}"]


def test_a_row_of_the_shape_before_is_given_as_it_is(client: Client) -> None:
    """Between a deployment and the end of its rebuild."""
    article = pages.article(title="A")
    row = Publication.objects.get(uuid=article.uuid)
    document = json.loads(row.document)
    del document["details"]["references"]
    Publication.objects.filter(pk=row.pk).update(
        document=json.dumps(document, separators=(",", ":"))
    )
    answer = client.get(f"{URL}/{article.uuid}").json()
    assert answer["title"] == "A"
    assert answer["kind"] == Kind.ARTICLE
