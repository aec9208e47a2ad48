"""What stands around every page, drawn once a second for each place of the menu."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.core.exceptions import ObjectDoesNotExist
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.recent import recent

register = template.Library()


@register.simple_tag(takes_context=True)
def around(context: Mapping[str, Any], name: str) -> SafeString:
    """`includes/{name}.html`, of which it gives the same bytes. That template finds
    `site_settings`, its `magazine`, the address of the menu that this page has as `here`, and
    nothing else of the request."""
    site, request = context.get("site_settings"), context.get("request")

    def draw() -> SafeString:
        magazine = site.magazine if site else None
        shown = {"site_settings": site, "magazine": magazine, "here": here}
        return SafeString(get_template(f"includes/{name}.html").render(shown))

    here = ""
    try:
        if site and request and any(link.url == request.path for link in site.navigation):
            here = request.path
    except ObjectDoesNotExist:
        site = None
    return recent((name, site.site_id, get_language(), here), draw) if site else draw()
