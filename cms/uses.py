"""Which objects are used by others: asked before any is taken away."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CASCADE, ManyToManyRel, ManyToOneRel, Model
from wagtail.models import Page, ReferenceIndex

Reference = tuple[int, str]
"""A content type and a primary key, as Wagtail's index writes it."""


def used(model: type[Model], pks: Collection[int]) -> set[int]:
    """Those of some objects of a model that other objects hold: by a key, except parts that are
    deleted with them; in a block or a text; in a draft that waits. A few queries, and a reading of
    every draft."""
    type_id = ContentType.objects.get_for_model(model).pk
    texts = ReferenceIndex.objects.filter(to_content_type=type_id, to_object_id__in=map(str, pks))
    found = {int(pk) for pk in texts.values_list("to_object_id", flat=True)}
    for relation in model._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToManyRel | ManyToOneRel) and not _holds_parts(relation):
            name = relation.field.name
            rows = relation.related_model._default_manager.filter(**{f"{name}__in": list(pks)})
            found.update(rows.values_list(name, flat=True))
    for _page, references in drafts():
        found.update(pk for pk in pks if (type_id, str(pk)) in references)
    return found


def holders(target: Model) -> dict[type[Model], set[int]]:
    """The primary keys of contents that hold an object by a key, in a block or a text, as they are
    stored; by model. The index knows of it once the change is committed."""
    found: dict[type[Model], set[int]] = defaultdict(set)
    references = ReferenceIndex.get_references_to(target)
    for type_id, pk in references.values_list("content_type_id", "object_id").distinct():
        if model := ContentType.objects.get_for_id(type_id).model_class():
            found[model].add(int(pk))
    return found


def _holds_parts(relation: Any) -> bool:
    return getattr(relation, "on_delete", None) is CASCADE


def drafts() -> Iterator[tuple[Page, set[Reference]]]:
    """Pages with changes that wait in a revision, as these are, and all that they refer to. The
    index knows only what is stored in the page's own row."""
    for page in Page.objects.filter(has_unpublished_changes=True).exclude(latest_revision=None):
        draft = page.get_latest_revision_as_object()
        # Private, for want of a public one: Wagtail 8.0 extracts from stored objects only.
        found = ReferenceIndex._extract_references_from_object(draft)
        references = {(type_id, pk) for type_id, pk, _model_path, _content_path in found}
        yield page, references | set(_related(draft))


def _related(draft: Any) -> Iterator[Reference]:
    """What a draft holds by relations that the index leaves out."""
    for part in draft._meta.many_to_many:
        type_id = ContentType.objects.get_for_model(part.related_model).pk
        for related in getattr(draft, part.name).all():
            yield type_id, str(related.pk)
