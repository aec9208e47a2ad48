"""The typed shapes of what is particular to each kind of content of this room."""

from typing import Literal

from pydantic import BaseModel

from cms.blocks.text import TextSchema
from cms.schemas import ContentRef, Details, FrenchText, ReferenceSchema


class StoryDetails(Details):
    """What stands at the end of a signed story: what it rests on, how it was made (`methodology`),
    and what the newsroom says to read next."""

    references: list[ReferenceSchema] = []
    methodology: TextSchema | None = None
    related: list[ContentRef] = []


class ArticleDetails(StoryDetails):
    pass


class DossierDetails(Details):
    """Contents in order, each with the dossier's own `note`."""

    entries: list[ContentRef] = []


class PersonDetails(Details):
    """`assembly` is a word of ours (`an`, `senat`, `pe`…), empty for who holds no seat."""

    organisation: str = ""
    assembly: str = ""
    constituency: str = ""
    website: str = ""
    same_as: list[str] = []


class TopicDetails(Details):
    aliases: list[str] = []


class StandardDetails(Details):
    type: Literal["standard"] = "standard"


class IssueEntrySchema(BaseModel):
    title: FrenchText
    authors: FrenchText = ""
    page: int | None = None


class MagazineDetails(Details):
    """`price_euros` is the price of a year, a decimal number as text: `24.00`."""

    type: Literal["magazine"] = "magazine"
    price_euros: str
    frequency: str = ""
    issue_title: FrenchText = ""
    subscription_url: str
    entries: list[IssueEntrySchema] = []


class FormFieldSchema(BaseModel):
    """One field of a form. `type` is one of Wagtail's: singleline, multiline, email, number, url,
    checkbox, checkboxes, dropdown, multiselect, radio, date, datetime, hidden. `choices` are the
    values of those that have some; several chosen in `default` are separated by commas."""

    name: str
    label: str
    type: str
    required: bool
    help_text: str = ""
    choices: list[str] = []
    default: str = ""


class FormDetails(Details):
    type: Literal["form"] = "form"
    intro: TextSchema
    fields: list[FormFieldSchema] = []


class ArticlesDetails(Details):
    """The list of articles."""

    type: Literal["articles"] = "articles"
