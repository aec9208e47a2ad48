"""What is stored is what the contract says: each document, read through its schemas and written
again, is the same. So nothing undeclared goes out, and no type lies."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from pydantic import TypeAdapter

from cms.api.content_types import AnyContent, Body
from cms.demo import library as demo_library
from cms.models import ArticlePage, Kind, MagazinePage, Publication, StandardPage
from cms.schemas import Document
from shows.models import EditoPage, EpisodePage
from tests.cms.generated import Bodies, Library
from tests.demo.pictures import tiny
from tests.factories import pages

pytestmark = pytest.mark.django_db
URL = "/api/content/v1/contents"
GENERATED = 1_000
HOLDERS: list[Any] = [ArticlePage, EditoPage, EpisodePage, StandardPage, MagazinePage]


def reread(adapter: TypeAdapter[Any], text: str | bytes) -> Any:
    return json.loads(adapter.dump_json(adapter.validate_json(text)))


@pytest.fixture
def library() -> Library:
    article = pages.article()
    return Library(
        images=[pages.image().pk, pages.image(alt="").pk],
        documents=[pages.document().pk],
        people=[pages.person().pk],
        appeals=[pages.call_to_action().pk],
        pages=[article.pk, pages.article(live=False).pk],
        contents=[article.uuid],
    )


def test_a_thousand_generated_bodies(library: Library) -> None:
    bodies, adapter = Bodies(1936, library), TypeAdapter[Any](Body)
    seen: set[str] = set()
    for number in range(GENERATED):
        block = HOLDERS[number % len(HOLDERS)].body.field.stream_block
        stored = bodies.body(list(block.child_blocks))
        document = Document.model_construct(body=block.shape(block.to_python(stored)))
        written = json.loads(document.model_dump_json())["body"]
        assert reread(adapter, json.dumps(written)) == written, stored
        seen |= {shape["type"] for shape in written}
    assert seen == set(bodies.values)


def test_generated_pages_through_both_doors(client: Client, library: Library) -> None:
    bodies = Bodies(1789, library)
    for make, model in ((pages.article, ArticlePage), (pages.episode, EpisodePage)):
        kinds = list(model.body.field.stream_block.child_blocks)
        page = make(body=json.dumps([bodies.block(kind) for kind in kinds]))
        answer = client.get(f"{URL}/{page.uuid}")
        assert reread(TypeAdapter(AnyContent), answer.content) == answer.json()
        wagtail = client.get(f"/api/v2/pages/{page.pk}/").json()["body"]
        assert [block["type"] for block in wagtail] == [b["type"] for b in answer.json()["body"]]


def test_every_content_of_the_demo(
    client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path
) -> None:
    monkeypatch.setattr(demo_library, "draw", tiny)
    settings.MEDIA_ROOT = str(tmp_path)
    call_command("demo", verbosity=0)
    adapter = TypeAdapter[Any](AnyContent)
    rows = list(Publication.objects.values_list("uuid", "kind"))
    assert {kind for _uuid, kind in rows} == {str(kind) for kind in Kind}
    types: set[str] = set()
    for uuid, kind in rows:
        answer = client.get(f"{URL}/{uuid}")
        assert answer.status_code == 200
        found = adapter.validate_json(answer.content)
        types |= {block.type for block in found.body}
        if kind != Kind.ITEM:
            # The words of an item are its source's: reading must not put its typography right.
            assert json.loads(adapter.dump_json(found)) == answer.json(), answer.json()["url"]
    assert types >= set(ArticlePage.body.field.stream_block.child_blocks)
