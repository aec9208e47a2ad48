from collections.abc import Mapping
from typing import Any

from django import template
from django.conf import settings
from django.utils.http import urlencode

from syndication.embeds import frame

register = template.Library()
register.simple_tag(frame, name="embed_code")


@register.simple_tag
def oembed_url(card: Mapping[str, Any]) -> str:
    return f"{settings.SITE_URL}/oembed?{urlencode({'url': settings.SITE_URL + card['url']})}"
