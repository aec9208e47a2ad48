"""The door of pages that a password opens: Wagtail's, which nobody guesses by the thousand."""

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from wagtail import views
from wagtail.forms import PasswordViewRestrictionForm
from wagtail.models import Page, PageViewRestriction

from cms import rates


def door(request: HttpRequest, page_view_restriction_id: int, page_id: int) -> HttpResponseBase:
    if refused := rates.too_many_sent(request, "password"):
        return refused
    if request.method != "POST":
        return opened_again(request, page_view_restriction_id, page_id)
    found: HttpResponseBase = views.authenticate_with_password(
        request, page_view_restriction_id, page_id
    )
    return found


def opened_again(request: HttpRequest, restriction_id: int, page_id: int) -> HttpResponseBase:
    """The form, for who comes back to its address. It leads on to the page once the password was
    right: before that nothing tells the page's address, which tells its title."""
    restriction = get_object_or_404(
        PageViewRestriction, pk=restriction_id, restriction_type=PageViewRestriction.PASSWORD
    )
    behind = Page.objects.live().descendant_of(restriction.page, inclusive=True)
    page = get_object_or_404(behind, pk=page_id).specific
    if restriction.accept_request(request):
        # What stands outside of any site has no address.
        return redirect(page.get_url(request) or "/")
    here = {"return_url": request.path}
    form = PasswordViewRestrictionForm(instance=restriction, initial=here)
    shown: HttpResponseBase = page.serve_password_required_response(request, form, request.path)
    return shown
