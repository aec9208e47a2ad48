"""What `/api/v3/` writes is what the editor's form has, and no other door gives it."""

from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from wagtail.admin.panels import get_edit_handler
from wagtail.api.v3.registry import registry
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import get_page_models

from tests.factories import pages

pytestmark = pytest.mark.django_db

LEFT_OUT = {
    "comments",
    "comment_notifications",
    "transcript_file",
    "pasted_chapters",
    "collection",
    "captions",
}
"""What the form asks a person."""


def fields_of_form(model: Any) -> set[str]:
    handler = model.get_edit_handler() if hasattr(model, "get_edit_handler") else None
    form = (handler or get_edit_handler(model)).get_form_class()
    names = {*form.base_fields, *getattr(form, "formsets", {})}
    return names - LEFT_OUT


def kinds() -> list[Any]:
    files = {get_image_model(), get_document_model()}
    named = [apps.get_model(kind.name) for kind in registry.list_content_types()]
    return [m for m in named if m not in files and m is not get_page_models()[0].base_page_model]


@pytest.mark.parametrize("model", kinds(), ids=lambda model: model._meta.label)
def test_all_that_the_form_has_is_written_and_nothing_else(model: Any) -> None:
    registered: Any = registry.get(model._meta.label)
    for schema in (registered.create_schema, registered.patch_schema):
        assert set(schema.model_fields) - {"meta"} == fields_of_form(model) - {"file"}


def test_v2_gives_nothing_of_it(client: Client) -> None:
    article = pages.article(withdrawal_reason="Pour plus tard", legacy_path="/2021/x/")
    answer = client.get(f"/api/v2/pages/{article.pk}/?fields=*").json()
    names = {"withdrawal_reason", "legacy_path", "image_alt", "shown_date", "go_live_at"}
    assert not names & {*answer, *answer["meta"]}
    assert client.get("/api/v2/pages/?type=cms.ArticlePage&legacy_path=/x/").status_code == 400
    assert "status" not in client.get("/api/v2/items/?fields=*").content.decode()
