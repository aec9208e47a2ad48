"""Programs start together and stop together, and nobody stays behind.

All programs of a test hold the writing end of one pipe: its end of file proves that all are gone.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Seconds after which a test gives up; none waits that long when all is well.
PATIENCE = 60

# Written at once: lines of several programs must not mix in the pipe.
UP = "import os; os.write(1, b'up\\n');"
CALM = f"{UP} import signal; signal.pause()"
# Ignores the polite signal, and so does the child that it has started.
STUBBORN = (
    "import os, signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); os.fork()\n"
    f"{UP}\nwhile True: signal.pause()"
)
# Ends by itself as soon as somebody closes the pipe that it reads from.
BRIEF = f"{UP} import sys; sys.stdin.read(); sys.exit(3)"


@contextmanager
def supervised(*programs: str, ups: int, grace: float = 30) -> Iterator[subprocess.Popen[str]]:
    """A supervisor in a process of its own, once `ups` programs have said that they run."""
    named = {f"program {n}": [sys.executable, "-c", text] for n, text in enumerate(programs)}
    script = (
        "from cms.management.supervisor import Supervisor\n"
        f"print('ended:', Supervisor({named!r}, grace={grace}).run())"
    )
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", script],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        stack.callback(process.kill)
        assert process.stdout
        assert [process.stdout.readline() for _ in range(ups)] == ["up\n"] * ups
        yield process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_everything(number: signal.Signals) -> None:
    with supervised(CALM, CALM, ups=2) as process:
        process.send_signal(number)
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended: None\n"
    assert process.returncode == 0


def test_when_one_ends_the_other_is_stopped() -> None:
    with supervised(CALM, BRIEF, ups=2) as process:
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended: program 1\n"


def test_what_does_not_stop_is_killed_with_its_children() -> None:
    with supervised(STUBBORN, CALM, ups=3, grace=0.2) as process:
        process.send_signal(signal.SIGTERM)
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended: None\n"


def test_a_second_signal_does_not_wait() -> None:
    with supervised(STUBBORN, ups=2, grace=10 * PATIENCE) as process:
        process.send_signal(signal.SIGINT)
        # The first one is handled between two looks; the second must not merge with it.
        while os.path.exists(f"/proc/{process.pid}") and process.poll() is None:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=0.2)
            except subprocess.TimeoutExpired:
                continue
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended: None\n"


def test_nobody_survives_a_killed_supervisor() -> None:
    with supervised(CALM, CALM, ups=2) as process:
        process.kill()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == ""
