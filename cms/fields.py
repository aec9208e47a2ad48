import json
from typing import Any

from django.utils.translation import get_language
from wagtail.admin.telepath import JSContext
from wagtail.api import APIField
from wagtail.blocks.base import BlockWidget
from wagtail.fields import StreamField

_packed: dict[tuple[int, str | None], tuple[JSContext, str]] = {}


class StoryWidget(BlockWidget):
    """Tells the browser what blocks there are: written once a language, not at each opening of a
    page. Sixteen blocks take longer to describe than a long article to show."""

    def _build_block_json(self) -> None:
        """Wagtail's hook, private for want of a public one (8.0)."""
        key = (id(self.block_def), get_language())  # a block lives as long as the process
        if key not in _packed:
            context = JSContext()
            _packed[key] = (context, json.dumps(context.pack(self.block_def)))
        self._js_context, self._block_json = _packed[key]


class StoryField(StreamField):
    """A body of blocks whose migrations leave the blocks out.

    They are no part of the database's schema: written there, each new label or block would be a
    migration of every page type, and old blocks would have to stay importable for ever.
    """

    def __init__(self, block_types: Any = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(block_types, *args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return super().formfield(**{"widget": StoryWidget(self.stream_block), **kwargs})

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        return name, path, [], {k: v for k, v in kwargs.items() if k != "block_lookup"}


def editable(*names: str) -> list[APIField]:
    """Fields that every API gives, and `/api/v3/` takes as the editor's form does."""
    return [APIField(name, writable=True) for name in names]


class EditorField(APIField):
    """A field of the editor's form that `/api/v3/` alone gives and takes."""

    def __init__(self, name: str) -> None:
        super().__init__(name, writable=True)


def for_editors(*names: str) -> list[APIField]:
    return [EditorField(name) for name in names]
