"""RFC 9457 problem+json for every error of the content API."""

import difflib
import json
from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

DOCS = "/api/content/v1/docs"


class UnknownParameterError(Exception):
    """A parameter or a value from outside the closed list."""

    def __init__(self, name: str, accepted: Iterable[str]) -> None:
        super().__init__(name)
        self.name = name
        self.accepted = sorted(accepted)

    @property
    def hint(self) -> str:
        nearest = difflib.get_close_matches(self.name, self.accepted, n=1)
        suggestion = f"Did you mean {nearest[0]}? " if nearest else ""
        return f"{suggestion}Accepted: {', '.join(self.accepted)}."


class RepeatedParameterError(Exception):
    """A parameter that was given twice: which one is meant, nobody knows."""


def problem(status: int, title: str, detail: str = "", *, hint: str) -> HttpResponse:
    """`hint` says what to do about it: whoever reads it cannot ask us."""
    body = {"type": "about:blank", "title": title, "status": status}
    if detail:
        body["detail"] = detail
    body["hint"] = hint
    return HttpResponse(json.dumps(body), status=status, content_type="application/problem+json")


def register_handlers(api: NinjaAPI) -> None:
    """Ninja types a handler's exception as "this class or an instance of it": `Any` says less,
    and is true."""
    api.add_exception_handler(ValidationError, on_validation)
    api.add_exception_handler(UnknownParameterError, on_unknown)
    api.add_exception_handler(RepeatedParameterError, on_repeated)
    api.add_exception_handler(HttpError, on_http)
    api.add_exception_handler(Http404, on_missing)


def on_validation(request: HttpRequest, exc: Any) -> HttpResponse:
    first = exc.errors[0] if exc.errors else {}
    name = str(first.get("loc", ("",))[-1])
    hint = f"{DOCS} says what {name} takes."
    return problem(422, "Invalid parameter", f"{name}: {first.get('msg', '')}", hint=hint)


def on_unknown(request: HttpRequest, exc: Any) -> HttpResponse:
    return problem(422, "Unknown parameter or value", f"{exc.name!r} is unknown.", hint=exc.hint)


def on_repeated(request: HttpRequest, exc: Any) -> HttpResponse:
    hint = "Give it once; several values are separated by commas where a list is taken."
    return problem(422, "Repeated parameter", f"{exc} is given more than once.", hint=hint)


def on_http(request: HttpRequest, exc: Any) -> HttpResponse:
    return problem(exc.status_code, str(exc), hint=f"{DOCS} says how it is asked.")


def on_missing(request: HttpRequest, exc: Any) -> HttpResponse:
    return not_found(request)


def gone(reason: str) -> HttpResponse:
    """What left with a public reason, which is told."""
    return problem(410, "Gone", reason, hint="Take it out of copies, lists and links.")


def bad_request() -> HttpResponse:
    return problem(400, "Bad request", hint="The host, the length or the form is not accepted.")


def failed() -> HttpResponse:
    """Our own mistake: what it is stands in the log, never in an answer."""
    return problem(500, "Internal error", hint="It has been noted. Try again later.")


def away() -> HttpResponse:
    """The database does not answer, or not in time."""
    return problem(503, "Away for a moment", hint="Come back after the seconds of Retry-After.")


def not_found(request: HttpRequest) -> HttpResponse:
    """Any address under `/api/` that no door answers."""
    return problem(404, "Not found", hint="Addresses and ids come from the lists of this API.")
