"""What a request to the APIs costs, as newsrooms grow; prints tables, then what is promised.

    make bench-api                          all of it, about an hour on two quiet cores
    SIZES=1000 ROUNDS=1 make bench-api      a quick one

Two sync workers of gunicorn with the settings of production, asked by `wrk` through 16 connections;
beside them a bare Django that answers a constant or reads one stored row. Every address in turn,
`ROUNDS` times; medians. The processor time is that of the workers and of PostgreSQL's backends,
over the requests served: unlike the rate, other work on the machine hardly changes it.

SIZES: counts of articles; ten times as many feed items. SECONDS: of one measure. DATABASE_URL: the
server, on which a database of the bench's own is made and dropped.
"""

import os
import sys
import time
from collections import defaultdict
from collections.abc import Mapping
from tempfile import TemporaryDirectory

from tests.bench.api import promises, servers
from tests.bench.api.load import Figures, load
from tests.bench.api.targets import Target, targets
from tests.bench.feeds.house import Database

SIZES = [int(size) for size in os.environ.get("SIZES", "1000,20000,100000").split(",")]
ROUNDS = int(os.environ.get("ROUNDS", "3"))
HEAD = (
    "| request | CPU ms | requests/s | p50 ms | p95 ms | p99 ms | SQL | bytes |\n|---|" + "--:|" * 7
)


def say(text: str) -> None:
    print(text, flush=True)


def measure(house: servers.House, size: int) -> dict[str, Figures]:
    """Medians of the rounds by name of a target."""
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
    return medians


def report(
    size: int,
    asked: list[Target],
    medians: Mapping[str, Figures],
    queries: Mapping[str, int],
    memory: Mapping[str, float],
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


def main() -> int:
    began = time.perf_counter()
    by_size = {}
    with Database() as database, TemporaryDirectory() as folder:
        house = servers.House(database.url, folder)
        for size in SIZES:
            by_size[size] = measure(house, size)
    say("")
    missed = 0
    for promise in promises.kept(by_size):
        missed += not promise.is_kept
        say(str(promise))
    took = (time.perf_counter() - began) / 60
    say(f"\n{took:.0f} min in all; {missed} missed" if missed else f"\n{took:.0f} min; all is kept")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
