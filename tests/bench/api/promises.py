"""What docs/api.md promises of speed, held against the figures of one run."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.bench.api.load import Figures
from tests.bench.api.targets import STOCK_LIST

CPU_MS = {"/contents, 20 cards": 1.3, "/contents/{uuid}": 1.1, "/home": 4.0}
KEPT = 1.6
LAST_PAGE = 1.1
LARGE = 1.2
V2 = 0.2
"""Of what stock Wagtail's list costs. It has a thousand articles: ours is held against it with as
many."""
CONSTANT = "a constant, bare Django"


@dataclass(frozen=True, slots=True)
class Promise:
    name: str
    measured: float
    promised: float
    unit: str

    @property
    def is_kept(self) -> bool:
        return self.measured <= self.promised

    def __str__(self) -> str:
        verdict = "kept" if self.is_kept else "MISSED"
        return f"{self.name}: {self.measured:.2f} {self.unit} (at most {self.promised}): {verdict}"


def kept(by_size: Mapping[int, Mapping[str, Figures]]) -> Iterator[Promise]:
    """Costs and ratios at each size, then what the largest newsroom costs beside the smallest."""
    for size, found in by_size.items():
        yield from _of_one(f"{size:,} articles", found)
    smallest, largest = min(by_size), max(by_size)
    listed = by_size[smallest]["v2 list, all fields"].cpu_ms / by_size[smallest][STOCK_LIST].cpu_ms
    yield Promise(f"{smallest:,} articles, v2 list, beside stock's", listed, V2, "x")
    if smallest == largest:
        return
    for name in CPU_MS:
        ratio = by_size[largest][name].p50_ms / by_size[smallest][name].p50_ms
        yield Promise(f"median of {name}, {largest:,} to {smallest:,}", ratio, LARGE, "x")


def _of_one(size: str, found: Mapping[str, Figures]) -> Iterator[Promise]:
    for name, most in CPU_MS.items():
        yield Promise(f"{size}, {name}", found[name].cpu_ms, most, "CPU ms")
    constant = found[CONSTANT].cpu_ms
    for name, figures in found.items():
        if name.endswith((": kept", ": 304")):
            ratio = figures.cpu_ms / constant
            yield Promise(f"{size}, {name}, beside the constant", ratio, KEPT, "x")
    first, last = found["/contents, 20 articles"], found["/contents, the last 20 articles"]
    yield Promise(f"{size}, last page to first", last.cpu_ms / first.cpu_ms, LAST_PAGE, "x")
