"""What this process has read a moment ago, for what every page asks again: its site, what is
printed around it, what stands above it.

    read → kept for a second at most → given to all who ask
    a change that this process makes, or hears of (`cms.response_cache.watching`) → `forget`

Whoever forgets before dropping the answers that were made of it leaves nothing old behind: what is
read while others forget is not kept.
"""

import threading
from collections.abc import Callable, Hashable
from time import monotonic
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")

FOR_S = 1.0
"""Processes that hear of nothing agree within that."""
MOST = 500

_lock = threading.Lock()
_kept: dict[Hashable, tuple[float, Any]] = {}
_times_forgotten = 0


def recent(name: Hashable, read: Callable[[], T]) -> T:
    """What `read` gives, or gave a moment ago under this name: nobody may change it. Inside a
    transaction it is read: what stands there may never come true."""
    if connection.in_atomic_block:
        return read()
    now = monotonic()
    until, kept = _kept.get(name, (0.0, None))
    if now < until:
        value: T = kept
        return value
    before = _times_forgotten
    value = read()
    with _lock:
        if before == _times_forgotten:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[name] = (now + FOR_S, value)
    return value


def forget() -> None:
    """From now on all is read anew; after a change that is not committed yet, then as well."""
    _forget()
    if connection.in_atomic_block:
        transaction.on_commit(_forget)


def _forget() -> None:
    global _times_forgotten
    with _lock:
        _times_forgotten += 1
        _kept.clear()
