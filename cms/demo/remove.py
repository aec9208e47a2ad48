"""Takes the demo away, and nothing that somebody else made or still uses."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Model
from wagtail.models import Page, PageLogEntry

from cms import unplayed
from cms.demo.front import SETTINGS_KEY
from cms.demo.models import DemoRecord
from cms.demo.uses import user_of
from cms.models import (
    CallToAction,
    FooterLink,
    NavigationLink,
    Person,
    SiteSettings,
    SocialLink,
    Topic,
)
from feeds.models import Source, SourceGroup
from home.models import HomePage, Pin
from media_library.models import Document, Image

LINKS = (NavigationLink, FooterLink, SocialLink)
IN_ORDER = (Source, SourceGroup, CallToAction, Person, Topic, Image, Document)
"""Each before what it may refer to. Pages go before all of them."""


@dataclass(slots=True)
class Removal:
    """How many objects went, and one sentence for each that stays."""

    count: int = 0
    kept: list[str] = field(default_factory=list)

    def take(self, record: DemoRecord, reason_to_keep: Callable[[Any], str]) -> None:
        """Deletes what a record marks, unless there is a reason not to; then both stay."""
        found = record.object
        reason = reason_to_keep(found) if found is not None else ""
        if reason:
            self.kept.append(f"Kept: {found._meta.verbose_name} “{found}”, {reason}.")
            return
        if found is not None:
            _delete(found)
            self.count += 1
        record.delete()


def _delete(found: Any) -> None:
    pk = found.pk
    found.delete()
    if isinstance(found, Page):
        # A page's history outlives it: of a demo there is nothing to remember.
        PageLogEntry.objects.filter(page=pk).delete()


@transaction.atomic
def remove() -> Removal:
    """All or nothing; run again, it takes what has become free."""
    removal = Removal()
    for record in _records(*LINKS, Pin):
        removal.take(record, lambda _: "")
    for home in HomePage.objects.all():
        home.save()
    _clear_settings()
    for record in _deepest_first(_page_records()):
        removal.take(record, _why_keep_page)
    for model in IN_ORDER:
        for record in _records(model):
            removal.take(record, user_of)
    unplayed.forget()
    return removal


def _records(*models: type[Model]) -> list[DemoRecord]:
    names = [model._meta.model_name for model in models]
    return list(DemoRecord.objects.filter(content_type__model__in=names).order_by("pk"))


def _page_records() -> Iterable[DemoRecord]:
    for record in DemoRecord.objects.select_related("content_type"):
        model = record.content_type.model_class()
        if model and issubclass(model, Page):
            yield record


def _deepest_first(records: Iterable[DemoRecord]) -> list[DemoRecord]:
    """A page goes after those below it; what is left below it then is somebody else's."""
    depths = dict(Page.objects.values_list("pk", "depth"))
    return sorted(records, key=lambda record: -depths.get(int(record.object_id), 0))


def _why_keep_page(page: Page) -> str:
    below = page.get_children().first()
    if below is not None:
        return f"which has “{below.title}” below it"
    for model in LINKS:
        if model._default_manager.filter(page=page).exists():
            return "to which a menu leads"
    return ""


def _clear_settings() -> None:
    """Empties the fields that still say what the demo wrote; made by the demo, they go."""
    record = DemoRecord.objects.filter(key=SETTINGS_KEY).first()
    if record is None:
        return
    settings = record.object
    if settings is not None:
        for name, value in record.note["filled"].items():
            if getattr(settings, name) == value:
                setattr(settings, name, None if name.endswith("_id") else "")
        settings.save()
        if record.note["is_new"] and _is_blank(settings):
            settings.delete()
    record.delete()


def _is_blank(settings: SiteSettings) -> bool:
    texts = [settings.site_name, settings.tagline, settings.description]
    texts += [settings.footer_text, settings.contact_email]
    if any(texts) or settings.share_image_id or settings.magazine_id:
        return False
    return not any(model._default_manager.filter(settings=settings).exists() for model in LINKS)
