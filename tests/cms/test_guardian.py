"""Parts of a worker are started again, and nobody stays behind.

All processes of a test hold the writing end of one pipe: its end of file proves that all are gone.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Seconds after which a test gives up; none waits that long when all is well.
PATIENCE = 60

UP = "os.write(1, f'up {os.getpid()}\\n'.encode())"
CALM = f"def main():\n    {UP}\n    signal.pause()"
# As does the child that it has started.
STUBBORN = (
    "def main():\n"
    "    signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
    f"    os.fork()\n    {UP}\n"
    "    while True: signal.pause()"
)
# Its parent has been told that it is ill, once.
ILL = f"{CALM}\nailments = iter(['it is ill'])\ndef ailment(): return next(ailments, '')"
SHORT = f"def main():\n    {UP}"


@contextmanager
def guarded(part: str, grace: float = 30) -> Iterator[subprocess.Popen[str]]:
    """A guardian in a process of its own, with one part."""
    script = (
        "import os, signal\nfrom cms.management import guardian\n"
        "from cms.management.guardian import Guardian, Part\n"
        f"guardian.REBIRTH_S = 0.1\nailment = guardian.well\n{part}\n"
        f"Guardian([Part('part', main, ailment)], grace_s={grace}).run()\n"
        "print('ended')"
    )
    with ExitStack() as stack:
        process = stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True
            )
        )
        stack.callback(process.kill)
        yield process


def started(process: subprocess.Popen[str]) -> int:
    """The next process that says that it is up."""
    assert process.stdout
    return int(process.stdout.readline().split()[1])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_it(number: signal.Signals) -> None:
    with guarded(CALM) as process:
        started(process)
        process.send_signal(number)
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"
    assert process.returncode == 0


def test_row_42_a_part_that_is_killed_starts_again() -> None:
    with guarded(CALM) as process:
        first = started(process)
        os.kill(first, signal.SIGKILL)
        assert started(process) != first
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"


def test_row_42_a_part_that_is_ill_is_killed_and_starts_again() -> None:
    with guarded(ILL) as process:
        assert started(process) != started(process)
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"


def test_what_a_dead_part_has_left_is_killed() -> None:
    with guarded(STUBBORN) as process:
        first, child = started(process), started(process)
        os.kill(first, signal.SIGKILL)
        assert started(process)
        # A signal that kills is delivered when the kernel next gives the process its turn.
        end = time.monotonic() + PATIENCE
        while is_alive(child):
            assert time.monotonic() < end
            time.sleep(0.01)
        process.kill()


def is_alive(pid: int) -> bool:
    try:
        return ") Z" not in Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_row_46_a_part_that_ignores_the_signal_is_killed_with_its_children() -> None:
    with guarded(STUBBORN, grace=0.2) as process:
        started(process), started(process)
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"


def test_a_second_signal_does_not_wait() -> None:
    with guarded(STUBBORN, grace=10 * PATIENCE) as process:
        started(process), started(process)
        process.send_signal(signal.SIGINT)
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
            time.sleep(0.2)
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"


def test_row_42_nobody_survives_a_killed_guardian() -> None:
    with guarded(CALM) as process:
        started(process)
        process.kill()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == ""


def test_one_that_cannot_live_is_not_started_all_the_time() -> None:
    with guarded(SHORT) as process:
        begun = time.monotonic()
        for _ in range(3):
            started(process)
        assert time.monotonic() - begun >= 0.2
        process.terminate()
        process.communicate(timeout=PATIENCE)
    assert process.returncode == 0


# Well as long as it has moved within a second.
MOVING = (
    "import pathlib, tempfile, time\n"
    "mark = pathlib.Path(tempfile.mkdtemp()) / 'mark'\n"
    "guardian.ABSENT_S, guardian.TRUST_S = 1.0, 2.0\n"
    "def main():\n"
    f"    mark.touch()\n    {UP}\n"
    "    while True:\n        time.sleep(0.05)\n        mark.touch()\n"
    "def ailment():\n"
    "    still = mark.exists() and time.time() - mark.stat().st_mtime > 1\n"
    "    return 'it stands still' if still else ''"
)


def test_a_pause_of_all_is_held_against_nobody_and_one_of_a_part_is() -> None:
    with guarded(MOVING) as process:
        first = started(process)
        for pid in (process.pid, first):
            os.kill(pid, signal.SIGSTOP)
        time.sleep(2)
        # The part is the last to move again.
        os.kill(process.pid, signal.SIGCONT)
        time.sleep(0.5)
        os.kill(first, signal.SIGCONT)
        time.sleep(3)
        os.kill(first, 0)
        os.kill(first, signal.SIGSTOP)
        assert started(process) != first
        process.terminate()
        output, _ = process.communicate(timeout=PATIENCE)
    assert output == "ended\n"
