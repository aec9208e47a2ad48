"""Real processes on PostgreSQL: fresh within two seconds, precise, and alive without a database."""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from cms import copies
from cms.models import ArticlePage
from tests.cms.response_cache.asking import at_once
from tests.cms.response_cache.processes import Process, serving
from tests.cms.workers import database_url, until
from tests.factories import pages

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

URL = "/api/content/v1/contents"
FRESH_S = 2.0


@pytest.fixture
def article() -> ArticlePage:
    return pages.article(title="Titre 0")


@pytest.fixture
def both(article: ArticlePage) -> Iterator[list[Process]]:
    with serving(2) as processes:
        for process in processes:
            keep(process, URL)
        yield processes


def keep(process: Process, path: str) -> None:
    until(partial(process.keeps, path), f"{path} to be kept")


def test_every_process_is_fresh_within_two_seconds(
    both: list[Process], article: ArticlePage
) -> None:
    """And what the change does not concern stays kept. No worker runs here."""
    taken = []
    for number in range(1, 4):
        for process in both:
            keep(process, f"{URL}?kind=edito")
            keep(process, URL)
        article.title = f"Titre {number}"
        article.save()
        committed = time.monotonic()
        for process in both:
            until(partial(process.shows, URL, article.title), "the new title")
            assert process.keeps(f"{URL}?kind=edito")
        taken.append(time.monotonic() - committed)
    assert statistics.median(taken) < FRESH_S


def test_what_leaves_is_nowhere_after_two_seconds(
    both: list[Process], article: ArticlePage
) -> None:
    article.unpublish()
    committed = time.monotonic()
    for process in both:
        until(partial(process.hides, URL, article.title), "its absence")
    assert time.monotonic() - committed < 2 * FRESH_S


def test_whoever_holds_it_gets_304_from_every_process(both: list[Process]) -> None:
    tags = {process.get(URL).headers["ETag"] for process in both}
    assert len(tags) == 1
    for process in both:
        held = process.get(URL, **{"If-None-Match": tags.copy().pop()})
        assert (held.status, held.body) == (304, b"")
        assert held.is_kept
        head = process.get(URL, method="HEAD")
        assert (head.status, head.body) == (200, b"")
        assert int(head.headers["Content-Length"]) == len(process.get(URL).body)


def test_a_stampede_asks_the_site_once(article: ArticlePage) -> None:
    with serving() as [process]:
        keep(process, f"{URL}?kind=edito")
        crowd = at_once(50, lambda: process.get(f"{URL}?limit=7"))
        assert [told.status for told in crowd] == [200] * 50
        assert len({told.body for told in crowd}) == 1
        assert sum(not told.is_kept for told in crowd) == 1


@contextmanager
def without_database() -> Iterator[None]:
    """Nobody but this test has one."""
    name = connection.settings_dict["NAME"]
    server = database_url().replace(f"/{name}", "/postgres")
    with psycopg.connect(server, autocommit=True) as administrator:
        allow = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS'
        administrator.execute(f"{allow} false")
        try:
            administrator.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = %s AND pid <> %s",
                [name, own_backend()],
            )
            yield
        finally:
            administrator.execute(f"{allow} true")


def own_backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid: int = cursor.fetchone()[0]
    return pid


def test_answers_outlive_the_database_and_are_fresh_when_it_is_back(article: ArticlePage) -> None:
    with serving(cache_control="public, s-maxage=1, stale-if-error=3600") as [process]:
        keep(process, URL)
        with without_database():
            stale = until(partial(stale_answer, process), "an old answer")
            assert b"Titre 0" in stale
            assert process.get(f"{URL}?limit=3").status == 503
            article.title = "Titre neuf"
            article.save()
        until(partial(process.shows, URL, "Titre neuf"), "the new title")
        keep(process, URL)


def stale_answer(process: Process) -> bytes:
    told = process.get(URL)
    assert told.status == 200
    return told.body if "stale" in told.headers["Cache-Status"] else b""


def test_a_page_is_fresh_in_every_process_and_its_neighbour_stays(
    both: list[Process], article: ArticlePage
) -> None:
    other = pages.article(title="Voisin")
    paths = [article.url, "/articles/", "/", other.url]
    for process in both:
        for path in paths:
            keep(process, path)
    article.title = "Titre neuf"
    article.save()
    committed = time.monotonic()
    for process in both:
        for path in paths[:3]:
            until(partial(process.shows, path, "Titre neuf"), "the new title")
        assert process.keeps(other.url)
    assert time.monotonic() - committed < 2 * FRESH_S


def test_copies_answer_where_there_never_was_a_database(
    article: ArticlePage, tmp_path: Path, settings: Any
) -> None:
    settings.COPIES_ROOT = tmp_path
    assert copies.write() == 2
    with without_database(), serving(COPIES_ROOT=str(tmp_path)) as [process]:
        for path in ("/", article.url):
            told = process.get(path)
            assert (told.status, b"Titre 0" in told.body) == (200, True)
        assert process.get("/articles/").status == 503


def test_nothing_is_kept_where_the_settings_say_so(article: ArticlePage) -> None:
    with serving(RESPONSE_CACHE_MB="0") as [process]:
        assert all("Cache-Status" not in process.get(URL).headers for _ in range(2))


def test_what_is_kept_spends_nothing(article: ArticlePage, tmp_path: Path) -> None:
    with serving(
        DJANGO_SETTINGS_MODULE="cms.settings.dev", VAR_ROOT=str(tmp_path), API_RATE="30/h"
    ) as [process]:
        keep(process, URL)
        for _ in range(40):
            assert process.keeps(URL)
        statuses = [process.get(f"{URL}?limit={number}").status for number in range(1, 41)]
        assert statuses[0] == 200
        assert statuses[-1] == 429
        assert process.get(URL).status == 200
