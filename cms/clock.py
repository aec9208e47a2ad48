"""The one-second clock: what is due is asked for at once, where django-q2's schedules look every
half minute. It does no long work itself: it asks this machine's pool for errands (cms/cluster.py).

Any number of machines have one; what they ask for twice is settled by leases and locks where it is
done.
"""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from cms import cluster, health, relay
from cms.models.operations import Heartbeat, beat

logger = logging.getLogger(__name__)

TICK_S = 1.0
RETRY_S = 60.0
STANDING_S = 30.0
"""Rows that have waited for longer, while nobody takes any: the cluster is to be looked at."""

AWAY = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Errand:
    """A task without arguments that is asked for while `is_due()`: every `pace_s` seconds at most,
    so that one that cannot end what is due does not keep the pool busy.

    `is_due` is asked every second on every machine: a query on an index.
    """

    func: str
    is_due: Callable[[], bool]
    pace_s: float = TICK_S


ERRANDS: dict[str, Errand] = {}


def register(errand: Errand) -> None:
    ERRANDS[errand.func] = errand


class Clock:
    """`tick()` every second, whatever happens to the database."""

    def __init__(self) -> None:
        self._not_before: dict[str, float] = {}
        self._is_away = False

    def run(self) -> None:
        """Until the process is ended."""
        while True:
            begun = time.monotonic()
            self.tick()
            cluster.note(cluster.CLOCK)
            time.sleep(max(0.0, TICK_S - (time.monotonic() - begun)))

    def tick(self) -> None:
        """One round. A database that is away is told once and tried again at the next."""
        try:
            self._round()
        except AWAY as error:
            if not self._is_away:
                logger.warning("The clock has no database (%s): waiting", type(error).__name__)
            self._is_away = True
            connection.close()
            return
        if self._is_away:
            logger.warning("The clock has its database again")
        self._is_away = False

    def _round(self) -> None:
        beat(Heartbeat.CLOCK)
        cluster.note_backlog(waits=health.oldest_wait(timezone.now()) > STANDING_S)
        self._see_to("events", TICK_S, relay.number_events)
        for errand in ERRANDS.values():
            self._see_to(errand.func, errand.pace_s, partial(_ask_for, errand))

    def _see_to(self, name: str, pace_s: float, act: Callable[[], int]) -> None:
        """One that fails stops neither the others nor the clock, and does not fill the log."""
        now = time.monotonic()
        if now < self._not_before.get(name, now):
            return
        try:
            # A little less than a round: two of them are never exactly a second apart.
            self._not_before[name] = now + pace_s - TICK_S / 2 if act() else now
        except AWAY:
            raise
        except Exception:
            logger.exception("The clock cannot see to %s: again in a minute", name)
            self._not_before[name] = now + RETRY_S


def _ask_for(errand: Errand) -> bool:
    is_due = errand.is_due()
    if is_due:
        cluster.want(errand.func)
    return is_due
