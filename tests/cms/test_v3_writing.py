"""What is written through `/api/v3/` goes through the editor's forms and the counter."""

import json
import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from cms.blocks.media import NO_ALT_OF_PAGE
from cms.models import ArticlePage, Publication, Topic
from shows.models import EditoPage, EpisodePage
from tests.cms.counter import actions, agrees, card, fresh, row
from tests.cms.generated import Bodies, Library
from tests.cms.tokens import Machine, superuser
from tests.factories import pages

pytestmark = pytest.mark.django_db

PUBLISH = {"action": "publish"}


@pytest.fixture
def machine() -> Machine:
    pages.home_page()
    return Machine(superuser())


def articles() -> Any:
    return pages.article(live=False).get_parent()


def made(machine: Machine, kind: str, parent: Any, **fields: Any) -> Any:
    meta = {"type": kind, "parent_id": parent.pk, **fields.pop("meta", {})}
    return machine.write("pages/", {"title": "Titre", **fields, "meta": meta})


def patched(machine: Machine, page: Any, **fields: Any) -> Any:
    return machine.write(f"pages/{page.pk}/", fields, "patch")


def public(client: Client) -> list[str]:
    items = client.get("/api/content/v1/contents?limit=50").json()["items"]
    return [item["title"] for item in items]


def block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value}


# --- The door of the counter


def test_an_article_from_nothing_to_withdrawn(machine: Machine, client: Client) -> None:
    parent, topic, person = articles(), pages.topic(name="Mer"), pages.person(name="Ada")
    body = [block("text", "<p>Un mot.</p>"), block("heading", {"text": "Suite"})]
    answer = made(
        machine,
        "cms.ArticlePage",
        parent,
        title="Neuf",
        kicker="Climat",
        standfirst="En deux phrases.",
        body=body,
        topics=[topic.pk],
        contributions=[{"person_id": person.pk, "role": "text"}],
        image_id=pages.image().pk,
    )
    assert answer.status_code == 201, answer.content
    article = ArticlePage.objects.get(pk=answer.json()["id"])
    assert not article.live
    assert row(article) is None
    assert "Neuf" not in public(client)
    assert machine.write(f"pages/{article.pk}/actions/publish/").status_code == 200
    assert "Neuf" in public(client)
    found = client.get(f"/api/content/v1/contents/{article.uuid}").json()
    assert [part["type"] for part in found["body"]] == ["text", "heading"]
    assert [topic["name"] for topic in card(article)["topics"]] == ["Mer"]
    assert [author["name"] for author in card(article)["authors"]] == ["Ada"]
    assert card(article)["image"]["alt"] == "Un aplat rouge"
    assert patched(machine, article, title="Repris").status_code == 200
    assert "Neuf" in public(client)
    assert patched(machine, article, title="Repris", meta=PUBLISH).status_code == 200
    assert "Repris" in public(client)
    assert machine.write(f"pages/{article.pk}/actions/unpublish/").status_code == 200
    assert not {"Neuf", "Repris"} & set(public(client))
    assert actions(article.uuid) == ["publish", "update", "unpublish"]
    assert machine.write(f"pages/{article.pk}/", {}, "delete").status_code == 204
    assert agrees()


def test_made_and_published_at_once(machine: Machine, client: Client) -> None:
    answer = made(machine, "cms.ArticlePage", articles(), title="Aussitôt", meta=PUBLISH)
    assert answer.status_code == 201, answer.content
    assert "Aussitôt" in public(client)
    assert agrees()


def test_a_page_that_is_moved_says_so(machine: Machine) -> None:
    first, second = pages.standard(title="Un"), pages.standard(title="Deux")
    body = {"destination_id": first.pk, "position": "last-child"}
    assert machine.write(f"pages/{second.pk}/actions/move/", body).status_code == 200
    assert card(second)["url"] == f"{card(first)['url']}deux/"
    assert actions(second.uuid) == ["publish", "move"]
    assert agrees()


