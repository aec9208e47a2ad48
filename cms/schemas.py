"""The typed shapes of cards and documents: written once, used by every door.

What a shape says of another *content* is its uuid alone (`ContentRef`), joined at read, so that a
withdrawn title is nowhere the moment it is withdrawn. People, topics, sources and dossiers are
repeated by name; the facets of a row say which rows to rewrite when one of them changes.
"""

from datetime import datetime
from typing import Annotated, Any, ClassVar, Literal
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    SerializeAsAny,
    field_serializer,
)
from pydantic.json_schema import SkipJsonSchema

from cms.typography import correct, correct_html
from media_library.schemas import CaptionsSchema, ImageSchema

SHAPE = 4
"""Version of the stored JSON. Readers understand this one and the one before."""

FrenchText = Annotated[str, AfterValidator(correct)]
"""Plain text of the newsroom, given with its typography corrected."""

FrenchHtml = Annotated[str, AfterValidator(correct_html)]
"""HTML of the newsroom, given with its typography corrected."""


class TopicRef(BaseModel):
    facet: ClassVar[str] = "topic"

    uuid: UUID
    slug: str
    name: str
    url: str
    is_section: bool = False


class PersonRef(BaseModel):
    """A person, and as what they appear here (`role`, already a word for readers)."""

    facet: ClassVar[str] = "person"

    uuid: UUID
    slug: str
    name: str
    url: str
    role: str = ""


class Quotation(BaseModel):
    """Somebody's words. Those of a person of ours stand on the page of that person: each is a facet
    `said` of its row (`cms.faces.quoted`)."""

    text: FrenchText
    person: PersonRef | None = None


class SourceRef(BaseModel):
    facet: ClassVar[str] = "source"

    uuid: UUID
    slug: str
    name: str
    url: str
    is_partner: bool = False


class ShowRef(BaseModel):
    """The show of an episode, and which of its episodes that is."""

    facet: ClassVar[str] = "show"

    uuid: UUID
    title: str
    url: str
    season: int | None = None
    number: int | None = None


class DossierRef(BaseModel):
    facet: ClassVar[str] = "dossier"

    uuid: UUID
    title: str
    url: str


class ContentRef(BaseModel):
    """Another content, by its public uuid alone."""

    facet: ClassVar[str] = "content"

    uuid: UUID
    note: str = ""


class DocumentRef(BaseModel):
    """A document of ours that a text links to: followed, and named in no JSON."""

    facet: ClassVar[str] = "document"

    uuid: UUID


class ReferenceSchema(BaseModel):
    """A source or document that a story rests on; `url` is empty for a paper one. `uuid` is that
    of a document of ours, null in JSON while it is not for everybody."""

    facet: ClassVar[str] = "document"

    uuid: UUID | None = None
    title: FrenchText
    url: str = ""

    @field_serializer("uuid")
    def _of_an_open_one(self, uuid: UUID | None) -> UUID | None:
        return uuid if self.url else None


class CorrectionSchema(BaseModel):
    """What was put right after publication, and when. A grave one is told at the head of a page.
    A reply is in the words of whom the story names."""

    kind: Literal["correction", "reply"] = "correction"
    at: datetime
    text: FrenchText
    is_grave: bool = False


class CallToActionSchema(BaseModel):
    """An appeal. Kept out of the text: a frontend draws it aside, partners' copies drop it."""

    facet: ClassVar[str] = "cta"

    uuid: UUID
    title: str
    text: str = ""
    label: str
    url: str


class MediaPlace(BaseModel):
    """A recording at one of its hosts, `uuid` as in `MediaRef`."""

    facet: ClassVar[str] = "media"

    uuid: UUID | None
    provider: str
    page_url: str


class MediaRef(BaseModel):
    """What can be played: `page_url` is where it lives, `player_url` what a player frames, `uuid`
    the name under which the library keeps what its host says of it (None for no known player).
    `also_on` is where the same film stands besides. `is_vertical`: higher than wide."""

    facet: ClassVar[str] = "media"

    uuid: UUID | None = None
    kind: Literal["video", "audio"]
    provider: str = ""
    id: str = ""
    page_url: str = ""
    player_url: str = ""
    duration_s: int | None = None
    is_vertical: bool = False
    has_transcript: bool = False
    captions: list[CaptionsSchema] = []
    credit: str = ""
    also_on: MediaPlace | None = None
    shown_until: SkipJsonSchema[datetime | None] = Field(default=None, exclude=True)


class Card(BaseModel):
    """All that any list needs to draw one content; `url` is relative until the way out. `guests`:
    names of those an episode receives, who stand first among its `people`. `language`: of the words
    of a source, as it says itself; empty for ours."""

    id: UUID
    kind: str
    url: str
    title: str
    kicker: str = ""
    standfirst: str = ""
    published_at: datetime
    updated_at: datetime
    topics: list[TopicRef] = []
    authors: list[PersonRef] = []
    people: list[PersonRef] = []
    guests: list[str] = []
    dossier: DossierRef | None = None
    # All that it stands in, for the facets of the row.
    dossiers: SkipJsonSchema[list[DossierRef]] = Field(default=[], exclude=True)
    show: ShowRef | None = None
    source: SourceRef | None = None
    original_url: str = ""
    language: str = ""
    image: ImageSchema | None = None
    media: MediaRef | None = None
    flags: list[str] = []


class Seo(BaseModel):
    title: str
    description: str = ""
    canonical: str = ""
    noindex: bool = False


class BlockSchema(BaseModel):
    """One block of a body; `value` follows the schema of its `type`."""

    type: str
    id: str
    value: Any

    @property
    def is_hidden(self) -> bool:
        """Of what may not be shown now. It is followed, so that it comes back, and stands in no
        JSON: its uuid alone would tell that there is something."""
        return getattr(self.value, "is_hidden", False)


class Details(BaseModel):
    """What is particular to a kind of content. Each type of page, and each other model that is
    public, names a shape of its own in `details_schema`; nothing undeclared goes out."""

    model_config = ConfigDict(extra="forbid")


class Inside(BaseModel):
    """A content in full but for its card: what is told of one that stores no document."""

    seo: Seo
    body: list[BlockSchema] = []
    details: SerializeAsAny[Details] = Details()
    corrections: list[CorrectionSchema] = []


class Document(BaseModel):
    """One content in full, as it is stored: the card first, then what `Inside` names."""

    card: Card
    seo: Seo
    body: list[BlockSchema] = []
    details: SerializeAsAny[Details] = Details()
    corrections: list[CorrectionSchema] = []

    @field_serializer("body")
    def _shown(self, body: list[BlockSchema]) -> list[BlockSchema]:
        return [block for block in body if not block.is_hidden]
