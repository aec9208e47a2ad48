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


def latest_number() -> int:
    """That of the newest event that has one; 0 before the first."""
    return PublicationEvent.objects.aggregate(last=Max("number"))["last"] or 0


def number_events() -> int:
    """Gives the next numbers to committed events; how many got one. Safe to run twice at once:
    the second waits for the first one's rows, then finds them numbered."""
    with transaction.atomic():
        waiting = PublicationEvent.objects.filter(number=None).order_by("pk")
        events = list(waiting.select_for_update()[:BATCH])
        if events:
            for number, event in enumerate(events, start=latest_number() + 1):
                event.number = number
            bulk.update(events, ["number"])
    return len(events)


def forget_events() -> int:
    """Deletes numbered events older than `KEPT`; how many. What stays has no gap between its
    numbers, which do not follow the moments exactly; the newest stays: it holds the count."""
    kept = PublicationEvent.objects.filter(at__gte=timezone.now() - KEPT, number__isnull=False)
    first = kept.order_by("number").values_list("number", flat=True).first()
    old = PublicationEvent.objects.filter(number__lt=first or latest_number())
    return old._raw_delete(old.db)  # nothing refers to events: none has to be read first
