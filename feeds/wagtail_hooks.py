from abc import abstractmethod
from collections.abc import Sequence
from typing import Any

from django.db.models import Model
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet

from feeds.models import FeedItem, Source, Status
from feeds.models.items import FeedItemQuerySet
from feeds.reports import SourceHealthView
from feeds.viewsets import FeedViewSetGroup, ImportedOnlyPolicy

register_permission_policy(FeedItem, ImportedOnlyPolicy(FeedItem))
register_snippet(FeedViewSetGroup)


class SourceHealthMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return SourceHealthView.permission_policy.user_has_any_permission(
            request.user, SourceHealthView.any_permission_required
        )


@hooks.register("register_reports_menu_item")
def register_source_health() -> MenuItem:
    return SourceHealthMenuItem(
        _("State of the sources"), reverse("source_health"), icon_name="rss", order=700
    )


@hooks.register("register_admin_urls")
def register_source_health_urls() -> list[URLPattern]:
    results = SourceHealthView.as_view(results_only=True)
    return [
        path("reports/sources/", SourceHealthView.as_view(), name="source_health"),
        path("reports/sources/results/", results, name="source_health_results"),
    ]


class ChangeTogether(SnippetBulkAction):
    """What may be done to many at once by whoever may change each (feeds/admin/confirm.html)."""

    def check_perm(self, snippet: Model) -> bool:
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", snippet
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action_label": self.display_name}


class ModerateItems(ChangeTogether):
    """Gives the chosen items one status, in one transaction with what readers see."""

    models = [FeedItem]
    status: Status
    template_name = "feeds/admin/confirm_moderation.html"

    def get_execution_context(self) -> dict[str, Any]:
        return {**super().get_execution_context(), "status": self.status}

    @classmethod
    def execute_action(cls, objects: Sequence[FeedItem], **context: Any) -> tuple[int, int]:
        chosen = FeedItem.objects.filter(pk__in=[item.pk for item in objects])
        chosen.moderate(context["status"])
        return len(objects), 0


@hooks.register("register_bulk_action")
class ApproveItems(ModerateItems):
    display_name = _("Approve")
    aria_label = _("Approve the selected items")
    action_type = "approve"
    action_priority = 10
    status = Status.APPROVED

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        sentence = ngettext(
            "%(count)d item approved.", "%(count)d items approved.", num_parent_objects
        )
        return sentence % {"count": num_parent_objects}


@hooks.register("register_bulk_action")
class RejectItems(ModerateItems):
    display_name = _("Reject")
    aria_label = _("Reject the selected items")
    action_type = "reject"
    action_priority = 20
    classes = {"serious"}
    status = Status.REJECTED

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        sentence = ngettext(
            "%(count)d item rejected.", "%(count)d items rejected.", num_parent_objects
        )
        return sentence % {"count": num_parent_objects}


@hooks.register("register_bulk_action")
class VisitAgain(ChangeTogether):
    """Sources are visited soon, also those that were set aside or gone."""

    models = [Source]
    display_name = _("Visit now")
    aria_label = _("Visit the selected sources now")
    action_type = "release"
    action_priority = 10
    template_name = "feeds/admin/confirm_release.html"

    @classmethod
    def execute_action(cls, objects: Sequence[Source], **context: Any) -> tuple[int, int]:
        return Source.objects.filter(pk__in=[source.pk for source in objects]).release(), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        sentence = ngettext(
            "%(count)d source is visited within a minute.",
            "%(count)d sources are visited within a minute.",
            num_parent_objects,
        )
        return sentence % {"count": num_parent_objects}


class DecideOnHeld(ChangeTogether):
    """What sources said too much of at once is let through, or not."""

    models = [Source]
    template_name = "feeds/admin/confirm_held.html"

    @staticmethod
    @abstractmethod
    def decide(held: FeedItemQuerySet) -> int:
        """How many items were decided on."""

    @classmethod
    def execute_action(cls, objects: Sequence[Source], **context: Any) -> tuple[int, int]:
        sources = [source.pk for source in objects]
        return len(objects), cls.decide(FeedItem.objects.held_back().filter(source__in=sources))

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        sentence = ngettext(
            "%(count)d held content decided.", "%(count)d held contents decided.", num_child_objects
        )
        return sentence % {"count": num_child_objects}


@hooks.register("register_bulk_action")
class ReleaseHeld(DecideOnHeld):
    display_name = _("Release what is held")
    aria_label = _("Release what is held of the selected sources")
    action_type = "release_held"
    action_priority = 20

    @staticmethod
    def decide(held: FeedItemQuerySet) -> int:
        return held.release()


@hooks.register("register_bulk_action")
class RejectHeld(DecideOnHeld):
    display_name = _("Reject what is held")
    aria_label = _("Reject what is held of the selected sources")
    action_type = "reject_held"
    action_priority = 30
    classes = {"serious"}

    @staticmethod
    def decide(held: FeedItemQuerySet) -> int:
        return held.moderate(Status.REJECTED)
