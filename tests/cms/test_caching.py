"""How long caches may keep what is another answer from a known moment on."""

from datetime import UTC, datetime, timedelta

import pytest

from cms.api.caching import CACHE_CONTROL, until

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
