from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.surroundings import surroundings_of


def site_settings(request: HttpRequest) -> dict[str, Any]:
    """What is printed around every page, read only by templates that print it."""
    return {"site_settings": SimpleLazyObject(lambda: surroundings_of(request))}


def visitor(request: HttpRequest) -> dict[str, bool]:
    """`may_edit`: whether to look who it is, which makes a page one visitor's own."""
    return {"may_edit": settings.SESSION_COOKIE_NAME in request.COOKIES}
