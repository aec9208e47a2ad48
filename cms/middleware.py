import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from csp.constants import NONE, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from django.conf import settings
from django.contrib.auth import middleware as auth
from django.contrib.messages import middleware as messages
from django.contrib.sessions import middleware as sessions
from django.core.exceptions import BadRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.deprecation import MiddlewareMixin
from wagtail.contrib.redirects import middleware as redirects
from wagtail.models import Collection

from cms import logs, metrics
from cms.api.errors import problem
from cms.redirects import redirect_of, target_of
from cms.signal_handlers import refresh_media_of

ATOMIC_VIEWS = frozenset(
    {
        "wagtailadmin_pages:move_confirm",
        "wagtailadmin_pages:set_privacy",
        "wagtailadmin_collections:set_privacy",
        "wagtailadmin_collections:edit",
    }
)
"""Wagtail's views that change who sees what, and where, past any transaction of their own."""


OPEN_DOOR = "/api/content/v1/"
PREVIEWS = f"{OPEN_DOOR}preview/"
EXPOSED = "ETag, Link, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
"""What a script may read of an answer besides its body."""
PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST",
    "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
}


class BesideTheOpenDoor(MiddlewareMixin):
    """Mixed into a middleware that needs a session: the content API knows none but for previews,
    and does without. A twelfth of what its list takes."""

    def __call__(self, request: HttpRequest) -> Any:
        path = request.path
        if path.startswith(OPEN_DOOR) and not path.startswith(PREVIEWS):
            return self.get_response(request)
        return super().__call__(request)


class RedirectMiddleware(redirects.RedirectMiddleware):
    """Nobody is led to what is not public: its address tells a title. Who is logged in may be."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> Any:
        if response.status_code != HTTPStatus.NOT_FOUND or request.path.startswith(OPEN_DOOR):
            return response
        if is_logged_in(request):
            return super().process_response(request, response)
        found = redirect_of(request.get_full_path())
        target = target_of(found) if found else ""
        return redirect(target, permanent=found.is_permanent) if found and target else response


def is_logged_in(request: HttpRequest) -> bool:
    """Without a look at the session of who brings none: the answer may be everybody's."""
    return settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated


class SessionMiddleware(BesideTheOpenDoor, sessions.SessionMiddleware):
    pass


class AuthenticationMiddleware(BesideTheOpenDoor, auth.AuthenticationMiddleware):
    pass


class MessageMiddleware(BesideTheOpenDoor, messages.MessageMiddleware):
    pass


class RequestIdMiddleware:
    """Numbers a request: as a proxy before us did in X-Request-ID, or anew. Says it in the answer.

    The number stays until the next request of this thread: a streamed body is written after us.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Not of `headers`, which are put together for whoever asks for one.
        identity = logs.accepted_id(request.META.get("HTTP_X_REQUEST_ID", ""))
        logs.run_id.set(identity)
        response = self.get_response(request)
        response["X-Request-ID"] = identity
        metrics.note_response(response.status_code)
        return response


class AtomicPrivacyMiddleware:
    """Restricting or moving a page or a collection and telling the counter happen together or not
    at all.

    Restrictions are Wagtail's own models, saved outside any transaction, and a move ends after its
    own; everywhere else the counter is called inside the `save` or the deletion that it follows.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponse],
        args: list[Any],
        kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name not in ATOMIC_VIEWS:
            return None
        with transaction.atomic():
            response = view(request, *args, **kwargs)
            if match.view_name == "wagtailadmin_collections:edit":
                # A collection is moved without any signal, perhaps into a closed one.
                refresh_media_of(Collection.objects.get(pk=kwargs["pk"]))
        return response


class OpenDoorMiddleware:
    """Lets any site's scripts read the content API (CORS, https://fetch.spec.whatwg.org/): it knows
    no cookie, so that there is nothing to borrow. A HEAD is answered as its GET, without the body.

    The same headers on every answer, so that none varies by who asks.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(OPEN_DOOR):
            return self.get_response(request)
        if request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers:
            response = HttpResponse(status=HTTPStatus.NO_CONTENT, headers=PREFLIGHT)
        else:
            response = self._answer(request)
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = EXPOSED
        return response

    def _answer(self, request: HttpRequest) -> HttpResponse:
        method = request.method
        if method == "HEAD":
            request.method = "GET"
        response = self.get_response(request)
        # As it was, so that the server drops the body.
        request.method = method
        return response


class ApiProblemMiddleware:
    """Problems of the API that no view answers, as problem+json.

    Refuses a NUL byte before it reaches a database or a file system, which would refuse it less
    politely. Pages drop those of their parameters themselves: a reader is answered whatever was
    typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.META.get("QUERY_STRING", "")
        if request.path.startswith("/api/") and ("%00" in asked or "\0" in request.path + asked):
            return problem(400, "Bad request", hint="No NUL byte belongs in an address.")
        if "\0" in request.path:
            raise BadRequest("A NUL byte in the path")
        response = self.get_response(request)
        refused = response.status_code == HTTPStatus.METHOD_NOT_ALLOWED
        if refused and request.path.startswith("/api/"):
            allowed = response.get("Allow", "GET")
            response = problem(405, "Method not allowed", hint=f"Accepted: {allowed}.")
            response["Allow"] = allowed
        return response


PLAYERS = re.compile(
    rb'<div class="facade(?: facade--vertical)?" data-facade '
    rb'data-player="(https?://[\w.:\-\[\]]+)'
)
RECORDINGS = re.compile(rb'<(?:video|audio)\b[^>]* src="(https?://[\w.:\-\[\]]+)')
"""As templates/includes/facade.html writes them: in the words of a page `<` is escaped, and rich
text has none of these elements."""


class SecurityPolicyMiddleware(CSPMiddleware):
    """The policy of pages (`CONTENT_SECURITY_POLICY`), with the players and the hosts of recordings
    that the page shows. django-csp writes one before it looks whether it is wanted: a twentieth of
    what a list of the API takes."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if request.path_info.startswith("/api/"):
            return response
        return super().process_response(request, response)

    def get_policy_parts(
        self, request: HttpRequest, response: HttpResponseBase, report_only: bool = False
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if isinstance(response, HttpResponse):
            players = _origins(PLAYERS, response.content)
            recordings = _origins(RECORDINGS, response.content)
            played = {"frame-src": players or [NONE], "media-src": [SELF, *recordings]}
            parts.replace = {**(parts.replace or {}), **played}
        return parts


def _origins(pattern: re.Pattern[bytes], html: bytes) -> list[str]:
    return sorted({origin.decode() for origin in pattern.findall(html)})