def test_a_move_that_fails_at_the_counter_moves_nothing(
    machine: Machine, broken_counter: Any
) -> None:
    first, second = pages.standard(title="Un"), pages.standard(title="Deux")
    path = second.url_path
    broken_counter()
    body = {"destination_id": first.pk, "position": "last-child"}
    assert machine.write(f"pages/{second.pk}/actions/move/", body).status_code == 500
    second.refresh_from_db()
    assert second.url_path == path


def test_copies_and_aliases(machine: Machine) -> None:
    article = pages.article(title="Original")
    assert machine.write(f"pages/{article.pk}/actions/copy/").status_code == 201
    assert machine.write(f"pages/{article.pk}/actions/create_alias/").status_code == 201
    assert Publication.objects.filter(search_title="Original").count() == 3
    assert agrees()


def test_what_is_planned_waits(machine: Machine, client: Client) -> None:
    when = "2096-05-01T06:30:00Z"
    answer = made(
        machine, "cms.ArticlePage", articles(), title="Demain", go_live_at=when, meta=PUBLISH
    )
    assert answer.status_code == 201, answer.content
    assert "Demain" not in public(client)
    page = ArticlePage.objects.get(title="Demain")
    assert page.scheduled_revision is not None
    assert agrees()


# --- The forms of the editor


def test_a_picture_without_words_is_not_published(machine: Machine) -> None:
    mute = pages.image(alt="")
    draft = made(machine, "cms.ArticlePage", articles(), title="Muet", image_id=mute.pk)
    assert draft.status_code == 201, draft.content
    article = ArticlePage.objects.get(title="Muet")
    for answer in (
        patched(machine, article, meta=PUBLISH),
        patched(machine, article, title="Autre", meta=PUBLISH),
        patched(machine, article, image_id=mute.pk, meta=PUBLISH),
        machine.write(f"pages/{article.pk}/actions/publish/"),
        made(machine, "cms.ArticlePage", article.get_parent(), image_id=mute.pk, meta=PUBLISH),
    ):
        assert answer.status_code == 422, answer.content
        assert str(NO_ALT_OF_PAGE) in [error["msg"] for error in answer.json()["errors"]]
    assert row(article) is None
    answer = patched(machine, article, image_alt="Un port, le soir", meta=PUBLISH)
    assert answer.status_code == 200, answer.content
    assert card(article)["image"]["alt"] == "Un port, le soir"
    assert agrees()


def test_a_picture_without_words_in_the_body(machine: Machine) -> None:
    mute = pages.image(alt="")
    body = [block("image", {"image": mute.pk})]
    article = articles().specific.get_children().first().specific
    assert patched(machine, article, body=body).status_code == 200
    for answer in (
        patched(machine, article, body=body, meta=PUBLISH),
        patched(machine, article, meta=PUBLISH),
        machine.write(f"pages/{article.pk}/actions/publish/"),
    ):
        assert answer.status_code == 422, answer.content
    body = [block("image", {"image": mute.pk, "alt": "Un port"})]
    assert patched(machine, article, body=body, meta=PUBLISH).status_code == 200
    assert agrees()


@pytest.mark.parametrize(
    "body",
    [
        [block("inconnu", "x")],
        [block("heading", {"text": "x", "autre": 1})],
        [block("heading", {"text": ["x"]})],
        [block("image", {"image": "x"})],
        [block("image", {"image": {"uuid": str(uuid4())}})],
        [block("text", 3)],
        [{"type": "text"}],
        [{"value": "x"}],
        [block("text", "x") | {"id": 3}],
        ["x"],
        [None],
        "x",
        {},
        [block("gallery", {"images": 3})],
        [block("table", {"table": "x"})],
        [block("table", {"table": {"columns": [{"type": "non"}], "rows": []}})],
    ],
)
def test_a_body_that_is_none(machine: Machine, body: Any) -> None:
    article = pages.article(live=False)
    answer = patched(machine, article, body=body)
    assert answer.status_code == 422, answer.content
    assert answer.json()["errors"]
    assert not article.revisions.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        block("heading", {"text": ""}),
        block("video", {"url": "https://www.facebook.com/x/videos/1/"}),
        block("audio", {"url": "https://exemple.org/page", "title": "x"}),
        block("gallery", {"images": []}),
    ],
)
def test_the_blocks_own_checks(machine: Machine, wrong: Any) -> None:
    answer = patched(machine, pages.article(live=False), body=[wrong], meta=PUBLISH)
    assert answer.status_code == 422, answer.content


