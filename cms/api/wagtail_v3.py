"""Wagtail's API v3, for the newsroom's own machines: with a token, or 401.

Its stock anonymous reads show an unpublished parent's title and skip unknown filters.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from wagtail.api.v3.auth import BearerTokenAuth
from wagtail.api.v3.urls import api

from cms.api.errors import problem

View = Callable[..., HttpResponse]


def v3_urls() -> tuple[list[Any], str, str]:
    """What `path()` takes: v3's own patterns, each behind the token."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = token_only(pattern.callback)
    return patterns, app_name, namespace


def token_only(view: View) -> View:
    """Answers 401 to whoever brings no valid token; a session cookie never counts."""

    @csrf_exempt
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if BearerTokenAuth()(request) is None:
            response = problem(
                401,
                "A token is needed",
                hint="Authorization: Bearer …, made by `manage.py api_tokens create`.",
            )
            response["WWW-Authenticate"] = "Bearer"
        else:
            response = view(request, *args, **kwargs)
        response["Cache-Control"] = "private, no-store"
        patch_vary_headers(response, ["Authorization"])
        return response

    return guarded
