"""What the bench builds and takes away: the server, a database, settings of production."""

import os
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

ROOT = Path(__file__).resolve().parents[3]
DEFAULT_DATABASE = "postgres://postgres@127.0.0.1:5432/kiosque"


@dataclass(frozen=True, slots=True)
class Server:
    port: int

    def control(self, **changes: int) -> int:
        """Changes the server's Mode; how many documents it has been asked for so far."""
        query = "&".join(f"{name}={value}" for name, value in changes.items())
        return int(ask("127.0.0.1", self.port, f"/control?{query}"))

    def address(self, source: int) -> str:
        """Of a source's feed: each on an address of its own, as sources are on the Internet."""
        return f"http://{loopback(source)}:{self.port}/{source}/feed"


def loopback(source: int) -> str:
    return f"127.1.{source // 250}.{source % 250 + 1}"


def ask(host: str, port: int, target: str, headers: str = "") -> bytes:
    """The body of an answer, with no more of HTTP than our server needs."""
    with socket.create_connection((host, port)) as connection:
        connection.sendall(f"GET {target} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n".encode())
        received = bytearray()
        while piece := connection.recv(262_144):
            received += piece
    return bytes(received).partition(b"\r\n\r\n")[2]


@contextmanager
def server() -> Iterator[Server]:
    command = [sys.executable, "-m", "tests.bench.feeds.server"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            yield Server(int(process.stdout.readline()))
        finally:
            process.terminate()


class Database:
    """A database of the bench's own, on the server that DATABASE_URL names. `part`: of several;
    `copied`: what it begins as."""

    def __init__(self, part: str = "", copied: "Database | None" = None) -> None:
        parts = urlsplit(os.environ.get("DATABASE_URL") or DEFAULT_DATABASE)
        if not parts.scheme.startswith("postgres"):
            sys.exit("This bench measures PostgreSQL: DATABASE_URL=postgres://user@host/name")
        self._name = f"{parts.path.strip('/')}_bench_{os.getpid()}{part}"
        self._copied = copied
        self._server = parts._replace(scheme="postgresql", path="/postgres").geturl()
        self.url = parts._replace(path=f"/{self._name}").geturl()

    def __enter__(self) -> Self:
        names = [self._name, self._copied._name if self._copied else "template1"]
        self._run("CREATE DATABASE {} TEMPLATE {}", *names)
        return self

    def __exit__(self, *error: object) -> None:
        self._run("DROP DATABASE {} WITH (FORCE)", self._name)

    def _run(self, statement: str, *names: str) -> None:
        with psycopg.connect(self._server, autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def environment(server: Server, database: Database) -> dict[str, str]:
    """That of production, with our server let through."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.production",
        "SECRET_KEY": secrets.token_urlsafe(64),
        "ALLOWED_HOSTS": "kiosque.example",
        "SITE_URL": "https://kiosque.example",
        "DATABASE_URL": database.url,
        "OUTBOUND_ALLOW": f"127.0.0.0/8:{server.port}",
    }


def command(module: str, *arguments: str) -> list[str]:
    """Runs `main` of a module of the bench. Not by `-m`: the readers' processes would import what
    is then the main module, with all of Django, which none of production does."""
    code = f"from tests.bench.feeds.{module} import main; main()"
    return [sys.executable, "-c", code, *arguments]


def run(module: str, environ: dict[str, str], *arguments: str) -> int:
    return subprocess.run(
        command(module, *arguments), cwd=ROOT, env=environ, check=False
    ).returncode
