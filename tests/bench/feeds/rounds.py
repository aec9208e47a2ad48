"""The rounds that both readers run, in the same order, at the same server."""

import time
from collections.abc import Iterator
from dataclasses import dataclass

from tests.bench.feeds import ours
from tests.bench.feeds.house import Server, ask, loopback
from tests.bench.feeds.measure import Round
from tests.bench.feeds.ours import Kiosque
from tests.bench.feeds.rivals import Rival


@dataclass(frozen=True, slots=True)
class Kind:
    """`name` in the table, and what the server does meanwhile."""

    name: str
    latency_ms: int = 0
    validators: int = 1
    version: int = 0

    def prepare(self, server: Server) -> None:
        server.control(latency_ms=self.latency_ms, validators=self.validators, version=self.version)


COLD = Kind("cold")
KINDS = (
    COLD,
    Kind("unchanged, 304"),
    Kind("unchanged, no validators", validators=0),
    Kind("one new entry each", version=1),
)


def slow(kind: Kind, latency_ms: int) -> Kind:
    return Kind(kind.name, latency_ms, kind.validators, kind.version)


Seen = Iterator[tuple[Kind, Round]]


def of_kiosque(server: Server, kiosque: Kiosque, sources: int, latency_ms: int) -> Seen:
    ours.begin(server, sources)
    for kind in (slow(kind, latency_ms) for kind in KINDS):
        kind.prepare(server)
        if kind.name != COLD.name:
            ours.make_due()
        yield kind, kiosque.visit()


def of_rival(server: Server, rival: Rival, sources: int, latency_ms: int) -> Seen:
    rival.add(server, sources)
    for kind in (slow(kind, latency_ms) for kind in KINDS):
        kind.prepare(server)
        yield kind, rival.visit(new=kind.name == COLD.name)


def alone(server: Server, seconds: float) -> float:
    """Answers a second of the server alone, to one client that does nothing else."""
    ends_at = time.perf_counter() + seconds
    count = 0
    while time.perf_counter() < ends_at:
        n = count % 200
        ask(loopback(n), server.port, f"/{n}/feed")
        count += 1
    return count / seconds
