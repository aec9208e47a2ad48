"""Wagtail's user bar on a frontend of another origin, with its checks."""

import re
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from wagtail.admin.userbar import ContentCheckerItem, Userbar

from cms.previews import frontend_origins

_OF_THE_ADMIN = re.compile(r'(?:href|src)="/(?!/)')


class FramedContentChecker(ContentCheckerItem):
    """axe speaks through frames of the origins that it is told: the editor's and the frontend's."""

    def get_axe_spec(self, request: Any) -> dict[str, Any]:
        spec: dict[str, Any] = super().get_axe_spec(request)
        return {**spec, "allowedOrigins": ["<same_origin>", settings.SITE_URL, *frontend_origins()]}


def framed(item: Any) -> Any:
    """An item of the user bar; its content checker is replaced by ours."""
    if not isinstance(item, ContentCheckerItem) or not frontend_origins():
        return item
    return FramedContentChecker(in_editor=item.in_editor)


def userbar_html(request: HttpRequest) -> str:
    """The user bar as HTML to put into any page: each address in it names this host."""
    html = Userbar().render_html({"request": request})
    # Wagtail's own do; what hooks add is written for the admin's pages.
    return _OF_THE_ADMIN.sub(rf"\g<0>/{request.get_host()}/", html)
