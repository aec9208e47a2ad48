"""Copies of pages stand in for errors, and for nothing else."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from cms.response_cache.answers import SHORT
from cms.response_cache.copies import Copies
from cms.response_cache.middleware import ResponseCache
from tests.cms.response_cache.asking import HEADERS, Asker, Site, Told, Trust

PATH = "/articles/un-titre/"
PAGE = [("Content-Type", "text/html"), *((k, v) for k, v in HEADERS.items() if k != "Content-Type")]
BRIEF = "public, s-maxage=1, stale-if-error=3600"


@pytest.fixture
def copies(tmp_path: Path) -> Copies:
    found = Copies(tmp_path)
    found.put(PATH, "a1", [*PAGE, ("X-Request-ID", "of-the-worker")], b"<p>une copie</p>")
    return found


def asker(site: Site, copies: Copies, watcher: Trust | None = None) -> Asker:
    found = Asker(site, watcher)
    found.cache = ResponseCache(site, found.store, found.watcher, copies)
    return found


def failing() -> Site:
    return Site(status="500 Internal Server Error", headers={"Content-Type": "text/html"})


def is_the_copy(told: Told) -> bool:
    assert told["Cache-Control"] == SHORT
    assert told["X-Request-ID"] != "of-the-worker"
    assert "stale" in told["Cache-Status"]
    return (told.status, told.body) == ("200 OK", b"<p>une copie</p>")


def test_a_copy_stands_in_for_an_error(copies: Copies) -> None:
    site = failing()
    asks = asker(site, copies)
    assert is_the_copy(asks.get(path=PATH))
    # For a moment nobody else asks what fails.
    assert asks.get(path=PATH).body == b"<p>une copie</p>"
    assert len(site.asked) == 1


def test_what_the_site_answers_goes_before_it(copies: Copies) -> None:
    told = asker(Site(headers=dict(PAGE), body=b"neuf"), copies).get(path=PATH)
    assert (told.status, told.body) == ("200 OK", b"neuf")


def test_an_answer_that_was_given_since_goes_before_it(copies: Copies) -> None:
    site = Site(headers=dict(PAGE), body=b"plus neuf")
    asks = asker(site, copies)
    asks.get(path=PATH)
    site.status = "500 Internal Server Error"
    asks.watcher.is_away = True
    assert asks.get(path=PATH).body == b"plus neuf"


def test_without_a_database_the_site_is_not_asked(copies: Copies) -> None:
    site = failing()
    assert is_the_copy(asker(site, copies, Trust(is_away=True)).get(path=PATH))
    assert site.asked == []


def test_a_process_that_has_just_started_gives_it_too(copies: Copies) -> None:
    asks = asker(failing(), copies, Trust(is_ready=False))
    assert is_the_copy(asks.get(path=PATH))
    assert asks.get(path="/rien/").status == "500 Internal Server Error"


def test_a_head_and_whoever_holds_it(copies: Copies) -> None:
    asks = asker(failing(), copies)
    assert asks.get(path=PATH, method="HEAD").body == b""
    assert asks.get(path=PATH, HTTP_IF_NONE_MATCH='"a1"').status == "304 Not Modified"


@pytest.mark.parametrize(
    ("query", "path"), [("cursor=x", PATH), ("", "/rien/"), ("", "/api/content/v1/contents")]
)
def test_other_questions_fail_as_they_do(copies: Copies, query: str, path: str) -> None:
    assert asker(failing(), copies).get(query, path).status == "500 Internal Server Error"


@pytest.mark.parametrize("text", [b"", b"{", b'{"path": 1}\n', b"\xff\n"])
def test_a_file_that_cannot_be_read_is_no_copy(copies: Copies, tmp_path: Path, text: bytes) -> None:
    [file] = tmp_path.iterdir()
    file.write_bytes(text)
    assert copies.get(PATH) is None
    assert copies.mark_of(PATH) == ""


def test_only_what_is_wanted_stays(copies: Copies, tmp_path: Path) -> None:
    copies.put("/autre/", "b1", PAGE, b"")
    copies.keep_only(["/autre/"])
    assert copies.get(PATH) is None
    assert copies.mark_of("/autre/") == "b1"
    assert len(list(tmp_path.iterdir())) == 1


def test_without_copies_an_error_is_an_error() -> None:
    assert Asker(failing()).get(path=PATH).status == "500 Internal Server Error"


WHOLE = b'<body><header></header><main id="contenu" tabindex="-1"><p>la page</p></main></body>'
NOON = datetime(2026, 11, 30, 11, 0, 30, tzinfo=UTC).timestamp()


@pytest.fixture
def page(copies: Copies, tmp_path: Path) -> Copies:
    copies.put(PATH, "a1", [*PAGE, ("Content-Length", str(len(WHOLE)))], WHOLE)
    for file in tmp_path.iterdir():
        os.utime(file, (NOON, NOON))
    return copies


def says_that_it_is_a_copy(told: Told) -> bool:
    """Once, of when, and beside what it was."""
    html = told.body.decode()
    assert told.status == "200 OK"
    assert html.count('role="status"') <= 1
    assert told["ETag"] == ('"a1-copy"' if 'role="status"' in html else '"a1"')
    notice = html[html.index("</header>") + 9 : html.index("<main")]
    assert html.replace(notice, "").encode() == WHOLE
    return "Vous lisez une copie de cette page" in notice


def test_a_copy_says_of_when_it_is(page: Copies) -> None:
    asks = asker(failing(), page)
    # The second time it comes from memory.
    for told in (asks.get(path=PATH), asks.get(path=PATH)):
        assert says_that_it_is_a_copy(told)
        assert "30 novembre 2026" in told.body.decode()
        assert 'datetime="2026-11-30T' in told.body.decode()
        assert told["Content-Length"] == str(len(told.body))
        assert told["Cache-Control"] == SHORT
    started = asker(failing(), page, Trust(is_ready=False))
    assert says_that_it_is_a_copy(started.get(path=PATH))


def test_a_copy_that_is_still_right_is_of_now(page: Copies) -> None:
    page.confirm(PATH)
    page.confirm("/rien/")
    found = page.get(PATH)
    assert found is not None
    assert abs(found.drawn_at - time.time()) < 60


def test_what_memory_holds_says_so_as_long_as_the_site_fails(copies: Copies) -> None:
    site = Site(headers={**dict(PAGE), "Cache-Control": BRIEF}, body=WHOLE)
    asks = asker(site, copies)
    assert not says_that_it_is_a_copy(asks.get(path=PATH))
    time.sleep(1.1)
    site.status = "503 Service Unavailable"
    for _again in range(2):
        assert says_that_it_is_a_copy(asks.get(path=PATH))
    asks.watcher.is_away = True
    assert says_that_it_is_a_copy(asks.get(path=PATH))
    held = asks.get(path=PATH, HTTP_IF_NONE_MATCH='"a1"')
    assert says_that_it_is_a_copy(held)
    assert asks.get(path=PATH, HTTP_IF_NONE_MATCH='"a1-copy"').status.startswith("304")


def test_what_is_drawn_again_says_nothing(copies: Copies) -> None:
    site = Site(headers={**dict(PAGE), "Cache-Control": BRIEF}, body=WHOLE)
    asks = asker(site, copies)
    asks.get(path=PATH)
    time.sleep(1.1)
    asks.watcher.is_away = True
    assert says_that_it_is_a_copy(asks.get(path=PATH))
    asks.watcher.is_away = False
    assert not says_that_it_is_a_copy(asks.get(path=PATH))


def test_what_is_no_page_of_ours_stays_as_it_is(copies: Copies) -> None:
    site = Site(headers={**dict(PAGE), "Cache-Control": BRIEF}, body=b"<rss></rss>")
    asks = asker(site, copies)
    asks.get(path="/flux/")
    time.sleep(1.1)
    asks.watcher.is_away = True
    told = asks.get(path="/flux/")
    assert (told.body, told["ETag"], told["Cache-Control"]) == (b"<rss></rss>", '"a1"', BRIEF)
