"""What a single document may cost: seconds, and memory above what the process had before."""

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime

from feeds.errors import FeedError
from feeds.reading import read
from feeds.sandbox import Sandbox
from feeds.types import Fetched, Validators
from tests.bench.feeds.documents import RSS_HEAD
from tests.bench.feeds.measure import Watch, rss_mb, tree

MB = 2**20


def documents() -> Iterator[tuple[str, bytes]]:
    """Each as large as a document may be, 10 MB, or as bad as it can be made."""
    head, foot = RSS_HEAD.encode(), b"</channel></rss>"
    item = b"<item><guid>%d</guid><title>Titre</title><description>%s</description></item>"
    yield "60,000 entries", head + b"".join(item % (n, b"mot " * 25) for n in range(60_000)) + foot
    long = b"&lt;p&gt;" + b"un mot puis un autre " * 900 + b"&lt;/p&gt;"
    yield "500 entries of 20 KB", head + b"".join(item % (n, long) for n in range(500)) + foot
    yield "one entry of 10 MB", head + item % (1, b"mot " * (2 * MB + MB // 4)) + foot
    deep = b"&lt;div&gt;" * 400_000
    yield "400,000 open tags", head + item % (1, deep) + foot
    nested = b"<a>" * 1_000_000
    yield "1,000,000 nested elements", head + nested + foot
    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    yield (
        "entities within entities",
        f'<!DOCTYPE rss [<!ENTITY e0 "mot">{entities}]>'.encode()
        + head
        + item % (1, b"&e11;")
        + foot,
    )


def cost(sandbox: Sandbox, body: bytes) -> tuple[str, float, float]:
    """How it ended, seconds, and megabytes above the readers' size before."""
    fetched = Fetched("http://source.example/f", 200, {}, body[: 10 * MB], Validators())
    before = sum(rss_mb(process.pid) for process in tree([os.getpid()]))
    began = time.perf_counter()
    with Watch([os.getpid()]) as watch:
        try:
            outcome = f"{len(sandbox.run(read, fetched, datetime.now(UTC)).items)} items"
        except FeedError as error:
            outcome = error.name
    seconds = time.perf_counter() - began
    return outcome, seconds, max(0.0, watch.usage.peak_mb - before)
