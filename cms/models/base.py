from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar, Self
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.api import APIField
from wagtail.models import COMMENTS_RELATION_NAME, Page, PageViewRestriction
from wagtail.search import index
from wagtail.utils.decorators import cached_classmethod
from wagtail_headless_preview.models import HeadlessPreviewMixin
from wagtail_headless_preview.settings import headless_preview_settings

from cms import previews, publications, videos
from cms.blocks.media import NO_ALT_OF_PAGE
from cms.bodies import ShownBlock
from cms.faces import Face, Facet, quoted
from cms.fields import for_editors
from cms.models.publication import LISTED_KINDS, Kind
from cms.public_rows import PublicRow, row_at
from cms.public_tree import PublicTree
from cms.recent import recent
from cms.schemas import BlockSchema, Card, CorrectionSchema, Details, Document, Seo
from cms.slugs import ascii_slug
from cms.typography import correct
from media_library import remote
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema
from media_library.video_facts import uuid_of
from media_library.video_url import recognise

FIXED_ADDRESSES = frozenset(
    {
        *("recherche", "personnes", "themes", "dossiers", "sources", "flux", "lecteur"),
        *("rectificatifs", "ma-liste", "hors-ligne"),
        *("admin", "api", "documents", "static", "media"),
    }
)
"""First path segments that the site itself answers: no page may take them."""

RESERVED = _("The site itself answers at this address: choose another slug.")

UNFIT_BODY = _("The body is not ready to be published: look at its blocks in the editor.")

UNDATED = datetime(1970, 1, 1, tzinfo=UTC)
"""Date of a live page that was never given one, as a script may write: it comes last."""

BOOKKEEPING = frozenset(
    {
        COMMENTS_RELATION_NAME,
        "latest_revision",
        "latest_revision_created_at",
        "draft_title",
        "has_unpublished_changes",
        "locked",
        "locked_at",
        "locked_by",
        "numchild",
    }
)
"""Fields whose change no reader can see: saving them alone leaves the counter alone."""


