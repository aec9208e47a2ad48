"""examples/frontend itself: built once, run beside the newsroom of a test."""

import fcntl
import os
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cms.workers import until

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "examples/frontend"
BUILT = "examples/frontend/dist/server/entry.mjs"
NODE = 20


def node_is_there() -> bool:
    if not shutil.which("npm") or not shutil.which("node"):
        return False
    told = subprocess.run(["node", "--version"], capture_output=True, text=True, check=True).stdout
    return int(told.removeprefix("v").partition(".")[0]) >= NODE


def build() -> None:
    """As `make frontend` does, where a source is newer. One process at a time."""
    if not node_is_there():
        pytest.skip(f"The example frontend is not tested: Node {NODE} with npm is missing.")
    (ROOT / "var").mkdir(exist_ok=True)
    with (ROOT / "var/frontend.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        subprocess.run(["make", "--silent", BUILT], cwd=ROOT, check=True)


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


@contextmanager
def served(kiosque: str, secret: str, port: int) -> Iterator[str]:
    """The address of the frontend of a newsroom."""
    variables = {
        "PATH": os.environ["PATH"],
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "KIOSQUE_URL": kiosque,
        "KIOSQUE_WEBHOOK_SECRET": secret,
    }
    process = subprocess.Popen(["node", ROOT / BUILT], cwd=FOLDER, env=variables)
    try:
        until(lambda: _answers(port), "an answer of the frontend", 30)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _answers(port: int) -> bool:
    with socket.socket() as asked:
        return asked.connect_ex(("127.0.0.1", port)) == 0
