"""`manage.py serve`: web and worker together, for a machine with no service manager."""

import socket
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import connections

from cms.management.editor_login import login_file
from cms.management.supervisor import Supervisor

HOST = "127.0.0.1"


class Command(BaseCommand):
    help = "Runs web (gunicorn, on PORT) and worker (django-q2) together until Ctrl-C."
    # The tables may be missing: --prepare makes them.
    requires_migrations_checks = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--prepare",
            action="store_true",
            help="first migrate and, in development, fill an empty database and make an editor",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        port = settings.PORT
        # Before the migrations: nobody wants to wait for them to learn this.
        refuse_busy(port)
        if options["prepare"]:
            self.prepare()
        # The programs open connections of their own.
        connections.close_all()
        self.stdout.write(addresses(port))
        self.stdout.flush()
        ended = Supervisor({"web": web(port), "worker": worker()}).run()
        if ended:
            raise CommandError(f"The {ended} ended by itself, so everything is stopped.")

    def prepare(self) -> None:
        self.stdout.write("Preparing the database…")
        self.stdout.flush()
        call_command("migrate", verbosity=0, interactive=False)
        call_command("ensure_site", verbosity=0)
        if apps.is_installed("cms.demo"):
            call_command("demo", if_empty=True)
            call_command("ensure_editor", verbosity=0)


def refuse_busy(port: int) -> None:
    """Raises CommandError, with what to do, when gunicorn could not listen on `port`."""
    with socket.socket() as probe:
        # As gunicorn does: connections that linger after a stop do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OverflowError:
            raise CommandError(f"{port} is no port: choose one from 1024 to 65535.") from None
        except OSError as error:
            raise CommandError(refusal(port, error)) from None


def refusal(port: int, error: OSError) -> str:
    """What to do about a port that cannot be had."""
    if isinstance(error, PermissionError):
        return f"Port {port} is for root alone: choose one from 1024 on: PORT=8000 make run"
    return (
        f"Port {port} cannot be used ({error.strerror}): stop what listens there, "
        f"or choose another one: PORT={port + 1} make run"
    )


def web(port: int) -> list[str]:
    """The command line of the web server."""
    # Threads: a request mostly waits for the database. Preloaded: the code is read once, not twice,
    # and the port answers when it has been. No control socket: nothing to control. Addresses of any
    # length that gunicorn takes: what it refuses itself is told in HTML, to machines too.
    options = (
        "--worker-class gthread --workers 2 --threads 4 --graceful-timeout 10 --preload"
        " --limit-request-line 8190"
    )
    return [
        *(sys.executable, "-m", "gunicorn", "cms.wsgi:application"),
        *("--bind", f"{HOST}:{port}", "--no-control-socket", "--log-level", "warning"),
        *options.split(),
    ]


def worker() -> list[str]:
    """The command line of the worker."""
    return [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), "worker"]


def addresses(port: int) -> str:
    """What a newcomer wants to click on, and how to log in."""
    root = f"http://{HOST}:{port}"
    lines = [f"Site:   {root}/", f"Admin:  {root}/admin/"]
    lines += [f"API:    {root}/api/v2/pages/", f"        {root}/api/content/v1/contents"]
    login = login_file()
    if apps.is_installed("cms.demo") and login.exists():
        username, password = login.read_text().split()
        lines.append(f"Login:  {username}   password: {password}")
    return "\n".join(["", *lines, "", "Ctrl-C stops everything.", ""])
