"""« État des sources »: how every source is doing, sortable, exportable as a sheet."""

from datetime import timedelta
from typing import ClassVar

from django.db.models import Count, F, FloatField, Q, QuerySet
from django.db.models.functions import Cast
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.permission_policies import ModelPermissionPolicy

from feeds.models import Source

RHYTHM_DAYS = 30
"""Over which items a day are counted."""


def edit_url(source: Source) -> str:
    return reverse(source.snippet_viewset.get_url_name("edit"), args=[source.pk])


def lag_minutes(source: Source) -> int | None:
    """How late the next visit is, in minutes; None for a source that is in time or paused."""
    late_s = (timezone.now() - source.next_visit_at).total_seconds()
    return round(late_s / 60) if late_s > 0 and source.is_visible else None


class SourceHealthView(ReportView):
    page_title = _("State of the sources")
    header_icon = "rss"
    model = Source
    index_url_name = "source_health"
    index_results_url_name = "source_health_results"
    permission_policy = ModelPermissionPolicy(Source)
    any_permission_required: ClassVar = ["add", "change", "delete"]
    default_ordering = "-failures"
    is_searchable = False
    columns: ClassVar = [
        TitleColumn("name", label=_("Name"), get_url=edit_url, sort_key="name"),
        Column("trust", label=_("Trust"), accessor="get_trust_display", sort_key="trust"),
        Column(
            "last_error",
            label=_("Last error"),
            accessor="get_last_error_display",
            sort_key="last_error",
        ),
        Column("failures", label=_("Failures in a row"), sort_key="failures"),
        DateColumn("last_success_at", label=_("Last success"), sort_key="last_success_at"),
        Column("lag", label=_("Late by (min)"), accessor=lag_minutes, sort_key="next_visit_at"),
        Column("items_a_day", label=_("Items a day"), sort_key="items_a_day"),
    ]
    list_export: ClassVar = [
        "name",
        "feed_url",
        "trust",
        "last_error",
        "remedy",
        "failures",
        "last_visit_at",
        "last_success_at",
        "next_visit_at",
        "items_a_day",
    ]
    export_headings: ClassVar = {"remedy": _("What to do"), "items_a_day": _("Items a day")}

    def get_base_queryset(self) -> QuerySet[Source]:
        since = timezone.now() - timedelta(days=RHYTHM_DAYS)
        recent = Count("items", filter=Q(items__first_seen_at__gt=since))
        return Source.objects.annotate(
            items_a_day=Cast(recent, FloatField()) / float(RHYTHM_DAYS)
        ).order_by(F("failures").desc(), "name")

    def get_filename(self) -> str:
        return f"sources-{timezone.localdate():%Y-%m-%d}"
