"""How long the web waits for one statement: what takes longer is a 503. The worker, migrations and
other commands wait as long as it takes."""

from collections.abc import Callable, Iterator
from typing import Any

from django.conf import settings
from django.db import connection, connections
from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase

from cms.settings.environment import POSTGRESQL

FOR_EDITORS = ("/admin/", "/api/v3/")
"""Where one waits for whoever writes, and reports read all there is."""
LIMIT = "-c statement_timeout="


def bound_this_process() -> None:
    """All connections that it opens from now on. `cms.wsgi` calls this, which is the web alone."""
    database = connections.settings["default"]
    database["OPTIONS"] = bound(database, settings.STATEMENT_TIMEOUT_S)


def bound(database: dict[str, Any], limit_s: float) -> dict[str, Any]:
    """The OPTIONS of a database under this limit, in seconds; 0: none. SQLite knows none."""
    options: dict[str, Any] = database.get("OPTIONS", {})
    if database["ENGINE"] != POSTGRESQL or not limit_s:
        return options
    # At the connection's beginning: it costs no statement, and is what RESET goes back to.
    told = f"{options.get('options', '')} {LIMIT}{int(limit_s * 1000)}".strip()
    return {**options, "options": told}


def is_bound() -> bool:
    return LIMIT in connection.settings_dict.get("OPTIONS", {}).get("options", "")


class PatienceMiddleware:
    """Lifts the limit for a request of the newsroom, until its answer is written."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not request.path.startswith(FOR_EDITORS) or not is_bound():
            return self.get_response(request)
        _tell("SET statement_timeout = 0")
        try:
            response = self.get_response(request)
        except BaseException:
            _bind_again()
            raise
        if isinstance(response, StreamingHttpResponse) and not response.is_async:
            response.streaming_content = _to_the_end(iter(response))
            # What was never begun has no end of its own.
            response._resource_closers.append(_bind_again)  # type: ignore[attr-defined]  # of Django
        else:
            _bind_again()
        return response


def _to_the_end(parts: Iterator[bytes]) -> Iterator[bytes]:
    try:
        yield from parts
    finally:
        _bind_again()


def _bind_again() -> None:
    # One that has been lost, or opened since, is bound as it begins.
    if connection.connection is not None and not connection.needs_rollback:
        _tell("RESET statement_timeout")


def _tell(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
