"""What caches are told: how long they may keep an answer, and what it is made of."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.http import HttpResponse

from cms.api.caching import (
    CACHE_CONTROL,
    MOST_KEYS,
    content_key,
    path_key,
    shared,
    until,
    with_groups,
)

NOON = datetime(2026, 3, 18, 12, tzinfo=UTC)


def test_without_such_a_moment_as_long_as_ever() -> None:
    assert until(None, NOON) == CACHE_CONTROL
    assert until(NOON + timedelta(hours=1), NOON) == CACHE_CONTROL


@pytest.mark.parametrize(
    ("seconds", "fresh", "renewed"),
    [(-5, 0, 0), (0.5, 0, 0), (7, 7, 0), (60, 60, 0), (100, 60, 40), (360, 60, 300)],
)
def test_never_past_it(seconds: float, fresh: int, renewed: int) -> None:
    said = until(NOON + timedelta(seconds=seconds), NOON)
    assert f"s-maxage={fresh}, stale-while-revalidate={renewed}, stale-if-error=86400" in said


def test_few_keys_stand_for_themselves() -> None:
    keys = ["list-article", *(content_key(uuid4()) for _ in range(MOST_KEYS - 1))]
    assert shared(HttpResponse(), [*keys, *keys])["Surrogate-Key"].split() == keys


def test_many_keys_stay_within_what_a_proxy_takes_and_are_all_found() -> None:
    keys = ["redirects", *(content_key(uuid4()) for _ in range(2_000))]
    keys += [path_key(f"/{number}/") for number in range(2_000)]
    text = shared(HttpResponse(), keys)["Surrogate-Key"]
    assert len(text) < 8_000
    carried = set(text.split())
    assert all(carried & with_groups([key]) for key in keys)
    assert shared(HttpResponse(), text.split())["Surrogate-Key"].split()[0] == "redirects"


def test_a_group_drops_no_more_than_its_own() -> None:
    one, other = "content-3f00", "content-4f00"
    assert with_groups([one]) == {one, "content-3f"}
    assert not with_groups([one]) & with_groups([other])
