"""One measure: `wrk` against one address, and the processor time that it costs."""

import os
import statistics
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.bench.api.servers import HOST, Running
from tests.bench.api.spending import Spending
from tests.bench.api.targets import Target

SECONDS = int(os.environ.get("SECONDS", "6"))
WARM_UP_S = 2
SCRIPT = Path(__file__).with_name("report.lua")


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one address: `size` is that of an answer with its head, in bytes."""

    cpu_ms: float
    rate: float
    p50_ms: float
    p95_ms: float
    p99_ms: float
    size: int

    @classmethod
    def median(cls, rounds: Sequence[Self]) -> Self:
        names = cls.__dataclass_fields__
        middle = {name: statistics.median(getattr(r, name) for r in rounds) for name in names}
        return cls(**{**middle, "size": int(middle["size"])})


def load(server: Running, target: Target) -> Figures:
    """Ends the bench where the answer is another one than it has to be."""
    url = f"http://127.0.0.1:{server.port}{target.address}"
    headers = {"Host": HOST, "X-Forwarded-Proto": "https", **target.headers}
    _check(url, headers, target)
    _wrk(url, headers, WARM_UP_S, target.clients)
    with Spending(lambda: [server.pid, *server.house.backends()]) as spending:
        requests, micros, size, errors, p50, p95, p99 = _wrk(url, headers, SECONDS, target.clients)
    if not requests:
        sys.exit(f"{target.name}: no answer within {SECONDS} s from {url}")
    if errors:
        sys.exit(f"{target.name}: {errors} answers of {requests} are errors")
    return Figures(
        cpu_ms=spending.cpu_s * 1_000 / requests,
        rate=requests * 1e6 / micros,
        p50_ms=p50 / 1_000,
        p95_ms=p95 / 1_000,
        p99_ms=p99 / 1_000,
        size=size // requests,
    )


def _check(url: str, headers: dict[str, str], target: Target) -> None:
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - of this machine
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    if status != target.status:
        sys.exit(f"{target.name}: {status} and not {target.status} from {url}")


def _wrk(url: str, headers: dict[str, str], seconds: int, clients: int) -> list[int]:
    """Requests, microseconds, bytes, errors, and the percentiles in microseconds."""
    command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "30s"]
    command += ["-s", str(SCRIPT)]
    for name, value in headers.items():
        command += ["-H", f"{name}: {value}"]
    try:
        told = subprocess.run([*command, url], capture_output=True, text=True, check=True)
    except FileNotFoundError:
        sys.exit("wrk is missing: apt install wrk")
    return list(map(int, told.stdout.rpartition("FIGURES ")[2].split()))
