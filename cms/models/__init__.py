from cms.models.articles import ArticleIndexPage, ArticlePage
from cms.models.call_to_action import CallToAction
from cms.models.corrections import Correction
from cms.models.dossiers import DossierEntry, DossierPage
from cms.models.operations import Alarm, Attempt, Heartbeat, StaleKey, Tally
from cms.models.people import Assembly, Contribution, Person
from cms.models.publication import (
    HAS,
    LISTED_KINDS,
    Action,
    Kind,
    Publication,
    PublicationEvent,
    PublicationFacet,
    Withdrawal,
)
from cms.models.references import Reference, RelatedContent
from cms.models.site_settings import (
    FooterLink,
    LegalLink,
    NavigationLink,
    SiteSettings,
    SocialLink,
)
from cms.models.standard import (
    FormField,
    FormPage,
    IssueEntry,
    MagazinePage,
    StandardPage,
)
from cms.models.topics import Topic

__all__ = [
    "HAS",
    "LISTED_KINDS",
    "Action",
    "Alarm",
    "ArticleIndexPage",
    "ArticlePage",
    "Assembly",
    "Attempt",
    "CallToAction",
    "Contribution",
    "Correction",
    "DossierEntry",
    "DossierPage",
    "FooterLink",
    "FormField",
    "FormPage",
    "Heartbeat",
    "IssueEntry",
    "Kind",
    "LegalLink",
    "MagazinePage",
    "NavigationLink",
    "Person",
    "Publication",
    "PublicationEvent",
    "PublicationFacet",
    "Reference",
    "RelatedContent",
    "SiteSettings",
    "SocialLink",
    "StaleKey",
    "StandardPage",
    "Tally",
    "Topic",
    "Withdrawal",
]
