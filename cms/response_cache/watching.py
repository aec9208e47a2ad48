"""Drops what has changed from the memory of this process: every second, outside requests."""

import logging
import os
import threading
import time

from django.db import InterfaceError, OperationalError, connection

from cms import recent
from cms.api.caching import with_groups
from cms.response_cache.changes import Changes, LostError
from cms.response_cache.store import Store

logger = logging.getLogger(__name__)

PACE_S = 1.0

AWAY = (OperationalError, InterfaceError)


class Watcher:
    """Begins with the first request of a process, so that neither a command, nor the worker, nor
    the parent of gunicorn has its thread and its connection.

    `is_away`: the database does not answer. What is kept stays then, and what has changed meanwhile
    is dropped when it is back.
    """

    def __init__(self, store: Store) -> None:
        self.is_away = False
        self._store = store
        self._changes: Changes | None = None
        self._pid = 0
        self._begins = threading.Lock()

    def watches(self) -> bool:
        """Whether what is kept can be relied on: not before the first look at what happens."""
        if self._pid != os.getpid():
            self._begin()
        return self._changes is not None

    def _begin(self) -> None:
        with self._begins:
            if self._pid != os.getpid():
                self._pid = os.getpid()
                threading.Thread(target=self._run, name="watcher", daemon=True).start()

    def _run(self) -> None:
        while True:
            began = time.monotonic()
            self.look()
            time.sleep(max(0.0, PACE_S - (time.monotonic() - began)))

    def look(self) -> None:
        """Once. Whatever happens, what is kept afterwards can be relied on."""
        try:
            self._drop_what_has_changed()
        except AWAY as error:
            if not self.is_away:
                logger.warning("What has changed cannot be read (%s)", type(error).__name__)
            self.is_away = True
            connection.close()
            return
        except Exception:
            logger.exception("What has changed cannot be told: nothing is kept")
            self._changes = None
            recent.forget()
            self._store.clear()
            connection.close()
            return
        if self.is_away:
            logger.warning("What has changed can be read again")
        self.is_away = False

    def _drop_what_has_changed(self) -> None:
        try:
            keys = self._changes.stale_keys() if self._changes else None
        except LostError as error:
            logger.info("All answers are dropped: %s", error)
            keys = None
        if keys is None:
            # First the place in what happens, then nothing from before it.
            self._changes = Changes()
            recent.forget()
            self._store.clear()
        elif keys:
            # First, or an answer would be made anew of what is old.
            recent.forget()
            self._store.purge(with_groups(keys))
