from datetime import timedelta
from email.utils import format_datetime

import pytest

from feeds.errors import FeedError
from feeds.fetch import fetch, retry_after
from feeds.types import Validators
from tests.feeds.conftest import Site
from tests.feeds.reading import NOW


def test_validators_go_back_as_they_came(site: Site) -> None:
    url = site.put("/flux", "un", ETag='W/"a, b"', Last_Modified="hier vers midi")
    seen = fetch(url, Validators(), NOW).validators
    fetch(url, seen, NOW)
    headers = site.requests[1][1]
    assert headers["if-none-match"] == 'W/"a, b"'
    assert headers["if-modified-since"] == "hier vers midi"
    assert "if-none-match" not in site.requests[0][1]


def test_304_keeps_the_validators(site: Site) -> None:
    url = site.put("/flux", b"", 304)
    before = Validators("e", "m", "h")
    fetched = fetch(url, before, NOW)
    assert (fetched.not_modified, fetched.validators, fetched.body) == (True, before, b"")


def test_the_same_bytes_are_not_modified(site: Site) -> None:
    url = site.put("/flux", "un")
    first = fetch(url, Validators(), NOW)
    assert not first.not_modified
    assert fetch(url, first.validators, NOW).not_modified
    site.put("/flux", "deux")
    assert not fetch(url, first.validators, NOW).not_modified


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (401, "forbidden"),
        (403, "forbidden"),
        (404, "not_found"),
        (410, "gone"),
        (418, "http_error"),
        (204, "http_error"),
        (429, "too_many_requests"),
        (500, "server_error"),
        (503, "server_error"),
    ],
)
def test_statuses_have_names(site: Site, status: int, name: str) -> None:
    url = site.put("/flux", b"", status, Retry_After="120")
    with pytest.raises(FeedError) as caught:
        fetch(url, Validators(), NOW)
    assert (caught.value.name, caught.value.status) == (name, status)
    assert caught.value.retry_after_s == 120


def test_a_refusal_of_the_door_keeps_its_name() -> None:
    with pytest.raises(FeedError) as caught:
        fetch("http://127.0.0.1:9/", Validators(), NOW)
    assert caught.value.name == "refused_address"


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("120", 120),
        (format_datetime(NOW + timedelta(hours=1), usegmt=True), 3600),
        (format_datetime(NOW - timedelta(hours=1), usegmt=True), 0),
        ("bientôt", None),
        ("-5", None),
        ("", None),
    ],
)
def test_retry_after(value: str, seconds: int | None) -> None:
    assert retry_after({"retry-after": value}, NOW) == seconds