class AddressForm(WagtailAdminPageForm):
    """Asks the page about its slug while the editor can still mend it: a page that is being made
    does not know its parent, the form does."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        reserved = cleaned.get("slug") in FIXED_ADDRESSES
        if reserved and not self.instance.path and self.parent_page.is_site_root():
            self.add_error("slug", RESERVED)
        if not self.is_deferred_validation:
            self._ask_for_words(cleaned)
            self._ask_body()
        return cleaned

    def _ask_for_words(self, cleaned: dict[str, Any]) -> None:
        """A draft may wait for them; what is published may not."""
        # An API may send one of the two alone, or none.
        image = cleaned.get("image", self.instance.image)
        words = cleaned.get("image_alt", self.instance.image_alt)
        if image and not (words.strip() or image.alt.strip()):
            self.add_error("image_alt" if "image_alt" in self.fields else None, NO_ALT_OF_PAGE)

    def _ask_body(self) -> None:
        """A body that an API does not send is published as well as one that it sends."""
        body = getattr(self.instance, "body", None)
        if body and "body" not in self.fields:
            try:
                body.stream_block.clean(body)
            except ValidationError:
                self.add_error(None, UNFIT_BODY)


class BasePage(HeadlessPreviewMixin, Page):
    """What every page has in common: an image, a display date, a public face kept by the counter.

    A page type says its `kind` and its `details_schema`, and widens `face_card`, `face_body`,
    `face_details`, `face_facets`, `face_text` and `face_changes_at`. All of them read the database
    row, never a draft.
    """

    base_form_class = AddressForm
    kind: ClassVar[Kind] = Kind.PAGE
    details_schema: ClassVar[type[Details]] = Details
    face_prefetch: ClassVar[Sequence[str]] = ()
    public_row: PublicRow | None = None
    """Of a page that was found through the counter (`cms.public_pages`)."""

    # Wagtail's own fields, said for the type checker: it does not follow Wagtail.
    slug: str
    title: str
    first_published_at: datetime | None
    last_published_at: datetime | None

    image = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("main image"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    image_alt = models.CharField(
        _("alternative text here"),
        max_length=250,
        blank=True,
        help_text=_("What the image shows on this page. Empty: the image's own text."),
    )
    withdrawal_reason = models.TextField(
        _("public reason if withdrawn"),
        blank=True,
        help_text=_("If this page is unpublished, its address shows this sentence (410)."),
    )

    image_panels = [
        MultiFieldPanel([FieldPanel("image"), FieldPanel("image_alt")], heading=_("Main image"))
    ]
    image_api_fields = for_editors("image", "image_alt")
    settings_panels = [*Page.settings_panels, FieldPanel("withdrawal_reason")]

    @cached_classmethod
    def get_edit_handler(cls) -> Any:  # noqa: N805 - a class
        """Wagtail's panels, whose form class is made once, not at each opening of a page."""
        handler = super().get_edit_handler()
        handler.get_form_class = cache(handler.get_form_class)
        return handler

    search_fields = [*Page.search_fields, index.FilterField("translation_key")]
    search_auto_update = False  # cms.admin_search does it, and not for each draft
    api_fields = [
        *map(APIField, ("uuid", "kind", "card")),
        *for_editors("withdrawal_reason", "go_live_at", "expire_at"),
    ]
    stored_api_fields: ClassVar[Mapping[str, str]] = {
        "uuid": "card.id",
        "kind": "card.kind",
        "card": "card",
        "image": "card.image",
        "seo": "seo",
    }
    """What `/api/v2/` gives of the stored document, and where it stands there."""

    class Meta:
        abstract = True

    # --- addresses

    @property
    def uuid(self) -> UUID:
        """The public id. A unique uuid field of our own would break alias pages."""
        return self.translation_key

    def _set_core_field_defaults(self) -> None:
        """Wagtail's hook for a missing slug, overridden for `ascii_slug`."""
        parent_is_known = bool(self.path or getattr(self, "_cached_parent_obj", None))
        if not self.slug and parent_is_known and (slug := ascii_slug(self.title)):
            self.slug = self._get_autogenerated_slug(slug)
        super()._set_core_field_defaults()

    def clean(self) -> None:
        super().clean()
        parent = self.get_parent() if self.path else None
        if parent is not None and parent.is_site_root() and self.slug in FIXED_ADDRESSES:
            raise ValidationError({"slug": RESERVED})

    # --- the counter

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Inline children are committed by `super().save()`, so the face is built after it."""
        fields = kwargs.get("update_fields")
        if fields is not None and BOOKKEEPING.issuperset(fields):
            super().save(*args, **kwargs)
            # A draft's too: what its hosts say is there when it is published.
            remote.want(videos.addresses_of(self))
            return
        if self.live and not self.first_published_at and fields is None:
            self.first_published_at = self.last_published_at = timezone.now()
        before = Page.objects.filter(pk=self.pk).values_list("url_path", flat=True).first()
        super().save(*args, **kwargs)
        if before is not None and before != self.url_path:
            publications.refresh_tree(self)
        else:
            publications.refresh(type(self), [self.pk])
        # After the turn at the counter: two that save the same new address wait for one thing only.
        remote.want(videos.addresses_of(self))

    @classmethod
    def face_queryset(cls) -> models.QuerySet[Any]:
        queryset = cls._default_manager.select_related("image__collection", "locale")
        return queryset.prefetch_related("image__renditions", *cls.face_prefetch)

    @classmethod
    def faces(cls, pages: Sequence[Self]) -> list[Face | None]:
        tree = PublicTree.load()
        return [page.face(tree) for page in pages]

    def face(self, tree: PublicTree) -> Face | None:
        """What readers may see of this page; None when they may see nothing."""
        path = tree.path_of(self)
        return None if path is None else self.face_at(path)

    def draft_face(self) -> Face:
        """What readers would see of this page, were it published as it stands in memory."""
        root = PublicTree.load().root_url_path
        return self.face_at("/" + self.url_path.removeprefix(root))

    def face_at(self, path: str) -> Face:
        """Its face at an address, whether readers may see it there or not."""
        card = self.face_card(path)
        body = self.face_body()
        document = Document(
            card=card,
            seo=self.face_seo(path),
            body=body,
            details=self.details_shape(),
            corrections=self.face_corrections(),
        )
        return Face(
            content=self,
            uuid=self.uuid,
            kind=self.kind,
            path=path,
            published_at=card.published_at,
            updated_at=card.updated_at,
            listed=self.kind in LISTED_KINDS and self.alias_of_id is None,
            card=card,
            document=document,
            search_body=self.face_text(),
            facets=frozenset({*quoted(document), *self.face_facets(card), *self._followed()}),
            refresh_at=self.face_changes_at(),
            locale=self.locale.language_code,
        )

    def _followed(self) -> Iterable[Facet]:
        """What the document may not name, yet has to follow."""
        if self.image:
            # Also while its collection is restricted, so that it comes back when that is lifted.
            yield "image", self.image.uuid
        for address in videos.addresses_of(self):
            # Also while a recording of ours may not be shown.
            if video := recognise(address):
                yield "media", uuid_of(video)
        if self.alias_of:
            # Whose address is the canonical one.
            yield "content", self.alias_of.translation_key

    def face_card(self, path: str) -> Card:
        return Card(
            id=self.uuid,
            kind=self.kind,
            url=path,
            title=correct(self.title),
            published_at=self.display_date,
            updated_at=self.last_published_at or self.display_date,
            image=self.image_shape(),
        )

    def face_seo(self, path: str) -> Seo:
        return Seo(
            title=correct(self.seo_title or self.title),
            description=correct(self.search_description),
            canonical=self.original_path,
            noindex=self.alias_of_id is not None,
        )

    def face_body(self) -> list[BlockSchema]:
        return []

    def details_shape(self) -> Details:
        return self.details_schema(**self.face_details())

    def face_details(self) -> dict[str, Any]:
        """Values of `details_schema`, those that have no default."""
        return {}

    def face_corrections(self) -> list[CorrectionSchema]:
        """The newest first."""
        return []

    def face_facets(self, card: Card) -> Iterable[Facet]:
        return ()

    def face_text(self) -> str:
        """Plain text that the reader's search looks into, besides the title."""
        return ""

    def face_changes_at(self) -> datetime | None:
        """The next moment at which readers find it otherwise, without anybody's doing."""
        return None

    @property
    def display_date(self) -> Any:
        """When readers are told it was published: aware datetime. Never the present moment: the
        counter would differ from one second to the next."""
        return self.first_published_at or self.latest_revision_created_at or UNDATED

    def image_shape(self) -> ImageSchema | None:
        return image_shape(self.image, alt=self.image_alt)

    @property
    def card(self) -> dict[str, Any]:
        """The card as every list shows it, built from this instance: also for a draft's preview."""
        return self.face_card(self.get_url() or "").model_dump(mode="json")

    @property
    def original_path(self) -> str:
        """Of an alias, where its original stands; empty while nobody may see that there."""
        original = self.alias_of
        return "" if original is None else PublicTree.load().path_of(original) or ""

    # --- front doors

    @cached_property
    def ancestors(self) -> list[Page]:
        """From the root on, for the way here (`includes/breadcrumb.html`): those of a moment ago,
        which pages share."""
        above = self.path[: -self.steplen]
        return recent(("ancestors", above), lambda: list(self.get_ancestors()))

    def get_view_restrictions(self) -> models.QuerySet[PageViewRestriction]:
        """None of what is public. An alias has those of its original, wherever that stands."""
        if self.public_row is not None and self.alias_of_id is None:
            return PageViewRestriction.objects.none()
        found: models.QuerySet[PageViewRestriction] = super().get_view_restrictions()
        return found

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context(request, *args, **kwargs), **self._shown(request)}

    def _shown(self, request: HttpRequest) -> dict[str, Any]:
        """`card`, `details`, `corrections` and `blocks` as stored, in one query and as at every
        door. A draft's, and those of a page which only some may read, stand in no table:
        `is_public` says whether these do."""
        is_preview = getattr(request, "is_preview", False)
        row = None if is_preview else self.public_row or row_at("uuid", self.uuid)
        if row is not None:
            return {
                "card": row.card,
                "details": row.document["details"],
                "corrections": row.document.get("corrections", []),
                "blocks": self.shown_blocks(row),
                "is_public": True,
            }
        return {
            "card": self.card,
            "details": self.details_shape().model_dump(mode="json"),
            "corrections": [each.model_dump(mode="json") for each in self.face_corrections()],
            "blocks": self.shown_blocks(),
            "is_public": False,
        }

    def shown_blocks(self, row: PublicRow | None = None) -> list[ShownBlock]:
        """The body, as its row has it or as it stands in memory."""
        return []

    def serve_preview(self, request: HttpRequest, mode_name: str) -> Any:
        """Our own template, or the frontend's page when the installation names one."""
        if not headless_preview_settings.CLIENT_URLS:
            previews.as_if_published(self)
            return Page.serve_preview(self, request, mode_name)
        token = previews.issue(self, request.user.pk)
        response = redirect(self.get_preview_url(request, token))
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "no-referrer"
        return response
