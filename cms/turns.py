"""Work that one process does at a time, of all processes on all machines."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

SPACE = 0x6B71
"""The first half of the keys of these advisory locks: any number that nothing else here uses."""


@contextmanager
def alone(name: str) -> Iterator[bool]:
    """Whether nobody else is at `name`; nobody else is until the block ends. A process that dies
    gives way with its connection. On SQLite always: one machine, and its writers take turns."""
    if connection.vendor != "postgresql":
        yield True
        return
    key = [SPACE, zlib.crc32(name.encode()) & 0x7FFFFFFF]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", key)
        mine = bool(cursor.fetchone()[0])
    try:
        yield mine
    finally:
        if mine:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", key)
