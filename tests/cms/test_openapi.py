"""The contract as a diff: what changes for clients shows in `tests/snapshots/openapi.json`."""

import json
from pathlib import Path
from typing import Any, get_args

from django.test import Client

from cms.api.app import api
from cms.api.content_types import CONTENTS, story_blocks
from cms.blocks.stories import StoryBlock
from cms.models import Kind

SNAPSHOT = Path(__file__).resolve().parents[1] / "snapshots" / "openapi.json"


def schemas() -> dict[str, Any]:
    return json.loads(json.dumps(api.get_openapi_schema()))["components"]["schemas"]


def test_the_contract_is_that_of_the_snapshot(client: Client) -> None:
    """`make openapi` writes it anew: look at the diff, tell clients of it in CHANGELOG.md."""
    answer = client.get("/api/content/v1/openapi.json")
    assert answer.json() == json.loads(SNAPSHOT.read_text("utf-8"))


def test_every_block_of_every_story_is_told_apart_by_its_type() -> None:
    held = {name for story in StoryBlock.__subclasses__() for name in story.base_blocks}
    assert held == set(story_blocks())
    body = schemas()["ArticleContent"]["properties"]["body"]["items"]
    assert body["discriminator"]["propertyName"] == "type"
    assert set(body["discriminator"]["mapping"]) == held


def test_every_kind_has_details_of_its_own() -> None:
    assert set(CONTENTS) == {str(kind) for kind in Kind}
    for kind, model in CONTENTS.items():
        assert get_args(model.model_fields["kind"].annotation) == (kind,)
    assert "dict" not in json.dumps(schemas()["EpisodeDetails"])


def test_answers_hold_every_field_of_their_schema() -> None:
    card = schemas()["Card"]
    assert set(card["required"]) == set(card["properties"])
    assert schemas()["TextSchema"]["required"] == ["html", "links"]


def test_every_operation_may_answer_a_problem() -> None:
    for path in api.get_openapi_schema()["paths"].values():
        for operation in path.values():
            for status in ("4XX", "5XX"):
                content = operation["responses"][status]["content"]
                assert content["application/problem+json"]["schema"]["$ref"].endswith("/Problem")
    assert set(schemas()["Problem"]["required"]) == {"type", "title", "status", "hint"}


def test_what_is_told_with_commas_is_a_list_of_what_is_accepted() -> None:
    paths = json.loads(json.dumps(api.get_openapi_schema()))["paths"]
    found = {p["name"]: p for p in paths["/api/content/v1/contents"]["get"]["parameters"]}
    assert found["kind"]["schema"]["items"]["enum"] == ["article", "edito", "episode", "item"]
    for name in ("kind", "has", "fields", "include"):
        assert (found[name]["style"], found[name]["explode"]) == ("form", False)
