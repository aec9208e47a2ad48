"""The run of a bench of requests: newsrooms of several sizes, every address in turn, the tables,
and what is promised."""

import os
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.api import servers
from tests.bench.api.load import Figures, load
from tests.bench.api.promises import Promise
from tests.bench.api.targets import Target
from tests.bench.feeds.house import Database

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000,100000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
HEAD = (
    "| request | CPU ms | requests/s | p50 ms | p95 ms | p99 ms | SQL | bytes |\n|---|" + "--:|" * 7
)

Facts = Mapping[str, Any]
Memory = dict[str, float]
Targets = Callable[[Facts], list[Target]]
Promises = Callable[[Mapping[int, Mapping[str, Figures]], Memory], Iterable[Promise]]


def say(text: str) -> None:
    print(text, flush=True)


def measured(targets: Targets, promises: Promises) -> int:
    """The code to exit with: 1 where a promise is missed."""
    began = time.perf_counter()
    by_size, memory = {}, Memory()
    with Database() as database, TemporaryDirectory() as folder:
        house = servers.House(database.url, folder)
        for size in SIZES:
            by_size[size], memory = measure(house, size, targets)
    say("")
    missed = 0
    for promise in promises(by_size, memory):
        missed += not promise.is_kept
        say(str(promise))
    took = (time.perf_counter() - began) / 60
    say(f"\n{took:.0f} min in all; {missed} missed" if missed else f"\n{took:.0f} min; all is kept")
    return 1 if missed else 0


def measure(house: servers.House, size: int, targets: Targets) -> tuple[dict[str, Figures], Memory]:
    """Medians of the rounds by name of a target, and the memory of each server in MB."""
    facts = house.seed(size)
    asked = targets(facts)
    found: dict[str, list[Figures]] = defaultdict(list)
    with house.running() as running:
        for _ in range(ROUNDS):
            for target in asked:
                found[target.name].append(load(running[target.server], target, house.backends))
        memory = {name: server.memory_mb() for name, server in running.items()}
    medians = {name: Figures.median(rounds) for name, rounds in found.items()}
    report(size, asked, medians, facts["queries"], memory)
    return medians, memory


def report(
    size: int,
    asked: list[Target],
    medians: Mapping[str, Figures],
    queries: Mapping[str, int],
    memory: Memory,
) -> None:
    say(f"\n{size:,} articles, {10 * size:,} feed items\n\n{HEAD}")
    for target in asked:
        figures = medians[target.name]
        sql = queries.get(target.address, 0) if target.server == "uncached" else 0
        say(
            f"| {target.name} | {figures.cpu_ms:.2f} | {figures.rate:,.0f} | {figures.p50_ms:.1f} "
            f"| {figures.p95_ms:.1f} | {figures.p99_ms:.1f} | {sql} | {figures.size:,} |"
        )
    told = ", ".join(f"{name} {mb:.0f} MB" for name, mb in memory.items())
    say(f"\nMemory of a server's processes, shared pages counted once: {told}")
