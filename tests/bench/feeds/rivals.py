"""The other reader, driven from here in an environment of its own (var/bench-venv)."""

import json
import subprocess
import sys
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.bench.feeds.house import ROOT, Server
from tests.bench.feeds.measure import Round, Watch

VENV = ROOT / "var" / "bench-venv"
PACKAGES = ("reader==3.26.*", "sgmllib3k")


def install() -> None:
    """Once: what the rival needs, never in our own environment."""
    stamp = VENV / "installed"
    if stamp.exists():
        return
    venv.create(VENV, with_pip=True, clear=True)
    pip = [str(VENV / "bin" / "python"), "-m", "pip", "install", "--quiet"]
    subprocess.run([*pip, "--disable-pip-version-check", *PACKAGES], check=True)
    stamp.touch()


class Rival:
    def __init__(self, process: subprocess.Popen[str], workers: int, limit_s: float) -> None:
        self._process, self._workers, self._limit_s = process, workers, limit_s

    def _order(self, **order: Any) -> dict[str, Any]:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer

    def add(self, server: Server, sources: int) -> None:
        self._order(do="add", addresses=[server.address(n) for n in range(sources)])

    def visit(self, *, new: bool) -> Round:
        """A round, of feeds that are `new` or of those visited before, at most `limit_s` long:
        the rate is what counts."""
        with Watch([self._process.pid]) as watch:
            did = self._order(do="update", workers=self._workers, seconds=self._limit_s, new=new)
        if did["failed"]:
            sys.exit(f"{did['failed']} visits of the other reader failed: the bench is wrong.")
        return Round(did["sources"], did["items"], did["seconds"], watch.usage)


@contextmanager
def rival(workers: int, limit_s: float) -> Iterator[Rival]:
    script = Path(__file__).with_name("rival.py")
    with tempfile.TemporaryDirectory(dir=ROOT / "var") as folder:
        command = [str(VENV / "bin" / "python"), str(script), f"{folder}/reader.sqlite"]
        pipe = subprocess.PIPE
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
            try:
                yield Rival(process, workers, limit_s)
            finally:
                process.kill()
