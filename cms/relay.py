"""Numbers the outbox after commit, so that a reader who has seen number n never sees a smaller one
appear afterwards, and forgets what is older than a mirror may be."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from cms import bulk
from cms.models.publication import PublicationEvent

BATCH = 5_000
KEPT = timedelta(days=90)


def number_events() -> int:
    """Gives the next numbers to committed events; how many got one. Safe to run twice at once:
    the second waits for the first one's rows, then finds them numbered."""
    with transaction.atomic():
        waiting = PublicationEvent.objects.filter(number=None).order_by("pk")
        events = list(waiting.select_for_update()[:BATCH])
        last = PublicationEvent.objects.aggregate(last=Max("number"))["last"] or 0
        for number, event in enumerate(events, start=last + 1):
            event.number = number
        bulk.update(events, ["number"])
    return len(events)


def forget_events() -> int:
    """Deletes numbered events older than `KEPT`; how many. The newest stays: it holds the count."""
    last = PublicationEvent.objects.aggregate(last=Max("number"))["last"] or 0
    old = PublicationEvent.objects.filter(at__lt=timezone.now() - KEPT, number__lt=last)
    deleted, _by_model = old.delete()
    return deleted
