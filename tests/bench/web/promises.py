"""What docs/operations.md promises of the reader's pages, held against the figures of one run."""

from collections.abc import Iterator, Mapping

from tests.bench.api.load import Figures
from tests.bench.api.promises import CONSTANT, KEPT, LARGE, Promise
from tests.bench.web.targets import LISTS, STOCK_ARTICLE, STOCK_INDEX

STOCK_ARTICLE_MS = 11.7
STOCK_INDEX_MS = 56.7
"""CPU of one request to Wagtail 8.0.1 as its manual has it, measured once on a machine that took
0.30 ms for the constant: an article, an index of 20 cards. Each run measures both again."""
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
    for told, article_ms, index_ms in (
        ("stock's", STOCK_ARTICLE_MS, STOCK_INDEX_MS),
        ("stock's of this run", found[STOCK_ARTICLE].cpu_ms, found[STOCK_INDEX].cpu_ms),
    ):
        ratio = found["an article"].cpu_ms / article_ms
        yield Promise(f"{size}, an article, beside {told}", ratio, 1.0, "x")
        for name in LISTS:
            ratio = found[name].cpu_ms / index_ms
            yield Promise(f"{size}, {name}, beside {told} index", ratio, INDEX, "x")
    for name, figures in found.items():
        if name.startswith("one client"):
            yield Promise(f"{size}, {name}, p95", figures.p95_ms, SEARCH_MS, "ms")
        if name.endswith((": kept", ": 304")):
            ratio = figures.cpu_ms / found[CONSTANT].cpu_ms
            yield Promise(f"{size}, {name}, beside the constant", ratio, KEPT, "x")
