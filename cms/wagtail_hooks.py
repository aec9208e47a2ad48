from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.components import Component
from wagtail.admin.widgets.button import Button
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from cms import alarms, publications, readings
from cms.editor import views
from cms.editor.userbar import framed
from cms.previews import frontend_origins
from cms.rich_text import OpenDocumentLinkHandler, PublicPageLinkHandler
from cms.viewsets import ContentChooserViewSet, NewsroomViewSetGroup
from media_library.models import Document, Image

register_snippet(NewsroomViewSetGroup)


class AlarmsPanel(Component):
    """What rings at this moment, above all else on the first page of the admin."""

    order = 10
    template_name = "cms/admin/alarms_panel.html"

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        return {"ringing": alarms.ringing()}


@hooks.register("register_admin_viewset")
def register_choosers() -> list[ContentChooserViewSet]:
    return [ContentChooserViewSet("content_chooser")]


@hooks.register("after_bulk_action")
def announce_moved_files(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """Wagtail moves files to another collection past `save`, in the transaction of this hook."""
    facet = {Image: "image", Document: "document"}.get(action.models[0])
    if action_type == "add_to_collection" and facet:
        publications.refresh_quoting(facet, [moved.uuid for moved in objects])


@hooks.register("register_rich_text_features", order=10)
def link_to_what_is_public(features: Any) -> None:
    """After Wagtail's own handlers, which these replace."""
    features.register_link_type(PublicPageLinkHandler)
    features.register_link_type(OpenDocumentLinkHandler)


@hooks.register("construct_homepage_panels")
def show_alarms(request: HttpRequest, panels: list[Component]) -> None:
    if alarms.ringing():
        panels.insert(0, AlarmsPanel())


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "icons/rss.svg", "icons/volume.svg"]


@hooks.register("register_admin_urls")
def editor_urls() -> list[URLPattern]:
    new = "kiosque/readiness/<slug:content_type_app_name>/<slug:content_type_model_name>/"
    return [
        path("kiosque/typography/", views.typography, name="kiosque_typography"),
        path("kiosque/reading/<int:page_id>/", views.reading, name="kiosque_reading"),
        path(
            "kiosque/readiness/<int:page_id>/",
            views.ReadinessOnEdit.as_view(),
            name="kiosque_readiness",
        ),
        path(
            f"{new}<int:parent_page_id>/",
            views.ReadinessOnCreate.as_view(),
            name="kiosque_readiness_new",
        ),
        # Below Wagtail's own addresses of the same preview, where js/preview-editor.js finds them.
        path(
            "pages/<int:page_id>/edit/preview/address/",
            views.PreviewAddressOnEdit.as_view(),
            name="kiosque_preview_address",
        ),
        path(
            "pages/add/<slug:content_type_app_name>/<slug:content_type_model_name>/"
            "<int:parent_page_id>/preview/address/",
            views.PreviewAddressOnCreate.as_view(),
            name="kiosque_preview_address_new",
        ),
    ]


@hooks.register("register_page_header_buttons")
def reading_button(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[Button]:
    if page.permissions_for_user(user).can_edit() and readings.can_be_opened(page):
        address = reverse("kiosque_reading", args=[page.pk])
        yield Button(_("Have it read"), url=address, icon_name="key", priority=58)


@hooks.register("insert_editor_js")
def editor_scripts() -> SafeString:
    names = ("one-save-at-a-time", "paste", "readiness", "slugs", "typed-meanwhile", "typography")
    addresses = ((static(f"js/{name}.js"),) for name in names)
    return format_html_join("\n", '<script type="module" src="{}"></script>', addresses)


@hooks.register("insert_editor_js")
def preview_script() -> SafeString:
    return format_html(
        '<script type="module" src="{}" data-preview-origins="{}"></script>',
        static("js/preview-editor.js"),
        " ".join(frontend_origins()),
    )


@hooks.register("construct_wagtail_userbar")
def check_through_frames(request: HttpRequest, items: list[Any], page: Any) -> None:
    items[:] = map(framed, items)


@hooks.register("insert_global_admin_css")
def admin_styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
