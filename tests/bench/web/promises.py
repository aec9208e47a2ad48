"""What docs/operations.md promises of the reader's pages, held against the figures of one run."""

from collections.abc import Iterator, Mapping

from tests.bench.api.load import Figures
from tests.bench.api.promises import CONSTANT, KEPT, LARGE, Promise
from tests.bench.web.targets import LISTS

STOCK_ARTICLE_MS = 11.7
STOCK_INDEX_MS = 56.7
"""CPU of one request to Wagtail 8.0.1 as its manual has it: an article, an index of 20 cards."""
INDEX = 0.1
WORKERS_MB = 300
SEARCH_MS = 60
"""Within which 95 in a hundred searches of one client are answered."""


def kept(
    by_size: Mapping[int, Mapping[str, Figures]], memory: Mapping[str, float]
) -> Iterator[Promise]:
    for size, found in by_size.items():
        yield from _of_one(f"{size:,} articles", found)
    smallest, largest = min(by_size), max(by_size)
    if smallest != largest:
        for name in LISTS:
            ratio = by_size[largest][name].p50_ms / by_size[smallest][name].p50_ms
            yield Promise(f"median of {name}, {largest:,} to {smallest:,}", ratio, LARGE, "x")
    yield Promise("memory of two workers that keep pages", memory["cached"], WORKERS_MB, "MB")


def _of_one(size: str, found: Mapping[str, Figures]) -> Iterator[Promise]:
    article = found["an article"].cpu_ms / STOCK_ARTICLE_MS
    yield Promise(f"{size}, an article, beside stock's", article, 1.0, "x")
    for name in LISTS:
        ratio = found[name].cpu_ms / STOCK_INDEX_MS
        yield Promise(f"{size}, {name}, beside stock's index", ratio, INDEX, "x")
    for name, figures in found.items():
        if name.startswith("one client"):
            yield Promise(f"{size}, {name}, p95", figures.p95_ms, SEARCH_MS, "ms")
        if name.endswith((": kept", ": 304")):
            ratio = figures.cpu_ms / found[CONSTANT].cpu_ms
            yield Promise(f"{size}, {name}, beside the constant", ratio, KEPT, "x")
