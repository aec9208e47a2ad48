"""Wagtail's API v2 for pictures: only those that may be shown."""

from typing import Any

from wagtail.images.api.v2.views import ImagesAPIViewSet


class ShownImagesAPIViewSet(ImagesAPIViewSet):
    """Its collections are open, and its rights have not ended."""

    def get_queryset(self) -> Any:
        return super().get_queryset().shown()
