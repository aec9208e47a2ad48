from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.permissions import register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet

from feeds.models import FeedItem, Status
from feeds.viewsets import FeedViewSetGroup, ImportedOnlyPolicy

register_permission_policy(FeedItem, ImportedOnlyPolicy(FeedItem))
register_snippet(FeedViewSetGroup)


class ModerateItems(SnippetBulkAction):
    """Gives the chosen items one status, in one transaction with what readers see."""

    models = [FeedItem]
    status: Status
    template_name = "feeds/admin/confirm_moderation.html"

    def check_perm(self, snippet: FeedItem) -> bool:
        return self.permission_policy.user_has_permission_for_instance(
            self.request.user, "change", snippet
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action_label": self.display_name}

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
