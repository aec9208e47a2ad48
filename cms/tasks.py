"""django-q2 entry points. Their dotted names stand in schedules: a contract."""

from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from django_q.models import Failure, OrmQ

from cms import cdn, copies, previews, publications, relay, turns, unplayed
from cms.models import Attempt, StaleKey

FAILURES_KEPT = timedelta(days=90)


def number_events() -> None:
    """Every minute: all that waits, batch by batch."""
    while relay.number_events():
        pass


def forget_events() -> None:
    """Every day: also what failed so long ago that nobody asks any more, and attempts at rows that
    somebody took out of the queue."""
    relay.forget_events()
    StaleKey.objects.forget()
    Failure.objects.filter(stopped__lt=timezone.now() - FAILURES_KEPT).delete()
    Attempt.objects.exclude(row__in=OrmQ.objects.values("pk")).delete()


def publish_scheduled() -> None:
    """What is to appear appears, what has expired leaves; nothing while another process, on
    whatever machine, is at it."""
    with turns.alone("publish_scheduled") as mine:
        if mine:
            call_command("publish_scheduled")


def refresh_publications() -> int:
    """Rows whose moment to change has come (`refresh_at`) are written anew; how many."""
    return publications.refresh_due(timezone.now())


def forget_unplayed() -> int:
    """Every day: what hosts said of videos that nothing public plays any more; how many."""
    return unplayed.forget()


def forget_previews() -> int:
    """Every hour: drafts whose token has ended; how many."""
    return previews.forget()


def purge_cdn() -> int:
    """Addresses that have changed are forgotten by what stands in front of the site; how many.
    Nothing while another process is at it."""
    with turns.alone("purge_cdn") as mine:
        return cdn.purge() if mine else 0


def copy_pages() -> int:
    """Every minute: pages that answer while the database does not, where they have changed; how
    many. Nothing while another process is at it."""
    with turns.alone("copy_pages") as mine:
        return copies.write() if mine else 0
