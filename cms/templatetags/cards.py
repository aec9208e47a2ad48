"""Cards of contents and bodies of stories, each drawn once: pages show the same ones again and
again."""

import marshal
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any

from django import template
from django.template.loader import get_template
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cms.api.pagination import Cards
from cms.bodies import ShownBlock

register = template.Library()

CARDS = 4_096
"""That a process keeps: some ten megabytes."""
BODIES = 128
"""Eight megabytes at most."""
PARTS = 32
"""Such as what a front page or a list shows, four megabytes at most."""
LARGEST_CARD, LARGEST_BODY, LARGEST_PART = 8_192, 65_536, 131_072
"""Letters of the largest that is kept."""

PLAIN = 2
"""Version of marshal that writes equal values alike, however many hold them."""


class Drawn:
    """HTML by what it is drawn from; the longest unused go first. Any thread may call it."""

    def __init__(self, most: int, largest: int) -> None:
        self._most, self._largest = most, largest
        self._lock = threading.Lock()
        self._kept: OrderedDict[bytes, SafeString] = OrderedDict()

    def get(self, key: bytes) -> SafeString | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def keep(self, key: bytes, html: SafeString) -> None:
        if len(html) > self._largest:
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


drawn = Drawn(CARDS, LARGEST_CARD)
bodies = Drawn(BODIES, LARGEST_BODY)
parts = Drawn(PARTS, LARGEST_PART)


@register.simple_tag
def card(
    card: Mapping[str, Any],
    variant: str = "",
    level: int | str = "",
    sizes: str = "",
    *,
    eager: bool = False,
) -> SafeString:
    """`includes/card.html`, of which it gives the same bytes. That template reads nothing of the
    request: a card looks the same to everybody, in one language."""
    how = {"variant": variant, "level": level, "sizes": sizes, "eager": eager}
    # Tomorrow a line tells its date in other words.
    day = timezone.localdate() if variant == "line" else ""
    key = _key(card, f"{variant}|{level}|{sizes}|{eager}|{day}")
    return _drawn(drawn, key, "includes/card.html", {"card": card, **how})


@register.simple_tag
def body(blocks: Sequence[ShownBlock], is_preview: Any = False) -> SafeString:
    """`includes/body.html`, which reads nothing else of the request than whether it is a preview:
    then it names its blocks, and is drawn each time."""
    told = [(block.type, block.id, block.shape, block.card) for block in blocks]
    key = b"" if is_preview else _key(told, "body")
    return _drawn(bodies, key, "includes/body.html", {"blocks": blocks, "is_preview": is_preview})


@register.simple_tag
def drawn_once(name: str, **context: Any) -> SafeString:
    """The template `name`, which reads nothing but what is given here: what JSON can hold, and
    dataclasses of it."""
    told = {key: _plain(value) for key, value in context.items()}
    # Cards tell their dates in the words of a day.
    key = _key(told, f"{name}|{timezone.localdate()}")
    return _drawn(parts, key, name, context)


def _plain(value: Any) -> Any:
    if isinstance(value, Cards):
        return value.texts
    if is_dataclass(value):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    return value


def _drawn(kept: Drawn, key: bytes, name: str, context: dict[str, Any]) -> SafeString:
    found = kept.get(key) if key else None
    if found is not None:
        return found
    html = SafeString(get_template(name).render(context))
    if key:
        kept.keep(key, html)
    return html


def _key(told: Any, how: str) -> bytes:
    """Empty for what is not as JSON makes it, such as a draft's."""
    try:
        told = marshal.dumps(told, PLAIN)
    except ValueError:
        return b""
    here = f"{how}|{get_language()}|{timezone.get_current_timezone_name()}"
    return blake2b(told + here.encode(), digest_size=16).digest()
