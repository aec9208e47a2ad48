from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from cms.models import SiteSettings


def site_settings(request: HttpRequest) -> dict[str, Any]:
    """What is printed around every page, read once and only by templates that print it."""
    return {"site_settings": SimpleLazyObject(lambda: SiteSettings.for_request(request))}
