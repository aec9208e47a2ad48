"""Cards of contents, each drawn once: lists and front pages show the same ones again and again."""

import marshal
import threading
from collections import OrderedDict
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST = 4_096
"""Cards that a process keeps: some ten megabytes."""
LARGEST = 8_192
"""Letters of the largest card that is kept."""

PLAIN = 2
"""Version of marshal that writes equal values alike, however many hold them."""


class Drawn:
    """HTML by what it is drawn from; the longest unused go first. Any thread may call it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, SafeString] = OrderedDict()

    def get(self, key: bytes) -> SafeString | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: bytes, html: SafeString) -> None:
        if len(html) > LARGEST:
            return
        with self._lock:
            self._kept[key] = html
            if len(self._kept) > self._most:
                self._kept.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


drawn = Drawn(MOST)


@register.simple_tag
def card(
    card: Mapping[str, Any], variant: str = "", level: int | str = "", sizes: str = ""
) -> SafeString:
    """`includes/card.html`, of which it gives the same bytes. That template reads nothing of the
    request: a card looks the same to everybody, in one language."""
    how = {"variant": variant, "level": level, "sizes": sizes}
    key = _key(card, f"{variant}|{level}|{sizes}", variant == "line")
    html = drawn.get(key) if key else None
    if html is None:
        html = get_template("includes/card.html").render({"card": card, **how})
        if key:
            drawn.keep(key, html)
    return html


def _key(card: Mapping[str, Any], how: str, is_of_the_day: bool) -> bytes:
    """Empty for a card that is not what JSON makes, such as a draft's. `is_of_the_day`: tomorrow it
    tells its date in other words."""
    try:
        told = marshal.dumps(card, PLAIN)
    except ValueError:
        return b""
    day = timezone.localdate() if is_of_the_day else ""
    here = f"{how}|{get_language()}|{timezone.get_current_timezone_name()}|{day}"
    return blake2b(told + here.encode(), digest_size=16).digest()
