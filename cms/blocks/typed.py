"""What makes a block whole: its shape, written once, is what every door gives."""

from typing import Any, ClassVar

from pydantic import BaseModel


class TypedBlock:
    """A block whose `shape` its template, the stored document and `/api/v2/` all give.

    The template finds it as `shape`, a dict. `sample` is what a preview shows of a block whose
    value points into the library: a preview then needs no picture, file or entry.
    """

    schema: type[BaseModel]
    sample: ClassVar[dict[str, Any] | None] = None
    may_be_hidden: ClassVar[bool] = False

    def shape(self, value: Any) -> BaseModel | None:
        """None where there is nothing to show, as when a picture is gone."""
        raise NotImplementedError

    def get_searchable_content(self, value: Any) -> list[Any]:
        """Words of a block that is not shown are not found either. Asked of those alone whose
        content may be hidden (`may_be_hidden`): shapes take their time."""
        if self.may_be_hidden:
            shape = self.shape(value)
            if shape is None or getattr(shape, "is_hidden", False):
                return []
        return super().get_searchable_content(value)  # type: ignore[misc]  # of the block

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        shape = self.shape(value)
        return shape.model_dump(mode="json") if shape else None

    def get_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        """With the `shape` that the body gives, else its own."""
        context = super().get_context(value, parent_context)  # type: ignore[misc]  # of the block
        if "shape" not in context:
            context["shape"] = self.get_api_representation(value)
        return {**context, **self.shown(value, context["shape"])}

    def shown(self, value: Any, shape: dict[str, Any] | None) -> dict[str, Any]:
        """What the template finds besides the value and its shape, or instead of it."""
        return {}

    def get_preview_context(self, value: Any, parent_context: Any = None) -> dict[str, Any]:
        return {**(parent_context or {}), "sample": self.sample}
