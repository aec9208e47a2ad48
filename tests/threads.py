"""Several at the same moment, as several processes against one database are."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def in_threads(works: Iterable[Callable[[], object]], wait_s: float = 60) -> None:
    """Each to its end, in a thread with a connection of its own. Raises what the first that failed
    has raised, TimeoutError after `wait_s` seconds."""
    works = list(works)
    with ThreadPoolExecutor(len(works)) as threads:
        for end in [threads.submit(with_own_connection, work) for work in works]:
            end.result(wait_s)


def with_own_connection(work: Callable[[], object]) -> None:
    """In a thread: what is opened to the database is closed."""
    try:
        work()
    finally:
        connection.close()
