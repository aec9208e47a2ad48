"""Wagtail's API v3, for the newsroom's own machines: with a token, and the rights that its account
has in the admin. What Wagtail's routers do not ask, this door asks before them."""

import json
from collections.abc import Callable
from decimal import InvalidOperation
from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api
from wagtail.documents.api.v3 import router as documents
from wagtail.images.api.v3 import router as images
from wagtail.models import Page

from cms.api import errors
from cms.api.v3 import parameters, rights
from cms.users.models import User

__all__ = ["TokenDoorMiddleware", "api"]

DOOR = "/api/v3/"
READS = frozenset({"GET", "HEAD", "OPTIONS"})
HINTS = {
    400: "See the parameters and bodies in docs/ of this API.",
    403: "The account that owns the token has no such right in the admin.",
    422: "`errors` names each place (`loc`) and what is wrong there (`msg`).",
}

View = Callable[..., HttpResponse]

api.renderer = rights.ShownRelations()
# Wagtail 8.0 asks these two functions which files there are, and has no setting for it.
images.get_images_queryset = rights.shown_images
documents.get_documents_queryset = rights.shown_documents


@api.exception_handler(OverflowError)
@api.exception_handler(InvalidOperation)
@api.exception_handler(DataError)
@api.exception_handler(RecursionError)
def on_out_of_range(request: HttpRequest, exc: Exception) -> HttpResponse:
    """A date or a number that Python or the database cannot hold, a text that is too long, HTML
    that is nested too deep."""
    return errors.problem(422, "A value is out of range", hint=HINTS[400])


class TokenDoorMiddleware:
    """Answers 401 to whoever brings no valid token, at any address; a session cookie never counts.

    A write that is refused, at whatever step, has changed nothing.
    """

    def __init__(self, get_response: View) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(DOOR):
            response["Cache-Control"] = "private, no-store"
            patch_vary_headers(response, ["Authorization"])
        return response

    def process_view(
        self, request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        if not request.path.startswith(DOOR):
            return None
        return _refusal(request, kwargs) or _answer(request, view, args, kwargs)


def _refusal(request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse | None:
    token = BearerTokenAuth()(request)
    if token is None:
        hint = "Authorization: Bearer …, made by `manage.py api_tokens create`."
        response = errors.problem(401, "A token is needed", hint=hint)
        response["WWW-Authenticate"] = "Bearer"
        return response
    match = request.resolver_match
    url_name = match.url_name if match else None
    may_enter = rights.may_enter(token.user, kwargs, request.method, url_name)
    if not (token.user.has_perm(rights.ADMIN) and may_enter):
        return errors.problem(403, "Forbidden", hint=HINTS[403])
    if not rights.may_make(kwargs, request.method, url_name):
        return errors.problem(403, "Forbidden", hint="Its file is uploaded in the admin.")
    try:
        parameters.check(request, kwargs)
        rights.check(request, kwargs, _body(request))
        parameters.keep_words(request)
    except errors.UnknownParameterError as error:
        return errors.on_unknown(request, error)
    except errors.RepeatedParameterError as error:
        return errors.on_repeated(request, error)
    except parameters.UnfitError as error:
        return errors.problem(422, "Invalid request", str(error), hint=HINTS[400])
    except Http404:
        return errors.not_found(request)
    return None


def _body(request: HttpRequest) -> Any:
    """None where there is none, and for what is no JSON: the view says so. Raises UnfitError."""
    if request.method in READS or request.content_type == "multipart/form-data":
        return None
    try:
        body = json.loads(request.body)
    except (RecursionError, ValueError):
        return None
    parameters.check_body(body)
    return body


def _answer(
    request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse:
    if request.method in READS:
        return _explained(request, view(request, *args, **kwargs))
    with transaction.atomic():
        if "page_id" in kwargs:
            # Who writes to a page waits for who does already: each reads the newest draft first.
            list(Page.objects.select_for_update().filter(pk=kwargs["page_id"]).values_list("pk"))
        response = _explained(request, _written(request, view, args, kwargs))
        if response.status_code >= 400:
            transaction.set_rollback(True)
    return response


def _written(
    request: HttpRequest, view: View, args: list[Any], kwargs: dict[str, Any]
) -> HttpResponse:
    response = view(request, *args, **kwargs)
    match = request.resolver_match
    if response.status_code == 200 and match and match.url_name == "pages_actions_publish":
        try:
            rights.check_published(kwargs["page_id"], cast(User, request.user))
        except ValidationError as error:
            return api.on_exception(request, error)
    return response


def _explained(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Every problem with a hint; a 404 says nothing of what it hides."""
    if response.status_code == 404:
        return errors.not_found(request)
    if response.get("Content-Type") == "application/problem+json":
        body = json.loads(response.content)
        if "hint" not in body and response.status_code in HINTS:
            body["hint"] = HINTS[response.status_code]
            response.content = json.dumps(body, ensure_ascii=False).encode()
    return response
