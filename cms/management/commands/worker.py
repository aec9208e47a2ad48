"""`manage.py worker`: runs tasks and schedules until it is asked to stop."""

import os
import signal
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connections
from django_q.cluster import Cluster

from cms import cluster, marks, pulse
from cms.clock import Clock
from cms.management.guardian import GRACE_S, Guardian, Part
from cms.management.supervisor import die_with


class Command(BaseCommand):
    help = "Runs the tasks and schedules of this newsroom (django-q2) until SIGTERM or Ctrl-C."
    # Its parent needs no database; `make run` and deployments migrate before.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--grace",
            type=float,
            default=GRACE_S,
            metavar="SECONDS",
            help="how long tasks may go on after SIGTERM (%(default)s)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        with own_folder() as folder:
            os.environ[marks.FOLDER] = str(folder)
            # Children open their own.
            connections.close_all()
            Guardian(parts(folder), options["grace"]).run()


@contextmanager
def own_folder() -> Iterator[Path]:
    """Where this worker's processes leave their marks: the one that the environment names, which
    outlives it, or one of its own. Raises CommandError when another worker is there."""
    with ExitStack() as stack:
        own = tempfile.TemporaryDirectory
        named = os.environ.get(marks.FOLDER)
        path = Path(named or stack.enter_context(own(prefix="kiosque-worker-")))
        path.mkdir(parents=True, exist_ok=True)
        held = marks.lock(path / "guardian")
        if held is None:
            raise CommandError(f"Another worker runs with {path}: stop it, or name another folder.")
        stack.callback(os.close, held)
        yield path


def parts(folder: Path) -> list[Part]:
    return [
        Part("clock", Clock().run, partial(clock_ailment, folder), partial(wind, folder)),
        Part(
            "cluster", run_cluster, partial(cluster_ailment, folder), partial(pulse.forget, folder)
        ),
    ]


def wind(folder: Path) -> None:
    cluster.note(cluster.CLOCK)


def clock_ailment(folder: Path) -> str:
    is_silent = pulse.is_silent(folder, cluster.CLOCK, settings.WORKER_PATIENCE)
    return "it is silent" if is_silent else ""


def cluster_ailment(folder: Path) -> str:
    """On the way: ends tasks that do not, and finds what died with its process."""
    for process in pulse.overdue(folder):
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    pulse.bury(folder)
    return pulse.why_frozen(folder)


class StoppableCluster(Cluster):
    def stop(self) -> bool:
        """Long tasks hear of it, where django-q2 would wait for them."""
        cluster.ask_to_stop()
        return bool(super().stop())


def run_cluster() -> None:
    """django-q2's own parent, until it is asked to stop. Whoever loses its parent dies with it."""
    parent = [os.getpid()]
    os.register_at_fork(
        before=lambda: parent.__setitem__(0, os.getpid()),
        after_in_child=lambda: die_with(parent[0], signal.SIGKILL),
    )
    cluster.ask_to_stop(False)
    started = StoppableCluster()
    started.start()
    started.sentinel.join()
