"""The door of pages that a password opens: Wagtail's, which nobody guesses by the thousand."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail import views

from cms import rates


def door(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponseBase:
    if refused := rates.too_many_sent(request, "password"):
        return refused
    found: HttpResponseBase = views.authenticate_with_password(
        request, page_view_restriction_id, page_id
    )
    return found
