"""nginx on loopback, with the very file that we deploy."""

import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
CONFIG = Path(__file__).resolve().parents[2] / "deploy/nginx.conf"
TIMES_S = 10.0


def adapted(folder: Path, port: int, behind: int, *, secure: bool = False) -> str:
    """The same file: `folder` is its /srv/kiosque, and `ssl` in it holds what TLS needs."""
    text = CONFIG.read_text().replace("/srv/kiosque", str(folder))
    # The first server only sends to https.
    first = text.index("server {")
    text = text[:first] + text[text.index("server {", first + 1) :]
    text = re.sub(r"\s+listen \[::\][^;]+;", "", text)
    text = text.replace("127.0.0.1:8000", f"127.0.0.1:{behind}")
    if secure:
        text = text.replace("/etc/ssl/kiosque", f"{folder}/ssl")
        return text.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    text = re.sub(r"\s+ssl_certificate[^;]+;", "", text)
    return re.sub(r"listen 443 [^;]+;", f"listen 127.0.0.1:{port};", text)


def whole(folder: Path, site: str) -> str:
    bodies = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{name}_temp_path {folder}/{name};" for name in bodies)
    return (
        f"daemon off; master_process off; pid {folder}/nginx.pid; error_log {folder}/error.log;"
        f"events {{}} http {{ include /etc/nginx/mime.types; access_log off; {temporary}\n{site} }}"
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def running(folder: Path, behind: int, *, secure: bool = False) -> Iterator[int]:
    """The port that it listens on, before a site at the port `behind`."""
    port = free_port()
    config = folder / f"nginx-{port}.conf"
    config.write_text(whole(folder, adapted(folder, port, behind, secure=secure)))
    command = [str(NGINX), "-p", str(folder), "-c", str(config), "-e", str(folder / "error.log")]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as nginx:
        try:
            wait_for(port, nginx)
            yield port
        finally:
            nginx.terminate()


def wait_for(port: int, nginx: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + TIMES_S
    while time.monotonic() < until:
        assert nginx.poll() is None, nginx.stderr and nginx.stderr.read().decode()
        with socket.socket() as asked:
            if asked.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError("nginx does not answer")
