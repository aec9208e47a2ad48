"""Anchors of the headings in one body: each once, and those that were linked to stay."""

import json
import re
from typing import Any

import pytest
from django.test import Client

from cms.blocks.anchors import apart
from cms.models import Publication
from tests.cms.counter import agrees
from tests.factories import pages


def heading(text: str, anchor: str = "") -> tuple[str, Any]:
    return "heading", {"text": text, "anchor": anchor}


BODY = [
    heading("Bilan"),
    ("text", "<h2>Bilan</h2><p>Un.</p><h3>Le <b>bilan</b></h3>"),
    heading("Le bilan"),
    heading("Bilan"),
    heading("Suite"),
]
ANCHORS = ["bilan", "bilan-2", "le-bilan", "le-bilan-2", "bilan-3", "suite"]


@pytest.mark.parametrize(
    ("anchors", "expected"),
    [
        ([], []),
        (["a", "b"], ["a", "b"]),
        (["a", "a", "b", "a"], ["a", "a-2", "b", "a-3"]),
        # What was unique stays, wherever it stands.
        (["a", "a", "a-2"], ["a", "a-3", "a-2"]),
        (["a-2", "a-2", "a", "a"], ["a-2", "a-2-2", "a", "a-3"]),
        (["", ""], ["", ""]),
    ],
)
def test_the_first_keeps_its_anchor(anchors: list[str], expected: list[str]) -> None:
    assert apart(anchors) == expected


@pytest.mark.django_db
class TestOnAPage:
    def test_the_page_and_the_document_say_the_same(self, client: Client) -> None:
        article = pages.article(body=BODY)
        html = client.get(article.get_url()).content.decode()
        html = html[html.index('<div class="body">') : html.index("</article>")]
        assert re.findall(r'<h[23][^>]* id="([^"]+)"', html) == ANCHORS
        document = Publication.objects.get(uuid=article.uuid).document
        body = json.loads(document)["body"]
        assert [block["value"].get("anchor") for block in body] == [
            *("bilan", None, "le-bilan-2", "bilan-3", "suite")
        ]
        assert re.findall(r' id="([^"]+)"', body[1]["value"]["html"]) == ["bilan-2", "le-bilan"]
        told = client.get(f"/api/v2/pages/{article.pk}/").json()["body"]
        assert [block["value"] for block in told] == [block["value"] for block in body]
        assert agrees()

    def test_so_does_the_table_of_contents(self, client: Client) -> None:
        article = pages.article(body=BODY)
        html = client.get(article.get_url()).content.decode()
        contents = html[html.index('class="contents"') : html.index("</details>")]
        assert re.findall(r'href="#([^"]+)"', contents) == [
            *("bilan", "bilan-2", "le-bilan-2", "bilan-3", "suite")
        ]
