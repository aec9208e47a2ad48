"""A picture that may not be shown any more is on no page and in no answer after the next look."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from unittest import mock

import pytest
from django.db import transaction
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction, Site

from cms.models import SiteSettings
from feeds import gallery
from feeds.models import Status
from media_library import posters, rights
from media_library.models import Image
from tests.cms.drawing import one_connection
from tests.cms.response_cache.asking import Browser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

API = "/api/content/v1"
VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"


@pytest.fixture
def browser() -> Iterator[Browser]:
    pages.home_page()
    # The first page of all would make them, and everything old.
    SiteSettings.for_site(Site.objects.get())
    with one_connection():
        yield Browser()


def close(image: Image) -> None:
    CollectionViewRestriction.objects.create(collection=image.collection)


def delete(image: Image) -> None:
    image.delete()


def end_rights(image: Image) -> None:
    image.rights_until = timezone.localdate() - timedelta(days=1)
    image.save()


@pytest.mark.parametrize("withdraw", [close, delete, end_rights])
def test_no_address_of_a_withdrawn_picture_is_told(
    browser: Browser, withdraw: Callable[[Image], None]
) -> None:
    folder = Collection.get_first_root_node().add_child(name="À part")
    image = pages.image(collection=folder, file=pages.image_file("retiree.png"))
    around = SiteSettings.for_site(Site.objects.get())
    around.share_image = image
    around.save()
    article = pages.article(title="Illustré", image=image)
    inside = pages.article(title="Dedans", body=[("image", {"image": image, "alt": "Ici"})])
    filmed = pages.article(body=[("video", {"url": VIDEO, "title": "Film", "poster": image})])
    person = pages.person(slug="ada", portrait=image)
    paths = [
        # Of these, what they are shared with.
        *(pages.standard().url, "/dossiers/"),
        *("/", "/articles/", "/personnes/ada/"),
        *(article.url, inside.url, filmed.url),
        *(f"{API}/contents", f"{API}/home", f"{API}/site", f"{API}/people"),
        *(f"{API}/contents/{each.uuid}" for each in (article, inside, filmed, person)),
        f"{API}/images/{image.uuid}",
    ]
    browser.look()
    for path in paths:
        assert b"retiree" in browser.get(path).body, path
        assert browser.is_kept(path), path
    withdraw(image)
    browser.look()
    assert [path for path in paths if b"retiree" in browser.get(path).body] == []


def test_the_picture_of_all_pages_leaves_at_the_end_of_its_rights(client: Client) -> None:
    pages.home_page()
    around = SiteSettings.for_site(Site.objects.get())
    around.share_image = pages.image(file=pages.image_file("finie.png"))
    end_rights(around.share_image)
    around.save()
    ended = rights.shown_until(around.share_image.rights_until)
    assert ended
    with mock.patch.object(timezone, "now", return_value=ended - timedelta(seconds=10)):
        before = client.get("/dossiers/")
    assert re.search(rb"og:image\" content=\"[^\"]*finie", before.content)
    assert "s-maxage=10, stale-while-revalidate=0" in before["Cache-Control"]
    after = client.get("/dossiers/")
    assert b"finie" not in after.content
    assert "s-maxage=60" in after["Cache-Control"]


def test_a_picture_that_may_be_shown_again_comes_back(browser: Browser) -> None:
    image = pages.image(file=pages.image_file("revenue.png"))
    around = SiteSettings.for_site(Site.objects.get())
    around.share_image = image
    around.save()
    end_rights(image)
    browser.look()
    assert b"revenue" not in browser.get(f"{API}/site").body
    assert browser.is_kept(f"{API}/site")
    image.rights_until = None
    image.save()
    browser.look()
    assert b"revenue" in browser.get(f"{API}/site").body


@transaction.atomic
def folder_of_items() -> Collection:
    return gallery.collection()


@transaction.atomic
def folder_of_posters() -> Collection:
    return posters.collection()


def test_a_picture_that_came_with_an_item_leaves_with_it(browser: Browser) -> None:
    image = pages.image(collection=folder_of_items())
    shown = FeedItemFactory.create(image=image, source__lends_pictures=True)
    browser.look()
    path = f"{API}/images/{image.uuid}"
    assert browser.get(path).status == "200 OK"
    assert browser.is_kept(path)
    shown.status = Status.REJECTED
    shown.save()
    browser.look()
    assert browser.get(path).status == "404 Not Found"


def test_a_poster_leaves_with_the_last_page_that_shows_it(browser: Browser) -> None:
    image = pages.image(collection=folder_of_posters())
    first = pages.article(body=[("video", {"url": VIDEO, "title": "Film", "poster": image})])
    second: Any = pages.article(body=[("video", {"url": VIDEO, "title": "Film", "poster": image})])
    browser.look()
    path = f"{API}/images/{image.uuid}"
    assert browser.get(path).status == "200 OK"
    first.unpublish()
    browser.look()
    assert browser.get(path).status == "200 OK"
    assert browser.is_kept(path)
    second.body = []
    second.save()
    browser.look()
    assert browser.get(path).status == "404 Not Found"
