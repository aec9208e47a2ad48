"""What reaches the counter from models that are not ours. The work is in `cms.publications`."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from uuid import UUID

from django.contrib.contenttypes.models import ContentType
from django.db import Error, transaction
from django.db.models import Q
from wagtail.models import (
    Collection,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
    Site,
)

from cms import previews, publications, schedules, uses
from cms.api.caching import facet_key
from cms.faces import is_published
from cms.models.call_to_action import CallToAction
from cms.models.operations import Attempt, Heartbeat, StaleKey, beat
from cms.models.publication import Action, Publication
from media_library.models import Audio, Document, Image, RemoteMedia, Video
from media_library.video_facts import uuid_of
from media_library.video_url import recognise


def refresh_image(uuid: UUID, **kwargs: Any) -> None:
    StaleKey.objects.tell(facet_key("image", uuid))
    publications.refresh_quoting("image", [uuid])
    image = Image.objects.filter(uuid=uuid).first()
    if image:
        refresh_without(image)
        publications.refresh_quoting("media", _played(Q(poster=image), Q(poster=image)))


def refresh_without(image: Image) -> None:
    """A poster that may not be shown leaves no facet behind, and may be shown again one day."""
    for model, pks in uses.holders(image).items():
        if is_published(model):
            type_id = ContentType.objects.get_for_model(model).pk
            rows = Publication.objects.filter(content_type_id=type_id, object_id__in=pks)
            quoting = rows.filter(facets__facet="image", facets__target_id=image.uuid)
            publications.refresh(model, pks - set(quoting.values_list("object_id", flat=True)))


def refresh_media(uuid: UUID, **kwargs: Any) -> None:
    publications.refresh_quoting("media", [uuid])


@transaction.atomic
def refresh_document(instance: Document, **kwargs: Any) -> None:
    publications.refresh_quoting("document", [instance.uuid])


def refresh_moved(instance: Page, raw: bool = False, **kwargs: Any) -> None:
    """A move saves the base `Page`, in a transaction of its own; so may any script."""
    if not raw and not instance.is_root():
        publications.refresh_tree(instance)


@transaction.atomic
def refresh_linking(
    instance: Page, url_path_before: str, url_path_after: str, **kwargs: Any
) -> None:
    """A move gives descendants their addresses after that save: links to them are read anew."""
    if url_path_before != url_path_after:
        publications.refresh_tree(instance)
        inside = Page.objects.filter(path__startswith=instance.path)
        uuids = inside.values_list("translation_key", flat=True)
        publications.refresh_quoting("content", uuids)


def withdraw_page(instance: Page, **kwargs: Any) -> None:
    publications.withdraw_many([instance], action=Action.DELETE)
    # A dossier that was not public has no row whose withdrawal would reach who asks for it.
    publications.refresh_quoting("asked", [instance.translation_key])


def refresh_call_to_action(instance: CallToAction, **kwargs: Any) -> None:
    publications.refresh_quoting("cta", [instance.uuid])


def refresh_restricted(instance: PageViewRestriction, **kwargs: Any) -> None:
    page = Page.objects.filter(pk=instance.page_id).first()
    if page:
        publications.refresh_tree(page)


def refresh_collection(instance: CollectionViewRestriction, **kwargs: Any) -> None:
    refresh_media_of(instance.collection)


def refresh_media_of(collection: Collection) -> None:
    """Pictures and recordings of a closed collection, or of one inside it, leave every card."""
    inside = Q(collection__path__startswith=collection.path)
    # Nothing names a poster while it is hidden: its video does, for the day it is not any more.
    shown = Q(poster__collection__path__startswith=collection.path)
    # At once for all of them, whatever kinds of contents the first of them finds.
    publications.take_turn([Page])
    images = list(Image.objects.filter(inside).values_list("uuid", flat=True))
    StaleKey.objects.tell(*(facet_key("image", uuid) for uuid in images))
    publications.refresh_quoting("image", images)
    documents = Document.objects.filter(inside).values_list("uuid", flat=True)
    publications.refresh_quoting("document", documents)
    publications.refresh_quoting("media", _played(shown, inside | shown))


def _played(elsewhere: Q, ours: Q) -> Iterator[UUID]:
    """As pages name them: videos elsewhere, and recordings of ours, by their addresses."""
    yield from RemoteMedia.objects.filter(elsewhere).values_list("uuid", flat=True)
    for model in (Video, Audio):
        found = (recognise(each.address) for each in model.objects.filter(ours))
        yield from (uuid_of(video) for video in found if video)


def revoke_previews(instance: Page, **kwargs: Any) -> None:
    """A draft that was shown around ends with the publication, and with the withdrawal."""
    previews.revoke(instance)


def refresh_site(instance: Site, **kwargs: Any) -> None:
    """Another root gives every page another address."""
    StaleKey.objects.tell("site", "home")
    for page in Page.objects.filter(depth=2):
        publications.refresh_tree(page)


def tell_site(**kwargs: Any) -> None:
    """Of what is printed around every page, and has no row of the counter."""
    StaleKey.objects.tell("site")


def tell_redirects(**kwargs: Any) -> None:
    StaleKey.objects.tell("redirects")


def count_attempt(task: dict[str, Any], **kwargs: Any) -> None:
    """Before each task that a row of the queue holds, in the process that runs it."""
    if task.get("ack_id"):
        with suppress(Error):
            Attempt.objects.begin(task["ack_id"])


def beat_tasks(**kwargs: Any) -> None:
    """After each task, in the process that ran it. The task's own end does not depend on it."""
    with suppress(Error):
        beat(Heartbeat.TASKS)


def schedule_tasks(using: str, **kwargs: Any) -> None:
    schedules.ensure(using, "cms.tasks.publish_scheduled", "cms: publish what is scheduled", 1)
    schedules.ensure(using, "cms.tasks.number_events", "cms: number the events", 1)
    schedules.ensure(using, "cms.tasks.copy_pages", "cms: copy the newest pages", 1)
    schedules.ensure(using, "cms.tasks.forget_events", "cms: forget old events", schedules.DAY)
    schedules.ensure(
        using, "cms.tasks.forget_unplayed", "cms: forget unplayed videos", schedules.DAY
    )
    schedules.ensure(using, "cms.tasks.forget_previews", "cms: forget previews", schedules.HOUR)
    # Here, as the media library stands below the schedules.
    func, name = (
        "media_library.tasks.drop_ended_renditions",
        "pictures: delete what may not be shown",
    )
    schedules.ensure(using, func, name, schedules.HOUR)
    schedules.ensure(using, "media_library.tasks.ask_due", "media library: ask hosts again", 15)
