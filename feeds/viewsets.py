from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from feeds.models import FeedItem, RetentionRule, Source, SourceGroup


class SourceViewSet(SnippetViewSet):
    model = Source
    icon = "rss"
    list_display = [
        "name",
        "group",
        "trust",
        BooleanColumn("is_partner", label=_("Partner"), sort_key="is_partner"),
        DateColumn("last_success_at", label=_("Last success"), sort_key="last_success_at"),
        Column(
            "last_error",
            label=_("Last error"),
            accessor="get_last_error_display",
            sort_key="last_error",
        ),
        Column("held_items", label=_("Held"), sort_key="held_items"),
    ]
    list_filter = ["trust", "nature", "group", "is_partner", "last_error"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Source]:
        held = FeedItem.objects.held_back().filter(source=OuterRef("pk")).order_by()
        count = held.values("source").annotate(count=Count("*")).values("count")
        return Source.objects.annotate(held_items=Subquery(count))


class SourceGroupViewSet(SnippetViewSet):
    model = SourceGroup
    icon = "folder-open-inverse"
    list_display = ["name", "sort_order"]
    sort_order_field = "sort_order"


class RetentionRuleViewSet(SnippetViewSet):
    model = RetentionRule
    icon = "time"
    list_display = ["__str__", "days", "least", "most"]
    copy_view_enabled = False


class ImportedOnlyPolicy(ModelPermissionPolicy):
    """Items come from sources: nobody writes one by hand."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "add" and super().user_has_permission(user, action)


class FeedItemViewSet(SnippetViewSet):
    model = FeedItem
    icon = "list-ul"
    list_display = [
        "title",
        "source",
        "kind",
        "status",
        DateColumn("published_at", label=_("Published on"), sort_key="published_at"),
        Column("gone_reason", label=_("At its source"), accessor="get_gone_reason_display"),
    ]
    list_filter = ["status", "source", "kind", "held", "gone_reason"]
    ordering = ["-published_at", "-id"]
    # In the database: bulk imports do not feed Wagtail's search index.
    search_fields = ["title", "excerpt"]
    copy_view_enabled = False


class FeedViewSetGroup(SnippetViewSetGroup):
    items = (FeedItemViewSet, SourceViewSet, SourceGroupViewSet, RetentionRuleViewSet)
    menu_label = _("The wire")
    menu_icon = "rss"
    menu_order = 260
