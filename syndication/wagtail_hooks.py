from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail import hooks
from wagtail.admin.widgets import Button
from wagtail.permissions import policy_registry, register_permission_policy
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction
from wagtail.snippets.models import register_snippet

from syndication import webhooks
from syndication.models import Webhook, WebhookDelivery
from syndication.viewsets import DeliveryPolicy, WebhookDeliveryViewSet, WebhookViewSet

register_permission_policy(WebhookDelivery, DeliveryPolicy(WebhookDelivery, Webhook))
register_snippet(WebhookViewSet)
register_snippet(WebhookDeliveryViewSet)


def may_replay(user: Any) -> bool:
    return bool(policy_registry.get_by_type(Webhook).user_has_permission(user, "change"))


@hooks.register("register_bulk_action")
class Replay(SnippetBulkAction):
    """The same events, as new messages."""

    models = [WebhookDelivery]
    display_name = _("Send again")
    aria_label = _("Send the selected deliveries again")
    action_type = "replay"
    action_priority = 10
    template_name = "syndication/admin/confirm_replay.html"

    def check_perm(self, snippet: Model) -> bool:
        return may_replay(self.request.user)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "action_label": self.display_name}

    @classmethod
    def execute_action(cls, objects: Sequence[WebhookDelivery], **context: Any) -> tuple[int, int]:
        return webhooks.replay(objects), 0

    def get_success_message(self, num_parent_objects: int, num_child_objects: int) -> str:
        sentence = ngettext(
            "%(count)d message is sent again within seconds.",
            "%(count)d messages are sent again within seconds.",
            num_parent_objects,
        )
        return sentence % {"count": num_parent_objects}


@hooks.register("register_snippet_listing_buttons")
def offer_replay(snippet: Model, user: Any, next_url: str = "") -> Iterator[Button]:
    if isinstance(snippet, WebhookDelivery) and may_replay(user):
        action = reverse("wagtail_bulk_action", args=["syndication", "webhookdelivery", "replay"])
        asked = urlencode({"id": snippet.pk, "next": next_url})
        yield Button(_("Send again"), f"{action}?{asked}", icon_name="resubmit", priority=10)
