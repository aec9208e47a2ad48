"""RELIABILITY 65: the web waits three seconds for a statement, and nobody else is hurried."""

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory

from cms.patience import PatienceMiddleware, bound
from cms.settings.environment import POSTGRESQL, SQLITE

LIMIT_MS = 100


def shown() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SHOW statement_timeout")
        found: str = cursor.fetchone()[0]
    return found


def test_options_are_added_to_those_of_the_installation() -> None:
    theirs = {"ENGINE": POSTGRESQL, "OPTIONS": {"options": "-c lock_timeout=5s", "sslmode": "x"}}
    assert bound(theirs, 3.0) == {
        "options": "-c lock_timeout=5s -c statement_timeout=3000",
        "sslmode": "x",
    }
    assert bound({"ENGINE": POSTGRESQL}, 0.5) == {"options": "-c statement_timeout=500"}


def test_neither_sqlite_nor_whoever_wants_none_has_one() -> None:
    assert bound({"ENGINE": SQLITE, "OPTIONS": {"timeout": 20}}, 3.0) == {"timeout": 20}
    assert bound({"ENGINE": POSTGRESQL, "OPTIONS": {}}, 0.0) == {}


ASKED = "from django.db import connection as c; k = c.cursor(); k.execute('SHOW statement_timeout')"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("begin", "limit"), [("import cms.wsgi", "3s"), ("import django; django.setup()", "0")]
)
def test_only_the_web_is_bound(begin: str, limit: str) -> None:
    at = connection.settings_dict
    url = f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"
    variables = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "cms.settings.dev"}
    program = f"{begin}; {ASKED}; print(k.fetchone()[0])"
    done = subprocess.run(
        [sys.executable, "-c", program], env=variables, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == limit


@pytest.fixture
def web(transactional_db: None) -> Iterator[None]:
    """This process as the web is, with less patience; not any more when tables are emptied."""
    before = connection.settings_dict["OPTIONS"]
    connection.close()
    connection.settings_dict["OPTIONS"] = bound(connection.settings_dict, LIMIT_MS / 1000)
    yield
    connection.close()
    connection.settings_dict["OPTIONS"] = before


@pytest.fixture
def slow(web: None) -> Iterator[None]:
    """Each statement takes longer than that."""

    def slowly(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        execute("SELECT pg_sleep(2)", None, False, context)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(slowly):
        yield


@pytest.mark.postgresql
def test_a_page_that_takes_too_long_asks_to_come_back(slow: None) -> None:
    response = Client(raise_request_exception=False).get("/personnes/")
    html = response.content.decode()
    assert response.status_code == 503
    assert int(response["Retry-After"]) > 0
    assert html.count("<h1") == 1
    assert "statement timeout" not in html


@pytest.mark.postgresql
def test_so_does_the_api(slow: None) -> None:
    for path in ("content/v1/people", "content/v1/contents", "v2/pages/"):
        response = Client(raise_request_exception=False).get(f"/api/{path}")
        assert (response.status_code, response.json()["status"]) == (503, 503), path
        assert response["Content-Type"] == "application/problem+json", path


@pytest.mark.postgresql
class TestPatience:
    def ask(self, path: str, answer: Any = None) -> HttpResponseBase:
        def view(request: HttpRequest) -> HttpResponseBase:
            made: HttpResponseBase = answer() if answer else HttpResponse(shown())
            return made

        return PatienceMiddleware(view)(RequestFactory().get(path))

    def read(self, response: HttpResponseBase) -> str:
        return b"".join(response).decode()

    def test_the_newsroom_waits_and_readers_do_not(self, web: None) -> None:
        for path in ("/admin/", "/admin/pages/3/edit/", "/api/v3/pages/"):
            assert self.read(self.ask(path)) == "0", path
            assert shown() == "100ms", path
        for path in ("/", "/recherche/", "/api/content/v1/search", "/api/v2/"):
            assert self.read(self.ask(path)) == "100ms", path

    def test_until_its_answer_is_written(self, web: None) -> None:
        response = self.ask(
            "/admin/reports/", lambda: StreamingHttpResponse(shown() for _row in range(2))
        )
        assert self.read(response) == "00"
        assert shown() == "100ms"

    def test_whoever_leaves_halfway_is_forgotten(self, web: None) -> None:
        response = self.ask(
            "/admin/reports/", lambda: StreamingHttpResponse(shown() for _row in range(2))
        )
        assert next(iter(response)) == b"0"
        response.close()
        assert shown() == "100ms"

    def test_whoever_leaves_before_it_begins_is_forgotten(self, web: None) -> None:
        self.ask("/admin/reports/", lambda: StreamingHttpResponse(iter("0"))).close()
        assert shown() == "100ms"

    def test_whatever_becomes_of_it(self, web: None) -> None:
        def fail() -> HttpResponse:
            raise OperationalError

        with pytest.raises(OperationalError):
            self.ask("/admin/", fail)
        assert shown() == "100ms"

    def test_whose_process_is_not_bound_is_asked_nothing(
        self, transactional_db: None, django_assert_num_queries: Any
    ) -> None:
        with django_assert_num_queries(0):
            self.ask("/admin/", HttpResponse)
