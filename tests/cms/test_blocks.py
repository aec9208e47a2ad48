"""A block is complete (schema, template, icon, label, group, description, preview), gives one
shape at every door, and says no clearly."""

import uuid
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTable

from cms.blocks import stories
from cms.blocks.links import NO_TITLE, NOTHING_LINKED, TWO_LINKS, ContentBlock, LinkBlock
from cms.blocks.media import (
    FACEBOOK,
    NO_ALT,
    UNKNOWN_AUDIO,
    UNKNOWN_VIDEO,
    AudioBlock,
    ImageBlock,
    VideoBlock,
)
from cms.blocks.stories import ArticleStoryBlock, StoryBlock
from cms.blocks.text import HeadingBlock, TextBlock
from cms.models import ArticlePage, Publication
from cms.typography import NBSP, NNBSP
from feeds.models import Status
from media_library.models import Document
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

STORIES = dict(ArticleStoryBlock().child_blocks)
PAGE_STORIES = [
    getattr(stories, name)
    for name in dir(stories)
    if name.endswith("StoryBlock") and name[0] != "S"
] + [stories.StandardStoryBlock]


def depth(block: blocks.Block) -> int:
    """Levels of fields inside fields."""
    if isinstance(block, blocks.ListBlock):
        return 1 + depth(block.child_block)
    children = getattr(block, "child_blocks", {})
    return max((1 + depth(child) for child in children.values()), default=0)


class TestEveryBlock:
    def test_there_are_no_more_than_an_editor_can_survey(self) -> None:
        assert len(STORIES) <= 16

    @pytest.mark.parametrize("name", STORIES)
    def test_it_is_complete(self, name: str) -> None:
        block = STORIES[name]
        assert block.schema.model_json_schema()["properties"]
        assert block.meta.icon != "placeholder"
        assert block.label
        assert block.meta.group
        assert block.get_description()
        assert block.is_previewable

    @pytest.mark.parametrize("name", STORIES)
    def test_its_fields_lie_two_levels_deep_at_most(self, name: str) -> None:
        struct = STORIES[name]
        fields = getattr(struct, "child_blocks", {}).values()
        assert max((depth(child) for child in fields), default=0) <= 2

    @pytest.mark.parametrize("story", PAGE_STORIES)
    def test_a_page_type_chooses_among_them(self, story: type[StoryBlock]) -> None:
        for name, block in story().child_blocks.items():
            assert type(block) is type(STORIES[name])

    @pytest.mark.parametrize("name", STORIES)
    @pytest.mark.django_db
    def test_its_preview_shows_something(self, name: str, admin_client: Client) -> None:
        """In an empty library: what it shows is a sample, not somebody's picture."""
        address = reverse("wagtailadmin_block_preview")
        page = admin_client.get(address, {"id": STORIES[name].definition_prefix})
        content = page.content.decode()
        start = content.index(f'<div class="block block--{name}">')
        shown = content[start : content.index("</main>")]
        assert len(shown) > 150
        assert "None" not in shown


class TestText:
    def test_a_pasted_heading_can_be_linked_to(self) -> None:
        """As the editor stores it, with its own key of the paragraph."""
        source = '<h2 data-block-key="k1q9x">L\'été à <b>Brest</b></h2><p>Oui.</p>'
        html = shape_of(TextBlock(), source)["html"]
        assert html.startswith('<h2 id="l-ete-a-brest">L’été à <b>Brest</b></h2>')

    def test_typography_is_corrected_on_the_way_out(self) -> None:
        block = TextBlock()
        value = block.to_python("<p>C'est dit !</p>")
        assert block.get_prep_value(value) == "<p>C'est dit !</p>"
        assert f"C’est dit{NNBSP}!" in block.render(value)
        assert shape_of(block, "<p>C'est dit !</p>")["html"] == f"<p>C’est dit{NNBSP}!</p>"

    def test_a_heading_keeps_the_anchor_it_was_given(self) -> None:
        block = HeadingBlock()
        assert shape_of(block, {"text": "À l'œuvre : tous"}) == {
            "text": f"À l’œuvre{NBSP}: tous",
            "anchor": "a-l-oeuvre-tous",
        }
        assert shape_of(block, {"text": "Autre", "anchor": "la-suite"})["anchor"] == "la-suite"
        with pytest.raises(blocks.StructBlockValidationError):
            block.clean(block.to_python({"text": "Autre", "anchor": "La suite"}))


