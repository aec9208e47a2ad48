"""The nouns of the demo's content: data, written by `cms.demo.fill`.

Contents name each other by key (`article:agregation`, `item:media-ami/1`); pictures, people and
topics by their bare key. Inside HTML, `<a page="key">` links to a page that is written earlier.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Block = tuple[str, Any]
Credits = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Picture:
    key: str
    title: str
    drawing: str
    alt: str


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic."""

    key: str
    name: str
    description: str
    is_section: bool = False


@dataclass(frozen=True, slots=True)
class Someone:
    """A person, always plainly fictitious."""

    key: str
    name: str
    sort_name: str
    role: str
    biography: str
    organisation: str = ""
    assembly: str = ""
    constituency: str = ""
    portrait: str = ""


@dataclass(frozen=True, slots=True)
class Appeal:
    """A call to action."""

    key: str
    title: str
    text: str
    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Quote:
    text: str
    person: str = ""
    attribution: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    picture: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    title: str
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Paper:
    """A document of the library, by its key."""

    document: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Clip:
    url: str
    title: str
    poster: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """An article. Published `days_ago` at `hour` (Paris); `day_shown` prints another day."""

    key: str
    title: str
    kicker: str
    standfirst: str
    days_ago: int
    hour: int
    picture: str
    body: tuple[Block, ...]
    topics: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    credits: Credits = ()
    day_shown: str = ""
    correction: str = ""


@dataclass(frozen=True, slots=True)
class Recording(Story):
    """An édito or an episode: its `key` is also its address."""

    video_url: str = ""
    duration_s: int = 0
    transcript: str = ""
    audio_url: str = ""
    season: int = 1
    number: int = 0
    guests: Credits = ()
    chapters: tuple[tuple[int, str], ...] = ()
    """(seconds, title)."""
    quotes: tuple[tuple[str, str, int], ...] = ()
    """(words, person, seconds)."""
    notes: tuple[tuple[str, str, str], ...] = ()
    """(label, address, note)."""
    readings: tuple[str, ...] = ()
    """Contents."""


@dataclass(frozen=True, slots=True)
class Dossier:
    key: str
    title: str
    standfirst: str
    days_ago: int
    picture: str
    entries: tuple[tuple[str, str], ...]
    """(content, presentation)."""
    asking: tuple[str, ...] = ()
    """Stories that ask to stand below them."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A standing page of the footer."""

    key: str
    title: str
    body: tuple[Block, ...]
    picture: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    key: str
    title: str
    intro: str
    thank_you: str
    subject: str
    fields: tuple[tuple[str, str, bool], ...]
    """(label, type of Wagtail's forms, required)."""


@dataclass(frozen=True, slots=True)
class Feed:
    """A source. `sample` names the bundled document that stands for its feed."""

    key: str
    name: str
    group: str
    nature: str
    feed_url: str
    site_url: str
    description: str
    is_partner: bool = False
    person: str = ""
    sample: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is printed around every page. Links are (label, page key or address)."""

    texts: Mapping[str, str]
    navigation: tuple[tuple[str, str], ...]
    footer: tuple[tuple[str, str], ...]
    social: tuple[tuple[str, str], ...] = field(default=())
