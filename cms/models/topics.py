import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Self

from django.db import models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.search import index

from cms import publications
from cms.details import TopicDetails
from cms.faces import Face, Facet
from cms.fields import editable, for_editors
from cms.models.publication import SORTED, Kind
from cms.panels import SlugPanel
from cms.schemas import Card, Details, Document, Seo, TopicRef
from cms.slugs import ascii_slug


class NamedContent(index.Indexed, models.Model):
    """A snippet with a public page at a fixed address: it is public as long as it exists.

    Saving or deleting it rewrites, in the same transaction, every row that repeats its name.
    """

    kind: Kind
    details_schema: type[Details]
    route: str

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(auto_now=True, editable=False)

    class Meta:
        abstract = True

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        publications.refresh(type(self), [self.pk])

    def get_absolute_url(self) -> str:
        return self.path

    @property
    def path(self) -> str:
        return reverse(self.route, args=[self.slug])

    @classmethod
    def face_queryset(cls) -> models.QuerySet[Any]:
        return cls._default_manager.all()

    @classmethod
    def faces(cls, contents: Sequence[Self]) -> list[Face | None]:
        return [content.face() for content in contents]

    def face(self) -> Face:
        raise TypeError(f"{type(self).__name__} says nothing of its public face")

    def named_face(
        self, card: Card, description: str, facets: Iterable[Facet] = (), **details: Any
    ) -> Face:
        return Face(
            content=self,
            uuid=self.uuid,
            kind=self.kind,
            path=card.url,
            published_at=self.created_at,
            updated_at=self.updated_at,
            listed=False,
            card=card,
            document=Document(
                card=card,
                seo=Seo(title=card.title, description=description),
                details=self.details_schema(**details),
            ),
            search_body=description,
            facets=frozenset(facets),
            sort_title=ascii_slug(self.sort_key)[:SORTED],
        )

    @property
    def sort_key(self) -> str:
        """Under which it stands in an alphabetical list."""
        return str(self)


class Topic(NamedContent):
    """What contents are about. A section is a topic of the site's main menu."""

    kind = Kind.TOPIC
    details_schema = TopicDetails
    route = "cms:topic"

    name = models.CharField(_("name"), max_length=100, unique=True)
    aliases = models.CharField(
        _("other names"),
        max_length=500,
        blank=True,
        help_text=_("Separated by commas: readers who search one of them find this topic."),
    )
    description = models.TextField(_("description"), blank=True)
    is_section = models.BooleanField(
        _("is a section"), default=False, help_text=_("Sections stand in the site's menu.")
    )

    panels = [
        FieldPanel("name"),
        SlugPanel(),
        FieldPanel("aliases"),
        FieldPanel("is_section"),
        FieldPanel("description"),
    ]
    search_fields = [
        index.SearchField("name", boost=4),
        index.SearchField("aliases", boost=2),
        index.SearchField("description"),
        index.AutocompleteField("name"),
        index.AutocompleteField("aliases"),
        index.FilterField("is_section"),
    ]
    api_fields = [
        APIField("uuid"),
        *editable("name", "slug"),
        APIField("alias_names"),
        *editable("description", "is_section"),
        *for_editors("aliases"),
    ]

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def alias_names(self) -> list[str]:
        return [name.strip() for name in self.aliases.split(",") if name.strip()]

    def ref(self) -> TopicRef:
        return TopicRef(
            uuid=self.uuid,
            slug=self.slug,
            name=self.name,
            url=self.path,
            is_section=self.is_section,
        )

    def face(self) -> Face:
        card = Card(
            id=self.uuid,
            kind=self.kind,
            url=self.path,
            title=self.name,
            standfirst=self.description,
            published_at=self.created_at,
            updated_at=self.updated_at,
            flags=["section"] if self.is_section else [],
        )
        face = self.named_face(card, self.description, aliases=self.alias_names)
        return replace(face, search_body=f"{self.aliases}\n{self.description}".strip())
