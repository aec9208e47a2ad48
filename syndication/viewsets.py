from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet

from syndication.models import Webhook, WebhookDelivery


class WebhookViewSet(SnippetViewSet):
    model = Webhook
    icon = "link-external"
    list_display = ["name", "url", Column("state", label=_("State"))]
    copy_view_enabled = False
    add_to_settings_menu = True


class DeliveryPolicy(ModelPermissionPolicy):
    """Whoever may change webhooks sees what they have sent. Nobody writes it."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "change")


class WebhookDeliveryViewSet(SnippetViewSet):
    model = WebhookDelivery
    icon = "history"
    list_display = [
        "__str__",
        "webhook",
        Column("status", label=_("Status"), accessor="get_status_display", sort_key="status"),
        Column("events", label=_("Events")),
        Column("attempts", label=_("Attempts"), sort_key="attempts"),
        Column("problem", label=_("Problem"), width="35%"),
    ]
    list_filter = ["webhook", "status"]
    ordering = ["-pk"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        "webhook",
        "message_id",
        "status",
        "events",
        "attempts",
        "attempted",
        "ms",
        "problem",
    ]
    add_to_settings_menu = True
