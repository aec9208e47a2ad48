"""A block is complete (schema, template, icon, label, group, description) and says no clearly."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.template.loader import get_template
from wagtail import blocks

from cms.blocks.links import ItemBlock
from cms.blocks.media import UNKNOWN_VIDEO, ImageBlock, VideoBlock
from cms.blocks.stories import ArticleStoryBlock, StandardStoryBlock
from cms.models import ArticlePage
from feeds.models import Status
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

STORIES = dict(ArticleStoryBlock().child_blocks)


@pytest.mark.parametrize("name", STORIES)
def test_block_is_complete(name: str) -> None:
    block = STORIES[name]
    assert block.schema.model_json_schema()["properties"]
    assert get_template(block.meta.template)
    assert block.meta.icon != "placeholder"
    assert block.label
    assert block.meta.group
    assert block.get_description()


def test_a_standing_page_holds_no_feed() -> None:
    assert set(STORIES) - set(StandardStoryBlock().child_blocks) == {"item"}


@pytest.mark.parametrize(
    "url", ["https://exemple.org/page", "https://www.facebook.com/watch?v=1", "https://youtu.be/"]
)
def test_video_refuses_what_no_player_knows(url: str) -> None:
    block = VideoBlock()
    value = block.to_python({"url": url, "title": "Titre"})
    with pytest.raises(blocks.StructBlockValidationError) as error:
        block.clean(value)
    assert error.value.block_errors["url"].messages == [str(UNKNOWN_VIDEO)]


def test_video_is_an_address_and_a_player() -> None:
    block = VideoBlock()
    value = block.to_python({"url": "https://youtu.be/AAAAAAAAAAA", "title": "Titre"})
    shape = block.get_api_representation(value)
    assert shape is not None
    assert shape["media"]["provider"] == "youtube"
    assert "youtube-nocookie" in shape["media"]["player_url"]


@pytest.mark.django_db
class TestQuotedContents:
    def test_item_survives_its_withdrawal(self) -> None:
        """Nothing is lost: the uuid stays in the text while its content is away."""
        item = FeedItemFactory.create()
        article = pages.article(body=[("item", item.uuid)])
        item.status = Status.REJECTED
        item.save()
        article = ArticlePage.objects.get()
        assert article.body[0].value == item.uuid
        assert ItemBlock().get_context(item.uuid)["card"] is None
        chooser = ItemBlock().field.widget.get_value_data(item.uuid)
        assert chooser == {
            "id": str(item.uuid),
            "edit_url": "",
            "title": "(contenu retiré)",
        }

    def test_item_refuses_what_is_no_uuid(self) -> None:
        with pytest.raises(ValidationError):
            ItemBlock().clean("n'importe quoi")

    def test_image_says_what_it_shows_here(self) -> None:
        image = pages.image(alt="Le texte de la médiathèque")
        block = ImageBlock()

        def alt(**fields: Any) -> str:
            value = block.to_python({"image": image.pk, **fields})
            shape = block.get_api_representation(value)
            assert shape is not None
            return shape["image"]["alt"]

        assert alt() == "Le texte de la médiathèque"
        assert alt(alt="Ici") == "Ici"
        assert alt(alt="Ici", decorative=True) == ""

    def test_deleted_image_leaves_the_body(self) -> None:
        image = pages.image()
        article = pages.article(body=[("image", {"image": image}), ("text", "<p>Reste</p>")])
        image.delete()
        body = ArticlePage.objects.get(pk=article.pk).body
        shapes = body.stream_block.shape(body)
        assert [shape.type for shape in shapes] == ["text"]
