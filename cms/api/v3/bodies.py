"""What `/api/v3/` takes: fields that it knows, and a body of blocks as the database keeps it.

Wagtail skips fields that it does not know, takes any list for a body and fails on what is no block.
What is taken goes through the editor's own form, whose checks say the rest.
"""

from collections.abc import Iterator
from typing import Annotated, Any

from django.db.models import ManyToManyField
from django.db.models.fields.reverse_related import ForeignObjectRel
from pydantic import AfterValidator, BeforeValidator, Field
from wagtail import blocks
from wagtail.api.v3.schemas import (
    PageCreateBaseSchema,
    PageCreateMetaSchema,
    PageUpdateBaseSchema,
    PageUpdateMetaSchema,
    create_generator,
    patch_generator,
    read_generator,
)
from wagtail.api.v3.schemas.base import (
    BaseCreateMetaSchema,
    BaseCreateSchema,
    BaseUpdateMetaSchema,
    BaseUpdateSchema,
)
from wagtail.api.v3.schemas.generators.write import child_relation_schema
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.fields import StreamField

CHECKED = (
    PageCreateBaseSchema,
    PageCreateMetaSchema,
    PageUpdateBaseSchema,
    PageUpdateMetaSchema,
    BaseCreateSchema,
    BaseCreateMetaSchema,
    BaseUpdateSchema,
    BaseUpdateMetaSchema,
)
"""What Wagtail builds the schemas of pages on, and of snippets."""

FIT_FOR = (ArithmeticError, AttributeError, KeyError, LookupError, TypeError, ValueError)
"""What a block raises at a value of a shape that is not its own."""


def register() -> None:
    """Before Wagtail writes its schemas, as its applications are made ready."""
    for generator in (create_generator, patch_generator):
        generator.register_field_schema(StreamField, body_schema)
        generator.register_field_schema(ManyToManyField, keys_schema)
        generator.register_field_schema(ForeignObjectRel, children_schema)
    for schema in CHECKED:
        schema.model_config["extra"] = "forbid"


def keys_schema(generator: Any, field: Any) -> tuple[Any, Any]:
    """Wagtail asks for those as well that the form leaves empty."""
    return list[Annotated[int, Field(ge=1, lt=2**63)]], []


def children_schema(generator: Any, field: Any) -> tuple[Any, Any] | None:
    """What hangs on a page, part by part: as it is written, or as it is read. Wagtail skips words
    that it does not know."""
    found = child_relation_schema(generator, field)
    if found is None:
        return None
    annotation, default = found
    written = generator.get_child_relation_schema(field.related_model)
    read = read_generator.get_reverse_related_schema(field.related_model)
    # A key of another object is written by its column: `person_id`.
    aliases = (each.alias for each in written.model_fields.values() if each.alias)
    known = {"id", *written.model_fields, *aliases, *read.model_fields}

    def check(value: Any) -> Any:
        """Raises ValueError, naming the first word that nothing has."""
        for number, part in enumerate(value if isinstance(value, list) else ()):
            for name in part if isinstance(part, dict) else ():
                if name not in known:
                    raise ValueError(f"{field.name}.{number}.{name} is not known")
        return value

    return Annotated[annotation, BeforeValidator(check)], default


def body_schema(generator: Any, field: StreamField) -> tuple[Any, Any]:
    def check(value: list[Any]) -> list[Any]:
        """Raises ValueError, naming the first place that is wrong."""
        for path in faults(field.stream_block, value, field.name):
            raise ValueError(f"{path} is not what the block takes")
        return unwrapped(field.stream_block, value)

    return Annotated[list[Any], AfterValidator(check)], []


def faults(block: blocks.Block, value: Any, path: str) -> Iterator[str]:
    """Places whose value is of the wrong shape."""
    if isinstance(block, blocks.StreamBlock):
        yield from _in_stream(block, value or [], path)
    elif isinstance(block, blocks.ListBlock):
        yield from _in_list(block, value or [], path)
    elif isinstance(block, blocks.StructBlock):
        yield from _in_struct(block, value or {}, path)
    elif isinstance(block, TypedTableBlock):
        yield from _in_table(block, value or {}, path)
    elif not _fits(block, value):
        yield path


def _in_stream(block: blocks.StreamBlock, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield path
        return
    for number, part in enumerate(value):
        inner = f"{path}.{number}"
        if not (isinstance(part, dict) and "value" in part and _is_named(part.get("id"))):
            yield inner
        elif not isinstance(part.get("type"), str) or part["type"] not in block.child_blocks:
            yield f"{inner}.type"
        else:
            yield from faults(block.child_blocks[part["type"]], part["value"], f"{inner}.value")


def _is_named(identity: Any) -> bool:
    return identity is None or isinstance(identity, str)


def _in_list(block: blocks.ListBlock, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield path
        return
    for number, part in enumerate(value):
        yield from faults(block.child_block, _bare(part), f"{path}.{number}")


def _bare(part: Any) -> Any:
    """A part of a list, which is stored as `{"type": "item", "value": …, "id": …}`; Wagtail takes
    the value alone."""
    is_stored = isinstance(part, dict) and part.get("type") == "item" and "value" in part
    return part["value"] if is_stored else part


def unwrapped(block: blocks.Block, value: Any) -> Any:
    """A value without faults, as Wagtail takes it."""
    if not value:
        return value
    if isinstance(block, blocks.StreamBlock):
        inner = block.child_blocks
        return [{**part, "value": unwrapped(inner[part["type"]], part["value"])} for part in value]
    if isinstance(block, blocks.ListBlock):
        return [unwrapped(block.child_block, _bare(part)) for part in value]
    if isinstance(block, blocks.StructBlock):
        return {name: unwrapped(block.child_blocks[name], part) for name, part in value.items()}
    return value


def _in_struct(block: blocks.StructBlock, value: Any, path: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield path
        return
    # A word that no block has would be lost without a word.
    yield from (f"{path}.{name}" for name in value if name not in block.child_blocks)
    for name, child in block.child_blocks.items():
        yield from faults(child, value.get(name), f"{path}.{name}")


def _in_table(block: TypedTableBlock, value: Any, path: str) -> Iterator[str]:
    try:
        types = [block.child_blocks[column["type"]] for column in value.get("columns", ())]
        headings = [value.get("caption", ""), *(c["heading"] for c in value.get("columns", ()))]
        rows = [list(zip(types, row["values"], strict=True)) for row in value.get("rows", ())]
    except FIT_FOR:
        yield path
        return
    if not all(isinstance(heading, str) for heading in headings):
        yield f"{path}.columns"
    for number, row in enumerate(rows):
        for cell, (child, inner) in enumerate(row):
            yield from faults(child, inner, f"{path}.rows.{number}.{cell}")


def _fits(block: blocks.Block, value: Any) -> bool:
    if isinstance(block, blocks.RichTextBlock):
        # Markdown comes as an object that names its format.
        return value is None or isinstance(value, str | dict)
    if isinstance(value, list | dict):
        return False
    try:
        block.value_for_form(block.to_python(value))
    except FIT_FOR:
        return False
    return True
