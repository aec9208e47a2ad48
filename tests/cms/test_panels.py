"""The empty row of a page's form, which the browser copies for each new one: kept, never stale."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import AbstractUser
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page
from wagtail.users.models import UserProfile

from cms.models import ArticlePage
from tests.factories import pages

pytestmark = pytest.mark.django_db


def empty_row(client: Client, page: Page, name: str) -> str:
    response = client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    template = rf'<template id="id_{name}-EMPTY_FORM_TEMPLATE">(.*?)</template>'
    found = re.search(template, response.content.decode(), re.S)
    assert found
    return found.group(1)


def test_every_opening_gives_the_same_row_and_no_persons_choice(admin_client: Client) -> None:
    first, second = pages.article(), pages.article()
    row = empty_row(admin_client, first, "contributions")
    first.contributions.create(person=pages.person(name="Nadia Belkacem"))
    assert 'name="contributions-__prefix__-person"' in row
    assert empty_row(admin_client, first, "contributions") == row
    assert empty_row(admin_client, second, "contributions") == row


def test_a_row_is_kept_for_each_language(admin_client: Client, admin_user: AbstractUser) -> None:
    article = pages.article()
    assert 'title="Supprimer"' in empty_row(admin_client, article, "contributions")
    UserProfile.objects.update_or_create(user=admin_user, defaults={"preferred_language": "en"})
    assert 'title="Delete"' in empty_row(admin_client, article, "contributions")


def test_a_new_correction_is_of_the_moment(
    admin_client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    article = pages.article()
    empty_row(admin_client, article, "corrections")
    later = timezone.localtime() + timedelta(minutes=90)

    class Later(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return later.astimezone(tz)

    monkeypatch.setattr(timezone, "datetime", Later)
    assert f'value="{later:%d/%m/%Y %H:%M}"' in empty_row(admin_client, article, "corrections")


def test_the_form_of_a_page_type_is_made_once() -> None:
    handler = ArticlePage.get_edit_handler()
    assert handler.get_form_class() is ArticlePage.get_edit_handler().get_form_class()
