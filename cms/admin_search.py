"""What the admin's choosers and lists find by the beginnings of words."""

from typing import Any

from django.db import connection
from django.db.models import F
from django.db.models.signals import post_delete, post_save
from modelsearch.backends.database import SearchBackend as DatabaseSearchBackend
from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresSearchBackend,
)
from modelsearch.index import BaseField, FilterField, get_indexed_models
from modelsearch.signal_handlers import post_delete_signal_handler, post_save_signal_handler


class NewestFirstCompiler(PostgresAutocompleteQueryCompiler):
    """The newest of what is found comes first. Wagtail ranks each find by how often it holds the
    beginning of a word: seconds of work on a large site, for an order that nobody can read."""

    def _build_rank_expression(self, vectors: Any, config: Any) -> F:
        return F("pk")


class NewestFirstBackend(PostgresSearchBackend):
    autocomplete_query_compiler_class = NewestFirstCompiler


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    if connection.vendor == "postgresql":
        return NewestFirstBackend(params)
    return DatabaseSearchBackend(params)


def follow(base: type[Any]) -> None:
    """Indexes the pages of a type that asks for it (`search_auto_update = False`), but not a save
    that names its fields and none that the index holds: Wagtail's, when it keeps a draft."""
    for model in get_indexed_models():
        if issubclass(model, base):
            post_save.connect(index_saved, sender=model)
            post_delete.connect(post_delete_signal_handler, sender=model)


def index_saved(
    sender: type[Any], instance: Any, update_fields: frozenset[str] | None = None, **kwargs: Any
) -> None:
    if update_fields is None or not update_fields.isdisjoint(_indexed(sender)):
        post_save_signal_handler(instance, **kwargs)


def _indexed(model: type[Any]) -> set[str]:
    fields: list[BaseField] = model.get_search_fields()
    return {field.field_name for field in fields if not isinstance(field, FilterField)}
