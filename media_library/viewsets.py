from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from media_library.models import Audio, RemoteMedia, Video
from shows.durations import format_duration


def shown_duration(row: Any) -> str:
    return format_duration(row.duration_s) if row.duration_s is not None else "–"


DURATION = Column("duration", label=_("Duration"), accessor=shown_duration, width="10%")


class VideoViewSet(SnippetViewSet):
    model = Video
    icon = "media"
    list_display = [
        "title",
        DURATION,
        "rights_until",
        DateColumn("created_at", label=_("Added on"), sort_key="created_at"),
    ]
    list_filter = ["licence", "collection"]
    copy_view_enabled = False


class AudioViewSet(SnippetViewSet):
    model = Audio
    icon = "media"
    list_display = VideoViewSet.list_display
    list_filter = VideoViewSet.list_filter
    copy_view_enabled = False


class ToldOnlyPolicy(ModelPermissionPolicy):
    """What hosts say is theirs: it is read, and deleted to be asked for anew."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action in {"view", "delete"} and super().user_has_permission(user, action)


class RemoteMediaViewSet(SnippetViewSet):
    model = RemoteMedia
    icon = "link-external"
    list_display = [
        "__str__",
        "author",
        DURATION,
        Column("state", label=_("State"), accessor="get_state_display", sort_key="state"),
        Column("error", label=_("What to do"), accessor="error_sentence", width="40%"),
    ]
    list_filter = ["state", "provider"]
    copy_view_enabled = False
    inspect_view_enabled = True
    inspect_view_fields = [
        *("page_url", "title", "author", "duration_s", "poster", "get_state_display"),
        *("error_sentence", "fetched_at", "next_try_at", "attempts"),
    ]


class RecordingViewSetGroup(SnippetViewSetGroup):
    items = (VideoViewSet, AudioViewSet, RemoteMediaViewSet)
    menu_label = _("Recordings")
    menu_icon = "media"
    menu_order = 320
