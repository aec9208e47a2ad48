"""« Unes passées »: what the front page kept each time it was published, and the way back there."""

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column, DateColumn, UserColumn
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.models import PageLogEntry, Revision

from home import past
from home.models import HomePage, Pin


class PinsColumn(Column):
    """What was kept, zone by zone, and the button that makes it what is kept now."""

    cell_template_name = "home/admin/past_front_cell.html"

    def __init__(self, *args: Any, may_put_back: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_put_back = may_put_back

    def get_cell_context_data(self, instance: past.Past, parent_context: Any) -> dict[str, Any]:
        may_put_back = self.may_put_back and instance.zones is not None and not instance.is_live
        entry = instance.entry
        return {
            **super().get_cell_context_data(instance, parent_context),
            "csrf_token": get_token(parent_context["request"]),
            "put_back_url": may_put_back
            and reverse("put_front_back", args=[entry.page_id, entry.revision_id]),
        }


class PastFrontsView(PageHistoryView):
    """Wagtail's history of a page, of its publications alone."""

    page_title = gettext_lazy("Past front pages")
    template_name = "home/admin/past_fronts.html"
    table_classname = "listing past-fronts"
    model = HomePage
    filterset_class = None
    history_url_name = "past_fronts"
    history_results_url_name = "past_fronts_results"
    verbose_name_plural = gettext_lazy("past front pages")

    @cached_property
    def refusal(self) -> str:
        return refusal_of(self.object, self.request.user)

    @cached_property
    def columns(self) -> list[Column]:
        may_put_back = not self.refusal
        return [
            PinsColumn("zones", label=_("What was kept"), may_put_back=may_put_back),
            UserColumn("user", label=_("Published by"), width="20%"),
            DateColumn("at", label=_("Published on"), accessor="entry.timestamp", width="15%"),
        ]

    def get_base_queryset(self) -> Any:
        return past.entries_of(self.object)

    def get_table(self, object_list: Any) -> Any:
        return super().get_table(past.pasts_of(object_list, self.object.live_revision_id))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        last = {"url": "", "label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, last]

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        may_publish = self.object.permissions_for_user(self.request.user).can_publish()
        return {
            **super().get_context_data(*args, **kwargs),
            "refusal": self.refusal,
            "has_draft": may_publish and not self.refusal and self.object.has_unpublished_changes,
        }


@require_POST
def put_back(request: HttpRequest, page_id: int, revision_id: int) -> HttpResponse:
    """What a published revision kept is kept again, from now on, for all readers."""
    with transaction.atomic():
        home = get_object_or_404(HomePage.objects.select_for_update(), pk=page_id)
        if not home.permissions_for_user(request.user).can_publish():
            raise PermissionDenied
        entry = past.entries_of(home).filter(revision=revision_id).first()
        if entry is None:
            raise Http404
        tell, sentence = _put_back(home, entry, request.user)
    tell(request, sentence)
    return redirect("past_fronts", home.pk)


def _put_back(home: HomePage, entry: PageLogEntry, user: Any) -> tuple[Any, str]:
    """How to tell what became of it, and the sentence."""
    if refusal := refusal_of(home, user):
        return messages.error, refusal
    try:
        kept = past.kept_in(entry.revision)
    except past.UnreadableError:
        return messages.error, _("This front page cannot be read any more: nothing was changed.")
    if kept == home.kept:
        return messages.warning, _("The front page keeps just this already: nothing was changed.")
    home.pins = [Pin(sort_order=place, **each._asdict()) for place, each in enumerate(kept)]
    try:
        _publish(home, entry.revision, user)
    except ValidationError as error:
        sentence = _("The front page cannot be published: open it, and mend it first. %(why)s")
        return messages.error, sentence % {"why": " ".join(error.messages)}
    return messages.success, _("This front page is back: readers see it now.")


def _publish(home: HomePage, before: Revision, user: Any) -> None:
    """As Wagtail does once an earlier version of a page is reviewed and published."""
    revision = home.save_revision(user=user, log_action=True, previous_revision=before)
    revision.publish(user=user, previous_revision=before)


def refusal_of(home: HomePage, user: Any) -> str:
    """Why an editor may put nothing back, "" if they may."""
    if not home.permissions_for_user(user).can_publish():
        return _("Who may publish the front page can put one of these back.")
    lock = home.get_lock()
    return str(lock.get_message(user)) if lock and lock.for_user(user) else ""
