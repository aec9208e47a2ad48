"""Rows that are read by one prepared statement are what the ORM would give."""

from typing import Any

import pytest
from django.db.models import Model
from django.http import Http404
from django.utils import timezone

from cms.models import Person, Topic
from cms.statements import instance_or_404
from feeds.models import Source
from tests.factories import pages
from tests.factories.feeds import SourceFactory

pytestmark = pytest.mark.django_db


def attributes(instance: Model) -> dict[str, Any]:
    return {field.attname: getattr(instance, field.attname) for field in instance._meta.fields}


def made() -> list[Model]:
    source = SourceFactory.create(last_success_at=timezone.now(), hours={"mon": [1, 2]})
    return [pages.person(name="Ada"), pages.topic(name="Eau"), source]


def test_every_attribute_is_as_the_orm_reads_it() -> None:
    for kept in made():
        model = type(kept)
        for name in ("pk", "slug"):
            for _ in range(3):  # the third is prepared
                read = instance_or_404(model, name, getattr(kept, name))
                assert attributes(read) == attributes(model._default_manager.get(pk=kept.pk))
                assert not read._state.adding


@pytest.mark.parametrize("model", [Person, Topic, Source])
def test_nothing_there_is_a_404(model: type[Model]) -> None:
    with pytest.raises(Http404):
        instance_or_404(model, "slug", "personne")