def shape_of(block: Any, raw: Any) -> dict[str, Any]:
    shape = block.get_api_representation(block.to_python(raw))
    assert shape is not None
    return shape


def error_at(block: Any, field: str, raw: Any) -> list[str]:
    with pytest.raises(blocks.StructBlockValidationError) as error:
        block.clean(block.to_python(raw))
    return list(error.value.block_errors[field].messages)


@pytest.mark.django_db
class TestVideo:
    @pytest.mark.parametrize("url", ["https://exemple.org/page", "https://youtu.be/"])
    def test_it_refuses_what_no_player_knows(self, url: str) -> None:
        assert error_at(VideoBlock(), "url", {"url": url}) == [str(UNKNOWN_VIDEO)]

    @pytest.mark.parametrize("url", ["https://www.facebook.com/watch?v=1", "https://fb.watch/x/"])
    def test_facebook_is_a_link(self, url: str) -> None:
        assert error_at(VideoBlock(), "url", {"url": url}) == [str(FACEBOOK)]

    def test_it_is_an_address_and_a_player(self) -> None:
        shape = shape_of(VideoBlock(), {"url": "https://youtu.be/AAAAAAAAAAA", "title": "Titre"})
        assert shape["media"]["provider"] == "youtube"
        assert "youtube-nocookie" in shape["media"]["player_url"]

    def test_a_sound_has_a_block_of_its_own(self) -> None:
        url = "https://youtu.be/AAAAAAAAAAA"
        assert error_at(AudioBlock(), "url", {"url": url, "title": "T"}) == [str(UNKNOWN_AUDIO)]
        shape = shape_of(AudioBlock(), {"url": "https://son.example/a.mp3", "title": "T"})
        assert shape["media"]["kind"] == "audio"


class TestData:
    def test_figures_are_printed_as_they_are_read(self) -> None:
        raw = {"figures": [{"value": "350 000", "label": "lecteurs"}]}
        figures = shape_of(STORIES["figures"], raw)["figures"]
        assert figures == [{"value": f"350{NNBSP}000", "label": "lecteurs"}]

    def test_a_table_gives_typed_cells(self) -> None:
        raw = {
            "table": {
                "columns": [
                    {"type": "text", "heading": "Ville"},
                    {"type": "number", "heading": "Voyages"},
                    {"type": "rich_text", "heading": "Source"},
                ],
                "rows": [{"values": ["Brest", 1234.5, "<p>Oui !</p>"]}, {"values": ["", None, ""]}],
                "caption": "Avant : après",
            }
        }
        block = STORIES["table"]
        shape = shape_of(block, raw)
        assert [column["type"] for column in shape["columns"]] == ["text", "number", "rich_text"]
        assert shape["rows"][0] == [
            "Brest",
            1234.5,
            {"html": f"<p>Oui{NNBSP}!</p>", "links": []},
        ]
        assert shape["rows"][1] == ["", None, {"html": "", "links": []}]
        html = block.render(block.to_python(raw))
        assert f'<td class="number">1{NNBSP}234,5</td>' in html
        assert "None" not in html

    def test_an_empty_table_shows_nothing(self) -> None:
        block = STORIES["table"]
        value = block.to_python({"table": {"columns": [], "rows": []}})
        assert isinstance(value["table"], TypedTable)
        assert block.get_api_representation(value) is None

    def test_dates_of_a_timeline_are_words(self) -> None:
        raw = {"events": [{"date": "XXème siècle", "title": "", "text": "<p>Là.</p>"}]}
        event = shape_of(STORIES["timeline"], raw)["events"][0]
        assert event["date"] == f"XXe{NBSP}siècle"

    def test_a_post_is_quoted_word_for_word(self) -> None:
        raw = {"text": "C'est non !", "author": "A", "network": "x", "date": date(2026, 1, 1)}
        shape = shape_of(STORIES["post"], raw)
        assert (shape["text"], shape["date"]) == ("C'est non !", "2026-01-01")
        html = STORIES["post"].render(STORIES["post"].to_python(raw))
        assert "<script" not in html
        assert "1er janvier 2026" in html


