"""Headings of a body, those within a pasted text too: a table of contents, and a link to each."""

import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.utils.html import strip_tags
from django.utils.safestring import SafeString

from cms.templatetags.kiosque import ShownBlock

register = template.Library()

# As `cms.blocks.text.rich_text` writes them.
_HEADING = re.compile(r'(<h2 id="([^"]+)">)(.*?)(?=</h2>)', re.DOTALL)


@register.filter
def headings(blocks: Iterable[ShownBlock]) -> list[Mapping[str, Any]]:
    """`anchor` and `text` of each, in their order."""
    shown = ((block.type, block.shape) for block in blocks if block.shape)
    return [found for name, shape in shown for found in _of(name, shape)]


def _of(name: str, shape: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if name == "heading":
        yield shape
    elif name == "text":
        for _tag, anchor, words in _HEADING.findall(shape["html"]):
            yield {"anchor": anchor, "text": _plain(words)}


@register.filter
def linked_headings(html: str) -> SafeString:
    """HTML of a rich text in which each heading carries the link that leads to it."""
    return SafeString(_HEADING.sub(_linked, html))


def _linked(heading: re.Match[str]) -> str:
    tag, anchor, words = heading.groups()
    link = render_to_string("includes/anchor.html", {"anchor": anchor, "text": _plain(words)})
    return f"{tag}{words} {link}"


def _plain(words: str) -> str:
    return unescape(strip_tags(words))
