"""Pictures whose rights end: shown on the last day, nowhere the day after, back when extended."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils import timezone, translation
from django_q.models import Schedule

from cms import due
from cms import tasks as cms_tasks
from cms.api.caching import CACHE_CONTROL
from media_library import rights, tasks
from media_library.models import Image
from media_library.renditions import image_shape
from tests.cms.counter import agrees, card, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db

LAST = date(2026, 7, 14)
MIDNIGHT = datetime(2026, 7, 14, 22, tzinfo=UTC)
"""The end of that day in Paris, in summer."""
EVENING = datetime(2026, 7, 14, 21, 59, 59, tzinfo=UTC)

At = Callable[[datetime], None]


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> At:
    """Called with a moment, it is that moment."""

    def move(now: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: now)

    move(EVENING)
    return move


def test_the_end_is_midnight_in_paris_whatever_the_season(at: At) -> None:
    assert rights.shown_until(LAST) == MIDNIGHT
    assert rights.shown_until(date(2026, 12, 1)) == datetime(2026, 12, 1, 23, tzinfo=UTC)
    assert rights.shown_until(None) is rights.shown_until(date.max) is None


def test_the_day_is_the_site_s_and_not_the_editor_s(at: At) -> None:
    for zone in ("Pacific/Auckland", "America/Cayenne"):
        with timezone.override(ZoneInfo(zone)):
            at(EVENING)
            assert not rights.have_ended(LAST)
            assert rights.shown_until(LAST) == MIDNIGHT
            at(MIDNIGHT)
            assert rights.have_ended(LAST)


def test_a_picture_has_a_shape_until_its_end(at: At) -> None:
    image = pages.image(rights_until=LAST)
    shape = image_shape(image)
    assert shape is not None
    assert shape.shown_until == MIDNIGHT
    assert "shown_until" not in shape.model_dump_json()
    assert "shown_until" not in type(shape).model_json_schema(mode="serialization")["properties"]
    at(MIDNIGHT)
    assert image_shape(image) is None


def showing(image: Image) -> list[Any]:
    """One content for each place where a picture may stand."""
    source = SourceFactory.create(logo=image)
    return [
        pages.article(image=image),
        pages.article(body=[("image", {"image": image, "alt": "Ici"})]),
        pages.article(body=[("video", {"url": VIDEO, "title": "Film", "poster": image})]),
        pages.person(portrait=image),
        source,
        FeedItemFactory.create(source=source),
    ]


DISK = "django.core.files.storage.FileSystemStorage"
VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"


def says(content: Any, image: Image) -> bool:
    row = stored(content)
    return image.file.name in row.card + row.document


def test_it_leaves_every_row_at_midnight_and_comes_back_when_extended(
    at: At, django_capture_on_commit_callbacks: Any
) -> None:
    image = pages.image(rights_until=LAST)
    with django_capture_on_commit_callbacks(execute=True):
        contents = showing(image)
    assert [stored(content).refresh_at for content in contents] == [MIDNIGHT] * len(contents)
    assert all(says(content, image) for content in contents)
    assert not due.rows()

    at(MIDNIGHT)
    assert due.rows()
    assert cms_tasks.refresh_publications() == len(contents)
    assert not any(says(content, image) for content in contents)
    assert card(contents[0])["image"] is None
    assert not due.rows()
    assert agrees()

    image.rights_until = date(2026, 8, 1)
    image.save()
    assert all(says(content, image) for content in contents)
    later = datetime(2026, 8, 1, 22, tzinfo=UTC)
    assert [stored(content).refresh_at for content in contents] == [later] * len(contents)
    assert agrees()


def test_the_first_of_two_ends_counts(at: At) -> None:
    early, late = pages.image(rights_until=LAST), pages.image(rights_until=date(2026, 9, 1))
    article = pages.article(image=late, body=[("image", {"image": early, "alt": ""})])
    assert stored(article).refresh_at == MIDNIGHT
    at(MIDNIGHT)
    cms_tasks.refresh_publications()
    assert stored(article).refresh_at == datetime(2026, 9, 1, 22, tzinfo=UTC)
    assert card(article)["image"] is not None


def test_rights_that_end_today_at_noon_are_said_by_saving(at: At) -> None:
    """An end in the past takes the picture away at once."""
    image = pages.image()
    article = pages.article(image=image)
    assert stored(article).refresh_at is None
    image.rights_until = date(2026, 7, 13)
    image.save()
    assert card(article)["image"] is None
    assert stored(article).refresh_at is None


@pytest.mark.parametrize("now", [EVENING, MIDNIGHT])
def test_api_v2_lists_and_shows_it_until_its_end(at: At, client: Client, now: datetime) -> None:
    free, image = pages.image(), pages.image(rights_until=LAST)
    at(now)
    listed = [item["id"] for item in client.get("/api/v2/images/").json()["items"]]
    detail = client.get(f"/api/v2/images/{image.pk}/")
    is_shown = now == EVENING
    assert listed == ([free.pk, image.pk] if is_shown else [free.pk])
    assert detail.status_code == (200 if is_shown else 404)
    assert client.get(f"/api/v2/images/find/?id={image.pk}").status_code == (
        302 if is_shown else 404
    )
    if is_shown:
        assert detail.json()["rights_until"] == "2026-07-14"


def test_the_content_api_shows_it_until_its_end(at: At, client: Client) -> None:
    """Also before the clock has written its rows anew; caches are told when."""
    at(EVENING)
    article = pages.article(image=pages.image(rights_until=LAST))
    detail, path = f"/api/content/v1/contents/{article.uuid}", article.get_url()
    resolved = f"/api/content/v1/resolve?path={path}"
    first = client.get(detail)
    assert first.json()["image"]
    for address in (detail, resolved):
        assert "s-maxage=1, stale-while-revalidate=0" in client.get(address)["Cache-Control"]
    at(MIDNIGHT)
    again = client.get(detail, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.json()["image"] is None
    assert client.get(resolved).json()["content"]["image"] is None
    assert again["Cache-Control"] == CACHE_CONTROL


def test_an_item_of_the_feed_in_api_v2(at: At, client: Client) -> None:
    item = FeedItemFactory.create(source=SourceFactory.create(logo=pages.image(rights_until=LAST)))
    url = f"/api/v2/items/{item.pk}/"
    assert client.get(url).json()["image"]
    at(MIDNIGHT)
    assert client.get(url).json()["image"] is None


def test_its_files_are_deleted_and_its_original_stays(
    at: At, settings: Any, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    on_disk = {"BACKEND": DISK, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": on_disk}
    free = pages.image(file=pages.image_file(size=(400, 300)))
    image = pages.image(file=pages.image_file(size=(400, 300)), rights_until=LAST)
    for one in (free, image):
        tasks.make_renditions(one.pk)
    names = [rendition.file.name for rendition in image.renditions.all()]
    assert tasks.drop_ended_renditions() == 0
    at(MIDNIGHT)
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.drop_ended_renditions() == 2
    assert not any(default_storage.exists(name) for name in names)
    assert default_storage.exists(image.file.name)
    assert free.renditions.count() == 2


def test_no_file_is_made_of_it_any_more(
    at: At, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    queued: list[Any] = []
    monkeypatch.setattr("media_library.signal_handlers.async_task", lambda *t: queued.append(t))
    with django_capture_on_commit_callbacks(execute=True):
        image = pages.image(rights_until=date(2026, 7, 13))
    assert not tasks.make_renditions(image.pk)
    assert not image.renditions.exists()
    assert not queued
    with django_capture_on_commit_callbacks(execute=True):
        image.rights_until = LAST
        image.save()
    assert queued == [("media_library.tasks.make_renditions", image.pk)]


def test_the_hourly_deletion_is_scheduled() -> None:
    schedule = Schedule.objects.get(func="media_library.tasks.drop_ended_renditions")
    assert schedule.minutes == 60


@pytest.mark.parametrize("now", [EVENING, MIDNIGHT])
def test_the_editor_is_warned(at: At, admin_client: Client, now: datetime) -> None:
    image = pages.image(rights_until=LAST)
    at(now)
    page = admin_client.get(f"/admin/images/{image.pk}/").content.decode()
    assert 'type="date" name="rights_until" value="2026-07-14"' in page.replace("\n", " ")
    with translation.override("fr"):
        warning = "14 juillet 2026"
    assert (warning in page) == (now == MIDNIGHT)
