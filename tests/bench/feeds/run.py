"""The stages of the bench, in a process that is set up as production."""

import os
import statistics
import sys
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product

import django

django.setup()

# Django is set up before its models are imported.
from django.conf import settings  # noqa: E402 - Django is set up before
from django.core.management import call_command  # noqa: E402 - Django is set up before

from feeds import sandbox, under_way  # noqa: E402 - Django is set up before
from tests.bench.feeds import hostile, lag, ours, pile, rivals, rounds  # noqa: E402 - Django is set up before
from tests.bench.feeds.house import Server  # noqa: E402 - Django is set up before
from tests.bench.feeds.measure import Round  # noqa: E402 - Django is set up before
from tests.bench.feeds.ours import PROCESSES, Kiosque  # noqa: E402 - Django is set up before
from tests.bench.feeds.rounds import Kind  # noqa: E402 - Django is set up before

SIZES = [int(size) for size in os.environ.get("SOURCES", "200,5000").split(",")]
LIMIT_S = float(os.environ.get("LIMIT_S", "15"))
PILE = int(os.environ.get("PILE", "1000000" if "SOURCES" not in os.environ else "0"))
LATENCIES_MS = (0, 200)
RIVAL_WORKERS = (1, 10)
BATCHES = 60
FETCHES = int(os.environ.get("FETCHES", "10000" if "SOURCES" not in os.environ else "0"))
UNCHANGED_ROUNDS = 4
"""Rounds that find nothing new, after each that does."""


def say(text: str = "") -> None:
    print(text, flush=True)


def about_the_run(server: Server) -> None:
    load = " ".join(f"{value:.1f}" for value in os.getloadavg())
    readers, quick = settings.FEEDS_PARSE_PROCESSES, under_way.QUICK
    bears, delay_s = settings.OUTBOUND_HOST_CONNECTIONS, settings.OUTBOUND_HOST_DELAY
    say(f"{os.cpu_count()} cores, load {load}. {PROCESSES} processes visit, {quick} quick visits")
    say(f"at a time in each, beside {readers} that read. Each source is a host of 127.0.0.0/8 that")
    say(f"bears {bears} connections and a start every {delay_s} s. The server alone:")
    say(f"{rounds.alone(server, 2.0):.0f} answers a second to one client.")


class Table:
    """Prints rounds as they end and keeps their rates."""

    def __init__(self) -> None:
        self.rates: dict[tuple[str, int, int, str], float] = {}
        say(
            f"\n{'who':<10}{'of':>6}{'ms':>5}  {'round':<26}{'sources/s':>10}{'items/s':>9}"
            f"{'CPU ms':>8}{'PG ms':>7}{'MB':>6}{'one MB':>8}"
        )

    def add(self, who: str, sources: int, kind: Kind, did: Round) -> None:
        self.rates[who, sources, kind.latency_ms, kind.name] = did.rate
        each = 1000 / max(1, did.sources)
        cpu_ms, database_ms = did.usage.cpu_s * each, did.database_cpu_s * each
        say(
            f"{who:<10}{sources:>6}{kind.latency_ms:>5}  {kind.name:<26}{did.rate:>10.1f}"
            f"{did.items / did.seconds:>9.0f}{cpu_ms:>8.1f}{database_ms:>7.1f}"
            f"{did.usage.peak_mb:>6.0f}{did.usage.largest_mb:>8.0f}"
        )


def run_rounds(server: Server, table: Table) -> None:
    memory: dict[int, list[float]] = defaultdict(list)
    asked_before = server.control()
    with ours.kiosque() as kiosque:
        warm_up(server, kiosque)
        for sources, latency_ms in product(SIZES, LATENCIES_MS):
            for who, kind, did in side_by_side(server, kiosque, sources, latency_ms):
                table.add(who, sources, kind, did)
                for pid in kiosque.pids:
                    memory[pid].extend(did.usage.rss_mb.get(pid, []))
        say_memory(memory, server.control() - asked_before)


def side_by_side(
    server: Server, kiosque: Kiosque, sources: int, latency_ms: int
) -> Iterator[tuple[str, Kind, Round]]:
    """Each round of all three in turn: what else the machine does, it does to all of them."""
    # The other reader is slow enough at a large size without latency.
    workers = RIVAL_WORKERS if latency_ms == 0 or sources == min(SIZES) else ()
    with ExitStack() as stack:
        runs = [("kiosque", rounds.of_kiosque(server, kiosque, sources, latency_ms))]
        for count in workers:
            rival = stack.enter_context(rivals.rival(count, LIMIT_S))
            rounds_of_it = rounds.of_rival(server, rival, sources, latency_ms)
            runs.append((f"reader {count}", rounds_of_it))
        for _ in rounds.KINDS:
            for who, run in runs:
                yield (who, *next(run))


def warm_up(server: Server, kiosque: Kiosque) -> None:
    """A worker lives for days: its readers have started long before a round."""
    ours.begin(server, 20)
    kiosque.visit()


