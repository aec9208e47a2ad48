"""What the page editor asks while one writes: is it ready, is it well typeset."""

import json
from bisect import bisect
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST, require_safe
from wagtail.admin.views.pages.preview import PreviewOnCreateView, PreviewOnEditView
from wagtail.models import Page

from cms import readings
from cms.models.stories import StoryPage
from cms.typography import edits

MAX_TEXTS = 2_000
MAX_LETTERS = 2_000_000


class ReadinessMixin:
    """Answers a posted edit form with what the page still lacks, as HTML. Nothing is saved."""

    http_method_names = ("post",)
    object: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.get_form(request.POST)  # type: ignore[attr-defined]  # of the preview
        if not self.validate_form(form):  # type: ignore[attr-defined]  # of the mixin
            return render(request, "cms/admin/readiness.html", {"is_invalid": True})
        form.save(commit=False)
        findings = self.object.findings(request.user)
        findings = sorted(findings, key=lambda finding: not finding.is_blocking)
        return render(request, "cms/admin/readiness.html", {"findings": findings})


class ReadinessOnEdit(ReadinessMixin, PreviewOnEditView):
    def get_object(self) -> Any:
        page = super().get_object()
        if not isinstance(page, StoryPage):
            raise Http404
        return page


class ReadinessOnCreate(ReadinessMixin, PreviewOnCreateView):
    def get_object(self) -> Any:
        """Wagtail makes a page of whatever model the address names."""
        if not issubclass(self.content_type.model_class() or object, StoryPage):
            raise Http404
        return super().get_object()


@require_safe
def reading(request: HttpRequest, page_id: int) -> HttpResponse:
    """The address at which a frontend reads a private page, for its editors to hand out."""
    page = get_object_or_404(Page, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    context: dict[str, Any] = {"page": page}
    if readings.can_be_opened(page):
        token, ends_at = readings.issue(page)
        address = f"{settings.SITE_URL}/api/content/v1/preview/{token}"
        context |= {"address": address, "ends_at": ends_at}
    return render(request, "cms/admin/reading.html", context)


class PreviewAddressMixin:
    """Tells where the frontend shows the draft that the editor has just sent: `{"url": …}`, empty
    where our own page does, or where nothing can be shown."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> JsonResponse:
        shown = super().get(request, *args, **kwargs)  # type: ignore[misc]  # of the preview
        return JsonResponse({"url": shown.headers.get("Location", "")})


class PreviewAddressOnEdit(PreviewAddressMixin, PreviewOnEditView):
    pass


class PreviewAddressOnCreate(PreviewAddressMixin, PreviewOnCreateView):
    pass


@require_POST
def typography(request: HttpRequest) -> JsonResponse:
    """`{"texts": […]}` → `{"edits": [[[start, end, text], …], …]}`, one list a text, positions in
    UTF-16 units as JavaScript counts them."""
    try:
        texts = json.loads(request.body)["texts"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadRequest("a JSON object with `texts` is expected") from error
    if not _is_bounded(texts):
        raise BadRequest("`texts` is a list of strings, of two million letters at most")
    return JsonResponse({"edits": [_in_utf16(text) for text in texts]})


def _is_bounded(texts: Any) -> bool:
    return (
        isinstance(texts, list)
        and len(texts) <= MAX_TEXTS
        and all(isinstance(text, str) for text in texts)
        and sum(map(len, texts)) <= MAX_LETTERS
    )


def _in_utf16(text: str) -> list[tuple[int, int, str]]:
    wide = [at for at, letter in enumerate(text) if ord(letter) > 0xFFFF]

    def shifted(at: int) -> int:
        return at + bisect(wide, at - 1)

    return [(shifted(edit.start), shifted(edit.end), edit.text) for edit in edits(text)]
