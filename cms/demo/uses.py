"""Who else uses an object: asked before it is taken away."""

from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import ManyToManyRel, Model
from wagtail.models import Page, ReferenceIndex

from cms.uses import drafts
from feeds.models import SourceGroup


def user_of(used: Model) -> str:
    """One of the contents that use an object, as half a sentence; empty when none does."""
    user = next(_users(used), None)
    return f"used by “{user}”" if user is not None else ""


def _users(used: Model) -> Iterator[Any]:
    if isinstance(used, SourceGroup):
        yield from used.sources.all()
    for user, _references in ReferenceIndex.get_references_to(used).group_by_source_object():
        yield user
    yield from _through_many_to_many(used)
    yield from _drafts(used)


def _through_many_to_many(used: Model) -> Iterator[Any]:
    """Wagtail's index leaves these out."""
    for relation in used._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToManyRel):
            yield from relation.related_model._default_manager.filter(
                **{relation.field.name: used.pk}
            )


def _drafts(used: Model) -> Iterator[Page]:
    wanted = (ContentType.objects.get_for_model(used).pk, str(used.pk))
    for page, references in drafts():
        if wanted in references:
            yield page