def say_memory(memory: dict[int, list[float]], fetches: int) -> None:
    say(f"\nmemory of the processes that visit, over {fetches} fetches in the same processes:")
    for samples in memory.values():
        quarter = max(1, len(samples) // 4)
        say(
            f"  second quarter {statistics.mean(samples[quarter : 2 * quarter]):.0f} MB,"
            f" last {statistics.mean(samples[-quarter:]):.0f} MB, most {max(samples):.0f} MB"
        )


def say_ratios(table: Table) -> None:
    say("\nsources/s, to the better of reader's two at 0 ms, and at 200 ms to ours at 0 ms:")
    for sources in SIZES:
        for kind in rounds.KINDS:
            best = max(table.rates[f"reader {w}", sources, 0, kind.name] for w in RIVAL_WORKERS)
            mine = table.rates["kiosque", sources, 0, kind.name]
            slowed = table.rates["kiosque", sources, LATENCIES_MS[-1], kind.name]
            say(f"  {sources:>5} {kind.name:<26}{mine / best:>6.2f} ×{slowed / mine:>8.2f}")


def run_memory(server: Server, fetches: int) -> None:
    """The same processes, visit after visit: one in five finds a new entry."""
    sources = 200
    memory: dict[int, list[float]] = defaultdict(list)
    rounds.COLD.prepare(server)
    ours.begin(server, sources)
    asked_before = server.control()
    with ours.kiosque() as kiosque:
        for number in range(fetches // sources):
            server.control(version=number // (UNCHANGED_ROUNDS + 1))
            ours.make_due()
            did = kiosque.visit()
            for pid in kiosque.pids:
                memory[pid].extend(did.usage.rss_mb[pid])
    say_memory(memory, server.control() - asked_before)


def run_hanging(server: Server) -> None:
    """A tenth of the sources never answers: what the others pay."""
    sources = min(SIZES)
    rates = []
    with ours.kiosque() as kiosque:
        warm_up(server, kiosque)
        for hang in (0, 10):
            rounds.COLD.prepare(server)
            ours.begin(server, sources)
            server.control(hang=hang)
            rates.append(kiosque.healthy_rate(sources - (sources // hang if hang else 0)))
    server.control(hang=0)
    without, beside = rates
    say(f"\na tenth of {sources} sources hang: the healthy ones are visited at")
    say(f"{without:.1f} a second without, {beside:.1f} beside them ({without / beside:.2f} ×)")


def run_lag(server: Server, table: Table) -> None:
    sources = max(SIZES)
    ours.begin(server, sources)
    named = {kind.name: table.rates["kiosque", sources, 0, kind.name] for kind in rounds.KINDS}
    costs = lag.Costs(
        unchanged_s=ours.PROCESSES / named["unchanged, 304"],
        changed_s=ours.PROCESSES / named["one new entry each"],
    )
    lags = lag.simulate(ours.PROCESSES, costs)
    say(
        f"\nlag, {sources} sources every 15 minutes, {len(lags)} visits in simulated time: "
        f"p95 {lag.p95(lags):.1f} s, most {max(lags):.1f} s"
    )


def run_hostile() -> None:
    say("\none document, read apart: how it ends, seconds, MB more than before")
    with sandbox.Sandbox(1) as readers:
        hostile.cost(readers, b"<rss/>")
        for name, body in hostile.documents():
            outcome, seconds, grown_mb = hostile.cost(readers, body)
            say(f"  {name:<28}{outcome:<14}{seconds:>6.1f} s{grown_mb:>7.0f} MB")


def run_pile(server: Server, items: int) -> None:
    say("\nstoring as items pile up:")
    ours.begin(server, 0)
    pile.seed_sources()
    means, busy = [], []
    for round_number, count in enumerate((10_000, items), start=1):
        pile.seed(count)
        pile.store_all(pile.batches(10, 10 + round_number))
        seconds, cpu_s = pile.store_all(pile.batches(BATCHES, round_number))
        means.append(statistics.mean(seconds))
        busy.append(cpu_s / BATCHES)
        say(
            f"{pile.ITEMS_A_BATCH} items among {count}: mean {1000 * means[-1]:.1f} ms, median"
            f" {1000 * statistics.median(seconds):.1f} ms, processors {1000 * busy[-1]:.1f} ms"
        )
    say(f"  {means[1] / means[0]:.2f} × as long, {busy[1] / busy[0]:.2f} × the processor time")


def main() -> None:
    server = Server(int(sys.argv[1]))
    rivals.install()
    call_command("migrate", verbosity=0)
    about_the_run(server)
    table = Table()
    run_rounds(server, table)
    say_ratios(table)
    run_hanging(server)
    run_lag(server, table)
    run_hostile()
    if FETCHES:
        run_memory(server, FETCHES)
    if PILE:
        run_pile(server, PILE)
