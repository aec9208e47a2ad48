"""How often a stranger may ask, what they are told of it, and who is counted as whom."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import caches
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from pytest_django import Settings
from wagtail.models import APIToken

from cms import rates
from cms.rates import Rate, bucket_of, client_of, spend
from cms.settings import environment
from tests.cms.tokens import superuser

URL = "/api/content/v1/nowhere"
RATE = Rate(60, 60.0)


def spent(times: int, now: float = 0.0, full_at: float = 0.0) -> tuple[rates.Spent, float]:
    for _ in range(times):
        last, full_at = spend(RATE, full_at, now)
    return last, full_at


def test_a_full_bucket_is_spent_token_by_token() -> None:
    last, _ = spent(1)
    assert (last.is_allowed, last.remaining, last.full_s) == (True, 59, 1.0)
    last, _ = spent(60)
    assert (last.is_allowed, last.remaining) == (True, 0)
    last, full_at = spent(61)
    assert (last.is_allowed, last.remaining, last.wait_s) == (False, 0, 1.0)
    # A refusal costs nothing more: whoever waits as long as told is answered.
    assert spend(RATE, full_at, 1.0)[0].is_allowed


def test_it_fills_steadily_up_to_its_size() -> None:
    _, full_at = spent(60)
    last, _ = spend(RATE, full_at, 30.0)
    assert last.remaining == 29
    last, _ = spend(RATE, full_at, 100_000.0)
    assert last.remaining == 59


def test_a_clock_that_is_set_back_locks_nobody_out() -> None:
    _, full_at = spent(60, now=1_000_000.0)
    last, _ = spend(RATE, full_at, 0.0)
    assert last.wait_s <= 60.0
    assert last.wait_s > 0


@pytest.mark.parametrize(
    ("meta", "client"),
    [
        ({"REMOTE_ADDR": "8.8.8.8"}, "8.8.8.8"),
        # What a stranger says of itself counts for nothing.
        ({"REMOTE_ADDR": "8.8.8.8", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}, "8.8.8.8"),
        # What our proxy says does; it writes last.
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}, "9.9.9.9"),
        ({"REMOTE_ADDR": "10.0.0.2", "HTTP_X_FORWARDED_FOR": "6.6.6.6, 9.9.9.9"}, "9.9.9.9"),
        ({"REMOTE_ADDR": "", "HTTP_X_FORWARDED_FOR": "9.9.9.9"}, "9.9.9.9"),
        ({"REMOTE_ADDR": "::ffff:8.8.8.8"}, "8.8.8.8"),
        ({"REMOTE_ADDR": "127.0.0.1"}, "127.0.0.1"),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "nobody"}, "None"),
        ({}, "None"),
    ],
)
def test_who_asks(meta: dict[str, str], client: str) -> None:
    assert str(client_of(meta)) == client


def test_one_household_has_one_bucket() -> None:
    def bucket(address: str) -> str:
        return bucket_of(client_of({"REMOTE_ADDR": address}))

    assert bucket("2001:db8:1:2::1") == bucket("2001:db8:1:2:ffff::9")
    assert bucket("2001:db8:1:2::1") != bucket("2001:db8:1:3::1")
    assert bucket("8.8.8.8") != bucket("8.8.8.9")


@pytest.fixture
def limited(settings: Settings, db: None) -> Callable[..., Any]:
    """Asks a site whose strangers have three requests a minute."""
    caches["rates"].clear()
    settings.API_RATE = Rate(3, 60.0)
    client = Client()

    def ask(path: str = URL, method: str = "get", address: str = "8.8.8.8", **more: Any) -> Any:
        return getattr(client, method)(path, REMOTE_ADDR=address, **more)

    return ask


def test_every_counted_answer_says_what_is_left(limited: Callable[..., Any]) -> None:
    response = limited()
    assert response["RateLimit-Policy"] == '"anonymous";q=3;w=60'
    assert response["RateLimit"] == '"anonymous";r=2;t=20'
    assert response["RateLimit-Limit"] == "3"
    assert response["RateLimit-Remaining"] == "2"
    assert response["RateLimit-Reset"] == "20"


def test_too_many_are_a_problem_that_says_when(limited: Callable[..., Any]) -> None:
    for _ in range(3):
        assert limited().status_code == 404
    refused = limited()
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["hint"].startswith("Try again in 20 s.")
    assert refused["Retry-After"] == "20"
    assert refused["RateLimit-Remaining"] == "0"
    assert limited(address="8.8.8.9").status_code == 404


@pytest.mark.parametrize(
    ("request_of", "is_counted"),
    [
        ({"path": "/api/v2/nowhere/"}, True),
        ({"path": URL, "HTTP_AUTHORIZATION": "Bearer x"}, True),
        ({"path": "/api/v2/nowhere/", "HTTP_AUTHORIZATION": "Bearer x"}, True),
        ({"path": "/api/v3/pages/"}, True),
        # A token that opens nothing.
        ({"path": "/api/v3/pages/", "HTTP_AUTHORIZATION": "Bearer x"}, True),
        ({"path": "/api/v3/nowhere/", "HTTP_AUTHORIZATION": "x"}, True),
        ({"path": URL, "method": "options"}, False),
        ({"path": "/recherche/"}, False),
    ],
)
def test_who_is_counted(
    limited: Callable[..., Any], request_of: dict[str, str], is_counted: bool
) -> None:
    assert limited(**request_of).has_header("RateLimit") is is_counted


def test_whoever_guesses_tokens_is_refused_and_whoever_has_one_is_not(
    limited: Callable[..., Any],
) -> None:
    _token, key = APIToken.create_token(user=superuser(), name="essai")

    def ask(token: str, method: str = "get") -> Any:
        return limited("/api/v3/whoami/", method, HTTP_AUTHORIZATION=f"Bearer {token}")

    assert [ask(f"wagtail_{n}").status_code for n in range(3)] == [401] * 3
    refused = ask("wagtail_4")
    assert refused.status_code == 429
    assert refused["Content-Type"] == "application/problem+json"
    assert refused.json()["hint"].startswith("Try again in 20 s.")
    assert (refused["Retry-After"], refused["RateLimit-Remaining"]) == ("20", "0")
    assert refused["Cache-Control"] == "private, no-store"
    assert ask("wagtail_5", "post").status_code == 429
    # It shares its address with whoever guesses.
    for _ in range(5):
        answered = ask(key)
        assert answered.status_code == 200
        assert not answered.has_header("RateLimit")


def test_machines_of_the_newsroom_are_let_through(
    limited: Callable[..., Any], settings: Settings
) -> None:
    settings.API_RATE_FREE = environment.networks("API_RATE_FREE", ["8.8.8.0/24", "::1"])
    assert not limited().has_header("RateLimit")
    assert not limited(address="::1").has_header("RateLimit")
    assert limited(address="9.9.9.9").has_header("RateLimit")


@pytest.mark.django_db
def test_without_a_rate_nobody_is_counted(settings: Settings) -> None:
    settings.API_RATE = None
    assert not Client().get(URL).has_header("RateLimit")


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("600/min", (600, 60.0)),
        ("20/s", (20, 1.0)),
        ("1000/h", (1000, 3600.0)),
        ("0", None),
        ("", None),
    ],
)
def test_rates_are_read(text: str, rate: tuple[int, float] | None) -> None:
    assert environment.rate("API_RATE", text) == rate


@pytest.mark.parametrize("text", ["600", "600/day", "-1/s", "many/min", "0/min"])
def test_what_is_no_rate_is_refused_with_what_to_write(text: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="600/min"):
        environment.rate("API_RATE", text)


def test_what_is_no_network_is_refused() -> None:
    with pytest.raises(ImproperlyConfigured, match="API_RATE_FREE"):
        environment.networks("API_RATE_FREE", ["10.0.0.0/8", "here"])
