from typing import Any

from wagtail.fields import StreamField


class StoryField(StreamField):
    """A body of blocks whose migrations leave the blocks out.

    They are no part of the database's schema: written there, each new label or block would be a
    migration of every page type, and old blocks would have to stay importable for ever.
    """

    def __init__(self, block_types: Any = (), *args: Any, **kwargs: Any) -> None:
        super().__init__(block_types, *args, **kwargs)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        name, path, _blocks, kwargs = super().deconstruct()
        return name, path, [], {k: v for k, v in kwargs.items() if k != "block_lookup"}
