"""A real `manage.py worker` on a test's own database, whose processes a test names and kills."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from django.db import connection

from cms import marks

ROOT = Path(__file__).resolve().parents[2]
# Titles of processes are written over the command line: it must be as long as they are.
ROOM = ["--settings", "tests.cms.worker_settings", "--pythonpath", str(ROOT), "--verbosity", "1"]
PATIENCE_S = 120.0
"""After which a test gives up; none waits that long when all is well."""


def database_url() -> str:
    config = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{config['NAME']}"
    who = config["USER"] + (f":{config['PASSWORD']}" if config["PASSWORD"] else "")
    return f"postgres://{who}@{config['HOST']}:{config['PORT'] or 5432}/{config['NAME']}"


class Worker:
    """From its start to the last of its processes. With `restarts`, it starts again whenever it
    ends, as under systemd (Restart=always, RestartSec=2, and what is left is killed)."""

    def __init__(
        self, folder: Path, *, restarts: bool = False, grace: float | None = None, **settings: Any
    ) -> None:
        folder.mkdir(exist_ok=True)
        self.marks = folder / "marks"
        self.log = folder / "worker.log"
        self._restarts = restarts
        self._arguments = ["--grace", str(grace)] if grace else []
        self._variables = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url(),
            marks.FOLDER: str(self.marks),
            # And not over these variables, which is how their processes are found.
            "SPT_NOENV": "1",
            **{name: v if isinstance(v, str) else json.dumps(v) for name, v in settings.items()},
        }
        self._wanted = True
        self._start()
        self._keeper = threading.Thread(target=self._keep, daemon=True)
        if restarts:
            self._keeper.start()

    def _start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "manage.py", "worker", *ROOM, *self._arguments],
                cwd=ROOT,
                env=self._variables,
                stderr=log,
                start_new_session=True,
            )

    def _keep(self) -> None:
        while self._wanted:
            if self.process.poll() is not None:
                for pid in self.pids():
                    kill(pid)
                time.sleep(2)
                if self._wanted:
                    self._start()
            time.sleep(0.2)

    def pids(self) -> list[int]:
        """All processes that have come of it, whoever their parent is by now."""
        wanted = f"{marks.FOLDER}={self.marks}".encode()
        found = []
        for path in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if wanted in (path / "environ").read_bytes().split(b"\0"):
                    found.append(int(path.name))
        return found

    def named(self, role: str) -> list[int]:
        """The processes of a role: guardian, clock, parent, sentinel, pusher, monitor, idle,
        processing, forkserver, reader."""
        pids = self.pids()
        titles = {pid: _title(pid) for pid in pids}
        parents = {pid: _parent(pid) for pid in pids}
        roles = {pid: _role(pid, titles, parents, self.process.pid) for pid in pids if titles[pid]}
        return [pid for pid, found in roles.items() if found == role]

    def kill(self, role: str, patience_s: float = PATIENCE_S) -> int:
        """SIGKILL to one process of a role, once there is one."""
        found = until(lambda: self.named(role), f"a process that is the {role}", patience_s)
        kill(found[0])
        return found[0]

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Seconds that it took from the signal to its end."""
        self._wanted = False
        if self._restarts:
            self._keeper.join()
        begun = time.monotonic()
        self.process.send_signal(number)
        self.process.wait(PATIENCE_S)
        return time.monotonic() - begun

    def end(self) -> None:
        """Whatever state it is in."""
        self._wanted = False
        if self._restarts:
            self._keeper.join()
        self.process.kill()
        for pid in self.pids():
            kill(pid)
        self.process.wait()


@contextmanager
def running(folder: Path, **options: Any) -> Iterator[Worker]:
    worker = Worker(folder, **options)
    try:
        yield worker
    except BaseException as error:
        # What it said meanwhile, and what it holds.
        error.add_note(f"{worker.log}:\n{worker.log.read_text()}")
        error.add_note(f"Marks: {sorted(path.name for path in worker.marks.glob('**/*'))}")
        error.add_note(f"Processes: {[(pid, _title(pid)) for pid in worker.pids()]}")
        raise
    finally:
        worker.end()


def until(ask: Callable[[], Any], what: str, patience_s: float = PATIENCE_S) -> Any:
    """The first true answer."""
    ends_at = time.monotonic() + patience_s
    while time.monotonic() < ends_at:
        answer = ask()
        if answer:
            return answer
        time.sleep(0.1)
    raise AssertionError(f"{patience_s:.0f} s without {what}")


def kill(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _title(pid: int) -> str:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
    return ""


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


def _role(pid: int, titles: dict[int, str], parents: dict[int, int], guardian: int) -> str:
    title, parent = titles[pid], parents[pid]
    if pid == guardian:
        return "guardian"
    if "forkserver" in title:
        is_server = "forkserver" not in titles.get(parent, "")
        return "forkserver" if is_server else "reader"
    if title.startswith("kiosque"):
        return title.split()[1]
    words = title.split()
    if words[:1] == ["qcluster"]:
        if parent == guardian:
            return "parent"
        known = {"pusher", "monitor", "idle", "processing"} & set(words[2:3])
        return known.pop() if known else "sentinel"
    return "other"
