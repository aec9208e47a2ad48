"""What is answered from memory, to whom, and what only the site may answer."""

import threading
import time
from typing import Any

import pytest

from cms import metrics
from tests.cms.response_cache.asking import Asker, Site, Trust, at_once

DAY_S = 86_400.0


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Moves the clock of the cache."""
    began = time.monotonic()

    def move(seconds: float) -> None:
        moment = began + seconds
        monkeypatch.setattr("cms.response_cache.middleware.time.monotonic", lambda: moment)

    move(0)
    return move


def test_the_second_request_does_not_reach_the_site() -> None:
    site = Site()
    asker = Asker(site)
    first, second = asker.get(), asker.get()
    assert (first.status, first.body) == (second.status, second.body) == ("200 OK", b"{}")
    assert len(site.asked) == 1
    assert site.closed == 1
    assert first["Cache-Status"] == "kiosque; fwd=miss"
    assert second["Cache-Status"] == "kiosque; hit"
    for name in site.headers:
        assert second[name] == first[name]


def test_each_answer_has_the_number_of_its_own_request() -> None:
    asker = Asker(Site())
    assert asker.get()["X-Request-ID"] == "site-1"
    assert asker.get(HTTP_X_REQUEST_ID="of-the-proxy")["X-Request-ID"] == "of-the-proxy"
    made = asker.get(HTTP_X_REQUEST_ID="no number")["X-Request-ID"]
    assert len(made) == 32


def test_what_a_request_has_spent_is_told_to_nobody_else() -> None:
    asker = Asker(Site())
    assert "RateLimit" in asker.get()
    assert "RateLimit" not in asker.get()


def test_the_order_of_parameters_does_not_matter() -> None:
    site = Site()
    asker = Asker(site)
    asker.get("kind=article&limit=5")
    asker.get("limit=5&&kind=article")
    assert len(site.asked) == 1
    asker.get("limit=5")
    # Two values of one name stay in their order, which may mean something.
    asker.get("kind=a&kind=b")
    asker.get("kind=b&kind=a")
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_HOST": "other.example"},
        {"HTTP_X_FORWARDED_PROTO": "https"},
        {"query": "limit=5"},
        {"path": "/api/content/v1/search"},
    ],
)
def test_another_question_is_asked_apart(more: dict[str, str]) -> None:
    site = Site()
    asker = Asker(site)
    asker.get()
    assert asker.get(**more)["Cache-Status"] == "kiosque; fwd=miss"
    assert asker.get(**more)["Cache-Status"] == "kiosque; hit"


def test_scripts_of_any_site_are_given_what_others_were() -> None:
    asker = Asker(Site())
    asker.get()
    for origin in ("https://front.example", "https://other.example", "null"):
        assert asker.get(HTTP_ORIGIN=origin)["Cache-Status"] == "kiosque; hit"


@pytest.mark.parametrize(
    "more",
    [
        {"HTTP_AUTHORIZATION": "Bearer x"},
        {"method": "POST"},
        {"method": "OPTIONS"},
        {"path": "/api/v2/pages/"},
        {"path": "/admin/"},
    ],
)
def test_what_is_not_for_everybody_goes_through_untouched(more: dict[str, str]) -> None:
    site = Site()
    asker = Asker(site)
    for _ in range(2):
        assert "Cache-Status" not in asker.get(**more)
    assert len(site.asked) == 2


def test_a_cookie_of_the_admin_changes_nothing() -> None:
    """The content API reads none."""
    site = Site()
    asker = Asker(site)
    asker.get()
    assert asker.get(HTTP_COOKIE="sessionid=1").body == b"{}"
    assert len(site.asked) == 1


def test_what_may_not_be_kept_is_asked_for_each_time() -> None:
    site = Site(headers={"Cache-Control": "private, no-store", "ETag": '"p"'})
    asker = Asker(site)
    assert asker.get().body == asker.get().body == b"{}"
    assert len(site.asked) == 2
    held = asker.get(HTTP_IF_NONE_MATCH='"p"')
    assert (held.status, held.body) == ("304 Not Modified", b"")


def test_whoever_holds_it_gets_304_at_once_and_the_others_the_whole() -> None:
    site = Site()
    asker = Asker(site)
    for _ in range(2):
        held = asker.get(HTTP_IF_NONE_MATCH='"a1"')
        assert (held.status, held.body) == ("304 Not Modified", b"")
        assert held["ETag"] == '"a1"'
        assert "Content-Type" not in held
    assert "HTTP_IF_NONE_MATCH" not in site.asked[0]
    assert asker.get(HTTP_IF_NONE_MATCH='"b"').body == b"{}"
    assert len(site.asked) == 1


def test_head_is_get_without_its_body() -> None:
    site = Site()
    asker = Asker(site)
    head = asker.get(method="HEAD")
    assert (head.status, head.body) == ("200 OK", b"")
    assert site.asked[0]["REQUEST_METHOD"] == "GET"
    assert asker.get().body == b"{}"
    assert len(site.asked) == 1


def test_an_answer_is_made_anew_once_it_is_old(later: Any) -> None:
    site = Site()
    asker = Asker(site)
    asker.get()
    later(61)
    site.body = b"[]"
    assert asker.get().body == b"[]"
    assert asker.get().body == b"[]"
    assert len(site.asked) == 2


def test_a_purge_is_felt_at_once() -> None:
    site = Site()
    asker = Asker(site)
    asker.get()
    site.body = b"[]"
    asker.store.purge({"list-article"})
    assert asker.get().body == b"[]"


def test_nothing_is_kept_while_nobody_watches() -> None:
    site, watcher = Site(), Trust(is_ready=False)
    asker = Asker(site, watcher)
    asker.get()
    assert "Cache-Status" not in asker.get()
    watcher.is_ready = True
    asker.get()
    assert asker.get()["Cache-Status"] == "kiosque; hit"
    assert len(site.asked) == 3


def test_an_old_answer_stands_in_for_an_error_and_the_site_is_asked_again(later: Any) -> None:
    site = Site()
    asker = Asker(site)
    asker.get()
    site.status, site.headers = "500 Internal Server Error", {}
    later(61)
    told = asker.get()
    assert (told.status, told.body) == ("200 OK", b"{}")
    assert told["Cache-Status"] == "kiosque; hit; detail=stale"
    asker.get()
    assert len(site.asked) == 2
    later(67)
    asker.get()
    assert len(site.asked) == 3
    later(60 + 3_601)
    assert asker.get().status.startswith("500")


def test_what_has_changed_never_stands_in_for_an_error() -> None:
    site = Site()
    asker = Asker(site)
    asker.get()
    site.status, site.headers = "500 Internal Server Error", {}
    asker.store.purge({"list-article"})
    assert asker.get().status.startswith("500")


def test_without_a_database_old_answers_are_given_unasked(later: Any) -> None:
    site, watcher = Site(), Trust()
    asker = Asker(site, watcher)
    asker.get()
    watcher.is_away = True
    later(3_000)
    assert asker.get()["Cache-Status"] == "kiosque; hit; detail=stale"
    assert len(site.asked) == 1
    watcher.is_away = False
    assert asker.get()["Cache-Status"] == "kiosque; fwd=miss"


def test_a_kept_refusal_is_counted_as_any_other(monkeypatch: pytest.MonkeyPatch) -> None:
    counted: list[int] = []
    monkeypatch.setattr(metrics, "note_response", counted.append)
    asker = Asker(Site(status="410 Gone"))
    asker.get()
    asker.get()
    # The first by the site's own middleware.
    assert counted == [410]


def test_fifty_at_once_are_one_request_to_the_site() -> None:
    site, asked, ready = Site(), threading.Event(), threading.Event()

    def during() -> None:
        asked.set()
        ready.wait(10)

    site.during = during
    asker = Asker(site)
    waiting: list[Any] = []
    crowd = threading.Thread(target=lambda: waiting.extend(at_once(50, asker.get)))
    crowd.start()
    assert asked.wait(10)
    ready.set()
    crowd.join(30)
    assert [told.body for told in waiting] == [b"{}"] * 50
    assert len(site.asked) == 1


def test_a_crowd_gets_the_old_one_while_it_is_made_anew(later: Any) -> None:
    site, asked, ready = Site(), threading.Event(), threading.Event()
    asker = Asker(site)
    asker.get()
    later(61)

    def during() -> None:
        asked.set()
        ready.wait(10)

    site.during = during
    first = threading.Thread(target=asker.get)
    first.start()
    assert asked.wait(10)
    crowd = at_once(20, asker.get)
    assert {told["Cache-Status"] for told in crowd} == {"kiosque; hit; detail=stale"}
    ready.set()
    first.join(10)
    assert len(site.asked) == 2


def test_a_crowd_behind_a_failure_asks_for_itself() -> None:
    site = Site(status="500 Internal Server Error", headers={})
    asker = Asker(site)
    crowd = at_once(5, asker.get)
    assert [told.status for told in crowd] == ["500 Internal Server Error"] * 5
    assert len(site.asked) == 5


def test_a_site_that_raises_keeps_nobody_waiting() -> None:
    site = Site()

    def during() -> None:
        raise RuntimeError

    site.during = during
    asker = Asker(site)
    with pytest.raises(RuntimeError):
        asker.get()
    site.during = lambda: None
    assert asker.get().body == b"{}"
