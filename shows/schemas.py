"""Shapes of what is particular to recordings, in the documents of the counter."""

from datetime import date
from typing import Literal

from pydantic import BaseModel

from cms.blocks.text import TextSchema
from cms.details import StoryDetails
from cms.schemas import ContentRef, Details, FrenchText, MediaRef, PersonRef, Quotation


class CueSchema(BaseModel):
    """One piece of a transcript; seconds from the start, None where nobody said when."""

    start_s: float | None
    end_s: float | None
    speaker: str
    text: FrenchText


class ChapterSchema(BaseModel):
    """Where a part begins, in whole seconds from the start."""

    start_s: int
    title: FrenchText
    url: str = ""


class KeyQuoteSchema(Quotation):
    """What somebody said, and when; a person of ours, or only a name."""

    name: str = ""
    start_s: int | None = None


class ShowNoteSchema(BaseModel):
    """What the episode speaks of, elsewhere."""

    label: FrenchText
    url: str
    note: FrenchText = ""


class FurtherReadingSchema(BaseModel):
    """A public content, joined by its uuid, or an address with its label."""

    content: ContentRef | None = None
    label: FrenchText = ""
    url: str = ""


class SeasonSchema(BaseModel):
    number: int
    title: FrenchText = ""
    description: FrenchText = ""
    year: int | None = None


class SubscriptionSchema(BaseModel):
    """Where a show, or the éditos, are followed."""

    label: str
    url: str


class ShowDetails(Details):
    frequency: str = ""
    subscriptions: list[SubscriptionSchema] = []
    seasons: list[SeasonSchema] = []
    credits: TextSchema | None = None


class RecordedDetails(StoryDetails):
    """`transcript_url` (WebVTT) and `chapters_url` (Podcasting 2.0) are empty where there is
    nothing to export."""

    transcript: list[CueSchema] = []
    chapters: list[ChapterSchema] = []
    transcript_url: str = ""
    chapters_url: str = ""


class EditoDetails(RecordedDetails):
    """`day` is the day that it belongs to, whenever it was published."""

    day: date
    further_reading: list[FurtherReadingSchema] = []


class EpisodeDetails(RecordedDetails):
    season: int | None = None
    number: int | None = None
    guests: list[PersonRef] = []
    audio: MediaRef | None = None
    quotes: list[KeyQuoteSchema] = []
    notes: list[ShowNoteSchema] = []


class EditosDetails(Details):
    """The list of éditos."""

    type: Literal["editos"] = "editos"
    subscriptions: list[SubscriptionSchema] = []
