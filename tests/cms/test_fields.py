import json

from django.utils import translation

from cms.fields import StoryWidget
from cms.models import ArticlePage


def test_blocks_are_described_once_a_language() -> None:
    field = ArticlePage._meta.get_field("body").formfield()
    assert isinstance(field.widget, StoryWidget)
    again = ArticlePage._meta.get_field("body").formfield()
    with translation.override("fr"):
        french = field.widget.block_json
        assert again.widget.block_json is french
    with translation.override("en"):
        english = ArticlePage._meta.get_field("body").formfield().widget.block_json
    assert "Encadré" in json.dumps(json.loads(french), ensure_ascii=False)
    assert "Boxed aside" in english
