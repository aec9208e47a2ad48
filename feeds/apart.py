"""What strangers sent is looked at apart: in the sandbox of this process."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import ParamSpec, TypeVar

from django.conf import settings

from feeds import reading, sandbox
from feeds.familiar import NOTHING, Familiar
from feeds.reading import Reading
from feeds.types import Fetched

P = ParamSpec("P")
R = TypeVar("R")
Reader = Callable[[Fetched, datetime, Familiar], Reading]
"""As `read`."""


def run(function: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    """`Sandbox.run`; in this process only where a setting of tests says so."""
    processes = settings.FEEDS_PARSE_PROCESSES
    if processes:
        return sandbox.of_this_process(processes).run(function, *args, **kwargs)
    return function(*args, **kwargs)


def read(fetched: Fetched, now: datetime, familiar: Familiar = NOTHING) -> Reading:
    """What a document says, but for the entries that are familiar. Raises FeedError."""
    # The headers of a real answer are a view, which cannot travel.
    return run(reading.read, replace(fetched, headers=dict(fetched.headers)), now, familiar)
