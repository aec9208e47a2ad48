from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from cms import publications
from cms.rich_text import PublicPageLinkHandler
from cms.viewsets import ContentChooserViewSet, ItemChooserViewSet, NewsroomViewSetGroup
from media_library.models import Image

register_snippet(NewsroomViewSetGroup)


@hooks.register("register_admin_viewset")
def register_choosers() -> list[ContentChooserViewSet]:
    return [ContentChooserViewSet("content_chooser"), ItemChooserViewSet("item_chooser")]


@hooks.register("after_bulk_action")
def announce_moved_images(
    request: HttpRequest, action_type: str, objects: Iterable[Any], action: Any
) -> None:
    """Wagtail moves pictures to another collection past `save`, in the transaction of this hook."""
    if action_type == "add_to_collection" and issubclass(action.models[0], Image):
        publications.refresh_quoting("image", [image.uuid for image in objects])


@hooks.register("register_rich_text_features", order=10)
def link_to_public_pages(features: Any) -> None:
    """After Wagtail's own handler, which it replaces."""
    features.register_link_type(PublicPageLinkHandler)


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    return [*icons, "icons/rss.svg"]