def test_a_table_is_written(machine: Machine) -> None:
    table = {
        "caption": "Loyers",
        "columns": [
            {"type": "text", "heading": "Ville"},
            {"type": "number", "heading": "Euros"},
            {"type": "rich_text", "heading": "Note"},
        ],
        "rows": [{"values": ["Lyon", 812.5, "<p>hors <b>charges</b></p>"]}],
    }
    article = pages.article(live=False)
    body = [block("table", {"table": table, "source": "Insee"})]
    answer = patched(machine, article, body=body, meta=PUBLISH)
    assert answer.status_code == 200, answer.content
    written = ArticlePage.objects.get(pk=article.pk).body[0].value["table"]
    assert [column["heading"] for column in written.columns] == ["Ville", "Euros", "Note"]
    assert [str(cell) for cell in written.row_data[0]["values"]][:2] == ["Lyon", "812.5"]
    assert "charges" in str(written.row_data[0]["values"][2])


def without_keys(page: Any) -> str:
    """Without those that are drawn anew: of paragraphs, of parts of a list."""
    text = json.dumps(list(page.body.raw_data))
    return re.sub(r"data-block-key=\W+\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "", text)


def test_a_body_read_in_the_database_is_written_back(machine: Machine) -> None:
    """Every sort of block, as a script copies it from one page to another."""
    library = Library(
        images=[pages.image().pk],
        documents=[pages.document().pk],
        people=[pages.person().pk],
        appeals=[pages.call_to_action().pk],
        pages=[pages.article().pk],
        contents=[pages.article().uuid],
    )
    drawn = Bodies(20261128, library)
    target = pages.article(live=False)
    for kind in target.body.stream_block.child_blocks:
        sent = drawn.block(kind)
        if kind == "audio":
            # As old ones are stored: a field that this block no longer has.
            del sent["value"]["poster"]
        answer = patched(machine, target, body=[sent])
        assert answer.status_code == 200, (sent, answer.content)
        target = fresh(target)
        written = target.get_latest_revision_as_object()
        kept = list(written.body.raw_data)
        assert [part["type"] for part in kept] == [kind]
        again = patched(machine, target, body=json.loads(json.dumps(kept)))
        assert again.status_code == 200, (kept, again.content)
        target = fresh(target)
        assert without_keys(target.get_latest_revision_as_object()) == without_keys(written)


def test_an_edito_and_an_episode(machine: Machine) -> None:
    parent = pages.edito(live=False).get_parent()
    answer = made(
        machine,
        "shows.EditoPage",
        parent,
        title="Du jour",
        day="2026-11-05",
        video_url="https://www.youtube.com/watch?v=abcdefghijk",
        chapters=[{"start_s": 5, "title": "Début"}],
        further_reading=[{"url": "https://exemple.org/", "label": "Ailleurs"}],
        meta=PUBLISH,
    )
    assert answer.status_code == 201, answer.content
    edito = EditoPage.objects.get(title="Du jour")
    assert [chapter.title for chapter in edito.chapters.all()] == ["Début"]
    person = pages.person()
    answer = made(
        machine,
        "shows.EpisodePage",
        pages.show(),
        title="Premier",
        season=1,
        number=1,
        guests=[{"person_id": person.pk, "presented_as": "chercheuse"}],
        quotes=[{"text": "Un mot", "name": "Ada"}],
        notes=[{"label": "Livre", "url": "https://exemple.org/livre"}],
        meta=PUBLISH,
    )
    assert answer.status_code == 201, answer.content
    assert EpisodePage.objects.get(title="Premier").guests.count() == 1
    again = made(machine, "shows.EpisodePage", pages.show(), season=1, number=1)
    assert again.status_code == 422
    assert agrees()


def test_the_rest_of_the_pages(machine: Machine) -> None:
    home, article = pages.home_page(), pages.article()
    entry = {"content": str(article.uuid), "note": "Pour commencer"}
    assert made(machine, "cms.DossierPage", home, entries=[entry], meta=PUBLISH).status_code == 201
    field = {"label": "Nom", "field_type": "singleline", "required": True}
    form = made(machine, "cms.FormPage", home, title="Contact", form_fields=[field], meta=PUBLISH)
    assert form.status_code == 201, form.content
    magazine: dict[str, Any] = {"price_euros": "24.00", "subscription_url": "https://exemple.org/"}
    magazine = {**magazine, "entries": [{"title": "Un article", "page_number": 4}]}
    issue = made(machine, "cms.MagazinePage", home, title="Journal", meta=PUBLISH, **magazine)
    assert issue.status_code == 201, issue.content
    pins = patched(machine, home, pins=[{"content": str(article.uuid)}], meta=PUBLISH)
    assert pins.status_code == 200, pins.content
    assert agrees()


def test_an_address_of_the_site_itself_is_refused(machine: Machine) -> None:
    answer = made(machine, "cms.StandardPage", pages.home_page(), slug="themes")
    assert answer.status_code == 422


def test_an_address_that_cannot_be_taken_to_pieces(machine: Machine) -> None:
    article = pages.article(live=False)
    for path in ("http://[::1", "//[::1/", "x", "/a b/"):
        assert patched(machine, article, legacy_path=path).status_code == 422
    redirect = {"old_path": "http://[::1", "redirect_link": "/b"}
    assert machine.write("redirects/", redirect).status_code == 422
    assert machine.read("redirects/find/", html_path="http://[::1").status_code == 422
    assert not article.revisions.exists()


def test_html_that_is_nested_too_deep(machine: Machine) -> None:
    article, text = pages.article(live=False), "<p>x" * 3_000
    for fields in ({"methodology": text}, {"body": [block("text", text)]}):
        assert patched(machine, article, **fields).status_code == 422
    assert not article.revisions.exists()


def test_what_is_misspelt_is_refused(machine: Machine) -> None:
    article = pages.article(live=False)
    assert patched(machine, article, titel="X").status_code == 422
    assert patched(machine, article, meta={"publish": True}).status_code == 422
    assert made(machine, "cms.ArticlePage", article.get_parent(), boddy=[]).status_code == 422
    assert (
        machine.write("snippets/cms.Topic/", {"name": "A", "slug": "a", "x": 1}).status_code == 422
    )
    assert not Topic.objects.exists()


@pytest.mark.parametrize("name", ["persn", "content"])
def test_what_is_misspelt_in_a_part_is_refused(machine: Machine, name: str) -> None:
    article, person = pages.article(live=False), pages.person()
    part = {"person_id": person.pk, name: 1}
    answer = patched(machine, article, contributions=[part])
    assert answer.status_code == 422
    assert f"contributions.0.{name}" in answer.content.decode()
    assert (
        made(machine, "cms.ArticlePage", article.get_parent(), contributions=[part]).status_code
        == 422
    )
    assert not article.revisions.exists()


def test_a_part_is_written_back_as_it_is_read(machine: Machine) -> None:
    article, person = pages.article(live=False), pages.person()
    answer = patched(machine, article, contributions=[{"person_id": person.pk}])
    assert answer.status_code == 200, answer.content
    read = answer.json()["contributions"]
    read[0]["person_id"] = person.pk
    again = patched(machine, article, contributions=read)
    assert again.status_code == 200, again.content
    assert [part["id"] for part in again.json()["contributions"]] == [read[0]["id"]]
