"""Shapes of what is particular to recordings, in the documents of the counter."""

from pydantic import BaseModel

from cms.schemas import ContentRef, FrenchText, PersonRef


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


class KeyQuoteSchema(BaseModel):
    """What somebody said, and when; a person of ours, or only a name."""

    text: FrenchText
    person: PersonRef | None = None
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
