from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.http import urlencode
from django.utils.safestring import SafeString

from syndication.embeds import frame

register = template.Library()


@register.simple_tag
def embed_code(card: Mapping[str, Any]) -> SafeString:
    """What to paste into another site."""
    return frame(card)


@register.simple_tag
def oembed_url(card: Mapping[str, Any]) -> str:
    return f"{settings.SITE_URL}/oembed?{urlencode({'url': settings.SITE_URL + card['url']})}"
