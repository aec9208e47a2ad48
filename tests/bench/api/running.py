"""The run of a bench of requests: newsrooms of several sizes, every address in turn, the tables,
and what is promised."""

import os
import re
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.api import servers
from tests.bench.api.load import Figures, load
from tests.bench.api.promises import Promise
from tests.bench.api.targets import Target
from tests.bench.feeds.house import Database

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000,100000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
ONLY = re.compile(os.environ.get("ONLY", ""))
HEAD = (
    "| request | CPU ms | requests/s | p50 ms | p95 ms | p99 ms | SQL | bytes |\n|---|" + "--:|" * 7
)

Facts = Mapping[str, Any]
Memory = Mapping[str, float]
Targets = Callable[[Facts], list[Target]]
Promises = Callable[[Mapping[int, Mapping[str, Figures]], Memory], Iterable[Promise]]


def say(text: str) -> None:
    print(text, flush=True)


def measured(targets: Targets, promises: Promises) -> int:
    """The code to exit with: 1 where a promise is missed."""
    began = time.perf_counter()
    with ExitStack() as stack:
        newsrooms = seeded(stack)
        asked = {
            size: [target for target in targets(each.facts) if ONLY.search(target.name)]
            for size, each in newsrooms.items()
        }
        found = measure(newsrooms, asked)
        memory = {
            size: {name: server.memory_mb() for name, server in each.running.items()}
            for size, each in newsrooms.items()
        }
    for size in SIZES:
        queries = newsrooms[size].facts["queries"]
        report(size, asked[size], found[size], queries, memory[size])
    say("")
    missed = 0
    for promise in promises(found, memory[max(SIZES)]):
        missed += not promise.is_kept
        say(str(promise))
    took = (time.perf_counter() - began) / 60
    say(f"\n{took:.0f} min in all; {missed} missed" if missed else f"\n{took:.0f} min; all is kept")
    return 1 if missed else 0


@dataclass(frozen=True, slots=True)
class Newsroom:
    facts: Facts
    running: Mapping[str, servers.Running]


def seeded(stack: ExitStack) -> dict[int, Newsroom]:
    """One of each size, grown from a copy of the one before; a stock site serves beside all."""
    folder = stack.enter_context(TemporaryDirectory())
    aside = servers.House(stack.enter_context(Database("_stock")).url, folder)
    aside.seed_stock()
    houses: dict[int, tuple[servers.House, Facts]] = {}
    before = None
    for size in sorted(SIZES):
        before = stack.enter_context(Database(f"_{size}", copied=before))
        house = servers.House(before.url, folder)
        houses[size] = house, house.seed(size)
    beside = _started(stack, aside, servers.STOCK)
    return {
        size: Newsroom(facts, {**beside, **_started(stack, house, servers.OURS)})
        for size, (house, facts) in houses.items()
    }


def _started(
    stack: ExitStack, house: servers.House, applications: Mapping[str, str]
) -> dict[str, servers.Running]:
    return {
        name: stack.enter_context(house.running(name, application))
        for name, application in applications.items()
    }


def measure(
    newsrooms: Mapping[int, Newsroom], asked: Mapping[int, list[Target]]
) -> dict[int, dict[str, Figures]]:
    """Medians of the rounds by size and name of a target. An address is asked of all sizes in turn,
    so that a machine which grows slower does so for all; the stock site has one size."""
    found: dict[int, dict[str, list[Figures]]] = {size: defaultdict(list) for size in newsrooms}
    for number in range(ROUNDS):
        say(f"Round {number + 1} of {ROUNDS}, {time.strftime('%H:%M')}")
        for alike in zip(*asked.values(), strict=True):
            for size, target in zip(asked, alike, strict=True):
                if target.server == "stock" and size != min(asked):
                    found[size][target.name].append(found[min(asked)][target.name][-1])
                else:
                    server = newsrooms[size].running[target.server]
                    found[size][target.name].append(load(server, target))
    return {
        size: {name: Figures.median(rounds) for name, rounds in by_name.items()}
        for size, by_name in found.items()
    }


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
