"""What is no content, and has no event, is told of when it changes."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models.functions import Now
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import CollectionViewRestriction

from cms import tasks
from cms.api.caching import facet_key
from cms.models import SiteSettings, StaleKey
from tests.cms.counter import stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


def told() -> set[str]:
    return set(StaleKey.objects.values_list("key", flat=True))


def site_settings() -> SiteSettings:
    found: SiteSettings = SiteSettings.for_site(pages.home_page().get_site())
    return found


def save_settings() -> None:
    found = site_settings()
    found.tagline = "Autre"
    found.save()


def add_link() -> None:
    site_settings().navigation.create(label="Ici", address="/ici/")


def save_call_to_action() -> None:
    pages.call_to_action()


def pin() -> None:
    pages.home_page().pins.create(content=stored(pages.article()).uuid)


def save_home() -> None:
    pages.home_page().save()


def move_site() -> None:
    site = pages.home_page().get_site()
    site.hostname = "autre.example"
    site.save()


def redirect() -> None:
    Redirect.objects.create(old_path="/avant", redirect_link="/apres/")


def change_redirect() -> None:
    Redirect.objects.filter(old_path="/fixe").get().save()


def delete_redirect() -> None:
    Redirect.objects.filter(old_path="/fixe").delete()


@pytest.mark.parametrize(
    ("act", "key"),
    [
        (save_settings, "site"),
        (add_link, "site"),
        (save_call_to_action, "site"),
        (move_site, "site"),
        (save_home, "home"),
        (pin, "home"),
        (redirect, "redirects"),
        (change_redirect, "redirects"),
        (delete_redirect, "redirects"),
    ],
)
def test_what_is_no_content_has_a_key_of_its_own(act: Callable[[], None], key: str) -> None:
    site_settings()
    Redirect.objects.create(old_path="/fixe", redirect_link="/la/")
    StaleKey.objects.all().delete()
    act()
    assert key in told()


def test_a_picture_has_one_too() -> None:
    image = pages.image()
    StaleKey.objects.all().delete()
    image.save()
    assert told() == {facet_key("image", image.uuid)}


def test_pictures_of_a_closed_collection_are_told_of() -> None:
    image = pages.image()
    StaleKey.objects.all().delete()
    CollectionViewRestriction.objects.create(collection=image.collection)
    assert facet_key("image", image.uuid) in told()


def test_what_is_rolled_back_is_not_told() -> None:
    site_settings()
    StaleKey.objects.all().delete()
    with transaction.atomic():
        save_settings()
        transaction.set_rollback(True)
    assert told() == set()


def test_they_are_forgotten_after_a_day() -> None:
    StaleKey.objects.all().delete()
    StaleKey.objects.create(key="site", at=Now() - timedelta(days=2))
    StaleKey.objects.tell("home")
    tasks.forget_events()
    assert told() == {"home"}
