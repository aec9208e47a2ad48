"""What an item's own page says of its picture. Pure: it runs in a process that may be killed."""

import codecs
import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.message import Message

from bs4 import BeautifulSoup
from bs4.element import Tag

from feeds.addresses import web_url

MAX_BYTES = 1024 * 1024
MAX_TAGS = 200
ACCEPT = "text/html, application/xhtml+xml;q=0.9"
PICTURES = ("og:image:secure_url", "og:image", "og:image:url", "twitter:image", "twitter:image:src")
"""From https://ogp.me and Twitter's cards, the surest first."""
CLOSED = frozenset({"none", "noarchive", "noimageindex"})
"""Words to robots under which nothing of a page is copied."""


_META = re.compile(rb"<meta\s[^<>]{,5000}>", re.I)


@dataclass(frozen=True, slots=True)
class Head:
    """`picture` is an absolute address, or empty; `is_closed`: the page asks to be left alone."""

    picture: str = ""
    is_closed: bool = False


def read_head(html: bytes, address: str, charset: str = "") -> Head:
    """The head of the page at `address`; `charset` is what the answer called its encoding."""
    # Only what is wanted: html.parser takes minutes for a megabyte of open tags.
    tags = b"".join(_META.findall(html)[:MAX_TAGS])
    soup = BeautifulSoup(tags, "html.parser", from_encoding=charset or None)
    said: dict[str, str] = {}
    for tag in soup.find_all("meta"):
        name = _attribute(tag, "property") or _attribute(tag, "name")
        said.setdefault(name.lower(), _attribute(tag, "content"))
    pictures = (web_url(said[name], address) for name in PICTURES if name in said)
    return Head(next((url for url in pictures if url), ""), closes(said.get("robots", "")))


def _attribute(tag: Tag, name: str) -> str:
    value = tag.get(name)
    return value.strip() if isinstance(value, str) else ""


def closes(directives: str) -> bool:
    """Whether the words of a robots meta tag, or of X-Robots-Tag, forbid to copy a picture."""
    return any(word.strip().lower() in CLOSED for word in directives.split(","))


def is_closed(headers: Mapping[str, str]) -> bool:
    """The same of an answer's headers, in lower case; a rule for one named robot is not ours."""
    return closes(headers.get("x-robots-tag", ""))


def is_html(headers: Mapping[str, str]) -> bool:
    return _content_type(headers).get_content_type() in {"text/html", "application/xhtml+xml"}


def charset_of(headers: Mapping[str, str]) -> str:
    """What an answer calls its encoding; empty when it does not, or when nobody knows it."""
    charset = _content_type(headers).get_content_charset("")
    try:
        return codecs.lookup(charset).name if charset else ""
    except LookupError:
        return ""


def _content_type(headers: Mapping[str, str]) -> Message:
    message = Message()
    message["content-type"] = headers.get("content-type", "")
    return message
