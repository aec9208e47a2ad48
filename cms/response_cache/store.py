"""The memory of one process: answers by what was asked, bounded in bytes, dropped by their keys."""

import threading
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import NamedTuple

from cms.response_cache.answers import Answer

LARGEST = 8
"""The part of the memory, one in so many, that a single answer may take."""


LANDED = threading.Event()
LANDED.set()


class Key(NamedTuple):
    """What tells one question from another. `query` is sorted."""

    is_secure: bool
    host: str
    path: str
    query: str


@dataclass(slots=True)
class Flight:
    """An answer that is being made. `answer` is there when it is `done`, if there is one."""

    done: threading.Event = field(default_factory=threading.Event)
    answer: Answer | None = None
    purged: set[str] = field(default_factory=set)
    is_void: bool = False


class Store:
    """Any thread may call it at any time. `size` and `limit` are bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._lock = threading.Lock()
        self._answers: OrderedDict[Key, Answer] = OrderedDict()
        self._with_key: dict[str, set[Key]] = {}
        self._flights: dict[Key, Flight] = {}

    def get(self, key: Key) -> Answer | None:
        """Fresh or not: the caller knows what it may do with an old one."""
        with self._lock:
            answer = self._answers.get(key)
            if answer is not None:
                self._answers.move_to_end(key)
            return answer

    def board(self, key: Key, now: float) -> tuple[Flight, bool]:
        """The flight that brings this answer, and whether the caller has to bring it: `land`."""
        with self._lock:
            flight = self._flights.get(key)
            if flight is not None:
                return flight, False
            answer = self._answers.get(key)
            if answer is not None and answer.is_fresh(now):
                # It has landed since the caller looked.
                return Flight(LANDED, answer), False
            flight = self._flights[key] = Flight()
            return flight, True

    def land(self, key: Key, flight: Flight, answer: Answer | None) -> None:
        """Gives the answer to all who wait for it. It is kept, unless something that it is made of
        has changed since it was asked for: it may have been read before the change."""
        with self._lock:
            del self._flights[key]
            if answer and not flight.is_void and flight.purged.isdisjoint(answer.keys):
                self._keep(key, answer)
        flight.answer = answer
        flight.done.set()

    def purge(self, keys: Collection[str]) -> None:
        """Drops every answer that carries one of these keys."""
        with self._lock:
            for flight in self._flights.values():
                flight.purged.update(keys)
            for name in keys:
                for key in tuple(self._with_key.get(name, ())):
                    self._drop(key)

    def clear(self) -> None:
        with self._lock:
            for flight in self._flights.values():
                flight.is_void = True
            self._answers.clear()
            self._with_key.clear()
            self.size = 0

    def _keep(self, key: Key, answer: Answer) -> None:
        self._drop(key)
        if _weight(key, answer) > self.limit // LARGEST:
            return
        self._answers[key] = answer
        self.size += _weight(key, answer)
        for name in answer.keys:
            self._with_key.setdefault(name, set()).add(key)
        while self.size > self.limit:
            self._drop(next(iter(self._answers)))

    def _drop(self, key: Key) -> None:
        answer = self._answers.pop(key, None)
        if answer is None:
            return
        self.size -= _weight(key, answer)
        for name in answer.keys:
            holders = self._with_key[name]
            holders.discard(key)
            if not holders:
                del self._with_key[name]


def _weight(key: Key, answer: Answer) -> int:
    return answer.size + len(key.path) + len(key.query)
