"""What happens around models and migrations. The work is elsewhere."""

from typing import Any

from django.db.models import Model, Q, QuerySet

from cms import publications, schedules
from cms.models import Action, Person, Withdrawal
from feeds.models import FeedItem, Source
from media_library.models import Image


def withdraw_source(instance: Source, origin: object, **kwargs: Any) -> None:
    """Its items at once, in one statement, before the cascade takes their rows."""
    Source.objects.filter(pk__in=_leaving(instance, origin)).hold()
    publications.withdraw_facet("source", instance.uuid, Action.DELETE)
    FeedItem.objects.filter(source=instance).forget_withdrawals()
    publications.withdraw_many([instance], action=Action.DELETE)


def hold_sources_of_person(instance: Person, origin: object, **kwargs: Any) -> None:
    Source.objects.filter(person__in=_leaving(instance, origin)).hold()


def hold_sources_of_image(instance: Image, origin: object, **kwargs: Any) -> None:
    """Of what wears it as its logo, or as the picture of an item."""
    images = _leaving(instance, origin)
    pictured = FeedItem.objects.filter(image__in=images).order_by().values("source")
    Source.objects.filter(Q(logo__in=images) | Q(pk__in=pictured)).hold()


def _leaving(instance: Model, origin: object) -> list[Any] | QuerySet[Any]:
    """All that are deleted with this one, to be held together before the first of them goes; none
    for those that follow it."""
    if not (isinstance(origin, QuerySet) and origin.model is type(instance)):
        return [instance.pk]
    if vars(origin).setdefault("led_by", instance) is not instance:
        return []
    return origin.order_by()


def withdraw_item(instance: FeedItem, origin: Any, **kwargs: Any) -> None:
    """One item alone: those that go with their source, or by the thousand, were withdrawn so."""
    if isinstance(origin, FeedItem):
        publications.withdraw_many([instance], action=Action.DELETE)
        Withdrawal.objects.filter(uuid=instance.uuid).delete()


def schedule_visits(using: str, **kwargs: Any) -> None:
    """Every minute, once, whatever is migrated again; a changed schedule is left as it is."""
    schedules.ensure(using, "feeds.tasks.refresh_due", "feeds: visit due sources", 1)
    schedules.ensure(using, "feeds.tasks.refresh_suspects", "feeds: visit suspects alone", 1)
    schedules.ensure(using, "feeds.tasks.end_embargoes", "feeds: end embargoes", 1)
    schedules.ensure(using, "feeds.tasks.look_for_missing", "feeds: look for missing items", 15)
    schedules.ensure(using, "feeds.tasks.read_deliveries", "feeds: read what hubs delivered", 1)
    schedules.ensure(using, "feeds.tasks.tend_subscriptions", "feeds: ask hubs (WebSub)", 1)
    # Half a minute after the visits, with which it shares the places for long tasks.
    schedules.ensure(using, "feeds.tasks.take_pictures", "feeds: take pictures", 1, after_s=30)
    schedules.ensure(
        using, "feeds.tasks.sweep_pictures", "feeds: forget unused pictures", schedules.DAY
    )
    schedules.ensure(using, "feeds.tasks.watch_silence", "feeds: watch for silence", 5)
    schedules.ensure(
        using, "feeds.tasks.send_digest", "feeds: digest of silent sources", schedules.DAY
    )
    schedules.ensure(using, "feeds.tasks.purge_items", "feeds: purge items", schedules.DAY)