class TestLink:
    @pytest.mark.parametrize(
        ("raw", "field", "message"),
        [
            ({}, "content", NOTHING_LINKED),
            ({"url": "https://a.example/"}, "title", NO_TITLE),
            (
                {"content": str(uuid.uuid4()), "url": "https://a.example/", "title": "A"},
                "url",
                TWO_LINKS,
            ),
        ],
    )
    def test_it_leads_somewhere(self, raw: Any, field: str, message: Any) -> None:
        assert error_at(LinkBlock(), field, raw) == [str(message)]

    def test_a_draft_may_lead_nowhere_yet(self) -> None:
        block = LinkBlock()
        block.defer_required_validation()
        assert block.clean(block.to_python({}))["content"] is None

    def test_what_is_no_uuid_is_refused(self) -> None:
        with pytest.raises(ValidationError):
            ContentBlock().clean("n'importe quoi")


@pytest.mark.django_db
class TestLibrary:
    def test_a_link_survives_the_withdrawal_of_its_content(self) -> None:
        """Nothing is lost: the uuid stays in the text while its content is away."""
        item = FeedItemFactory.create()
        article = pages.article(body=[("link", {"content": item.uuid})])
        block = STORIES["link"]
        assert block.get_context(article.body[0].value)["card"]["title"] == item.title
        item.status = Status.REJECTED
        item.save()
        article = ArticlePage.objects.get()
        assert article.body[0].value["content"] == item.uuid
        assert block.get_context(article.body[0].value)["card"] is None
        chooser = ContentBlock().field.widget.get_value_data(item.uuid)
        assert chooser == {"id": str(item.uuid), "edit_url": "", "title": "(contenu retiré)"}

    def test_a_link_is_followed_by_the_counter(self) -> None:
        target = pages.article(title="Cible")
        article = pages.article(body=[("link", {"content": target.uuid})])
        row = Publication.objects.get(uuid=article.uuid)
        assert row.facets.filter(facet="content", target_id=target.uuid).exists()

    def test_image_says_what_it_shows_here(self) -> None:
        image = pages.image(alt="Le texte de la médiathèque")

        def alt(**fields: Any) -> str:
            return shape_of(ImageBlock(), {"image": image.pk, **fields})["image"]["alt"]

        assert alt() == "Le texte de la médiathèque"
        assert alt(alt="Ici") == "Ici"
        assert alt(alt="Ici", decorative=True) == ""

    def test_a_picture_is_published_with_words_or_as_decoration(self) -> None:
        image = pages.image(alt="")
        assert error_at(ImageBlock(), "alt", {"image": image.pk}) == [str(NO_ALT)]
        block = ImageBlock()
        for fields in ({"alt": "Une rue"}, {"decorative": True}):
            assert block.clean(block.to_python({"image": image.pk, **fields}))

    def test_a_draft_keeps_a_picture_without_words(self) -> None:
        block = ImageBlock()
        block.defer_required_validation()
        assert block.clean(block.to_python({"image": pages.image(alt="").pk}))

    def test_deleted_image_leaves_the_body(self) -> None:
        image, other = pages.image(), pages.image()
        gallery = {"images": [{"image": image}, {"image": other}]}
        body = [("image", {"image": image}), ("gallery", gallery), ("text", "<p>Reste</p>")]
        article = pages.article(body=body)
        image.delete()
        body = ArticlePage.objects.get(pk=article.pk).body
        shapes = body.stream_block.shape(body)
        assert [shape.type for shape in shapes] == ["gallery", "text"]
        assert [entry.uuid for entry in shapes[0].value.images] == [other.uuid]

    def test_a_document_is_a_file_with_its_size(self) -> None:
        file = pages.image_file("rapport.pdf")
        document = Document.objects.create(title="Rapport : budget", file=file)
        shape = shape_of(STORIES["document"], {"document": document.pk})
        assert shape["title"] == f"Rapport{NBSP}: budget"
        assert (shape["extension"], shape["size"]) == ("pdf", document.file.size)
        document.delete()
        assert (
            STORIES["document"].get_api_representation(
                STORIES["document"].to_python({"document": document.pk})
            )
            is None
        )

    def test_an_appeal_is_no_part_of_the_text(self) -> None:
        appeal = pages.call_to_action(title="Abonnez-vous", text="Vite")
        article = pages.article(body=[("text", "<p>Le texte.</p>"), ("call_to_action", appeal)])
        assert article.face_text() == "Le texte."
        assert Publication.objects.get(uuid=article.uuid).search_body == "Le texte."
