"""The HTML of a stored document, on its way out: with full addresses, or as Markdown or text."""

import json
import re
from typing import Any

from django.conf import settings
from markdownify import MarkdownConverter

_HTML = re.compile(r'"html":"[^"\\]*(?:\\.[^"\\]*)*"')
"""One value of HTML in JSON text. Elsewhere `<a href="/` is somebody's words."""

_LINK = '<a href=\\"'


def absolute(text: str) -> str:
    """Stored JSON with the origin before each of our addresses, those in HTML included.

    A quotation mark inside a JSON string is escaped, so a key is what it looks like.
    """
    origin = settings.SITE_URL
    for key in ("url", "canonical"):
        text = text.replace(f'{key}":"/', f'{key}":"{origin}/')
    if f"{_LINK}/" in text:
        text = _HTML.sub(lambda found: _linked(found[0], origin), text)
    return text


def _linked(html: str, origin: str) -> str:
    """An address that begins with `//` names another host, and stays."""
    html = html.replace(f"{_LINK}/", f"{_LINK}{origin}/")
    return html.replace(f"{_LINK}{origin}//", f"{_LINK}//")


def as_format(text: str, form: str) -> str:
    """Stored JSON whose rich texts hold `markdown` or `text`, and an empty `html`."""
    return json.dumps(_converted(json.loads(text), form), ensure_ascii=False, separators=(",", ":"))


def _converted(value: Any, form: str) -> Any:
    if isinstance(value, list):
        return [_converted(child, form) for child in value]
    if not isinstance(value, dict):
        return value
    if "html" in value:
        return {**value, "html": "", form: CONVERTERS[form].convert(value["html"]).strip()}
    return {name: _converted(child, form) for name, child in value.items()}


class PlainConverter(MarkdownConverter):
    """Words, with a blank line between paragraphs and a dash before each point of a list."""

    class Options:
        convert = ("p", "ul", "ol", "li", "br", "h2", "h3", "h4", "blockquote")
        escape_asterisks = escape_underscores = escape_misc = False
        bullets = "-"

    def convert_hN(self, n: int, el: Any, text: str, parent_tags: Any) -> str:  # noqa: N802 - its name
        return f"\n\n{text.strip()}\n\n"


class Converter(MarkdownConverter):
    class Options:
        heading_style = "ATX"
        bullets = "-"


CONVERTERS = {"markdown": Converter(), "text": PlainConverter()}
