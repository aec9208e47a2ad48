"""The day of an édito, and where it sends its readers."""

import json
from datetime import UTC, date, datetime
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from shows.models import EditoPage, FurtherReading
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.shows.editing import edito_form, posted

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 18)


def test_a_new_edito_has_the_day_of_the_newsroom() -> None:
    late = datetime(2026, 3, 18, 23, 30, tzinfo=UTC)
    with mock.patch.object(timezone, "now", return_value=late), timezone.override("America/Lima"):
        assert EditoPage().day == date(2026, 3, 19)


def test_further_reading_is_a_content_or_an_address(client: Client) -> None:
    edito, article = pages.edito(), pages.article(title="L’enquête")
    edito.further_reading.create(content=article.uuid)
    edito.further_reading.create(label="Le rapport", url="https://a.example/")
    edito.save()
    listed = json.loads(stored(edito).document)["details"]["further_reading"]
    assert listed[0]["content"]["uuid"] == str(article.uuid)
    assert (listed[1]["content"], listed[1]["url"]) == (None, "https://a.example/")
    shown = client.get(card(edito)["url"]).context["readings"]
    assert shown == [
        {"label": "L’enquête", "path": card(article)["url"]},
        {"label": "Le rapport", "url": "https://a.example/"},
    ]
    fresh(article).unpublish()
    assert fresh(edito).readings() == shown[1:]
    assert agrees()


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, "url"),
        ({"url": "https://a.example/"}, "label"),
        ({"content": "3f0c3d52-9d8c-4f6e-8f3a-5f0f3f6f2b11", "url": "https://a.example/"}, "url"),
    ],
)
def test_a_reading_leads_to_one_place(fields: dict[str, str], wrong: str) -> None:
    with pytest.raises(ValidationError) as error:
        FurtherReading(**fields).clean()
    assert list(error.value.message_dict) == [wrong]


def test_two_editos_of_a_day_are_noticed_and_not_refused(admin_client: Client) -> None:
    other = pages.edito(title="Déjà <là>", day=DAY)
    index = other.get_parent()
    address = reverse("wagtailadmin_pages:add", args=["shows", "editopage", index.pk])
    form = {**posted(EditoPage), "action-publish": "1"}
    response = admin_client.post(address, form, follow=True)
    edito = EditoPage.objects.get(slug="un-titre")
    assert edito.live
    edit = reverse("wagtailadmin_pages:edit", args=[other.pk])
    assert edit in "".join(str(message) for message in response.context["messages"])
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[edito.pk])).content.decode()
    assert edit in page
    assert "Déjà &lt;là&gt;" in page


def test_an_edito_alone_on_its_day_is_told_nothing(admin_client: Client) -> None:
    edito = pages.edito(title="Seul", day=DAY)
    pages.edito(title="La veille", day=date(2026, 3, 17))
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[edito.pk])).content.decode()
    assert "La veille" not in page


@pytest.mark.parametrize("language", ["fr", "en"])
def test_days_are_written_as_in_europe(language: str) -> None:
    with override(language):
        form = edito_form(day="05/11/2026")
        assert form.is_valid(), form.errors
        assert form.cleaned_data["day"] == date(2026, 11, 5)
        shown = form.fields["day"].widget.format_value(date(2026, 11, 5))
        assert shown == "05/11/2026"
