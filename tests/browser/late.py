"""A process of the newsroom that hears late of what is published: it keeps what it has answered.
It may be away."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen


class Late:
    def __init__(self, newsroom: str) -> None:
        self.url = ""
        self.is_away = False
        self._newsroom = newsroom
        self._kept: dict[str, tuple[int, dict[str, str], bytes]] = {}

    def hear(self) -> None:
        """Of all that has happened."""
        self._kept.clear()

    def answer(self, path: str) -> tuple[int, dict[str, str], bytes]:
        if path not in self._kept:
            try:
                with urlopen(f"{self._newsroom}{path}") as told:  # noqa: S310 - loopback
                    self._kept[path] = (told.status, dict(told.headers), told.read())
            except HTTPError as error:
                return error.code, dict(error.headers), error.read()
        return self._kept[path]


@contextmanager
def late(newsroom: str) -> Iterator[Late]:
    process = Late(newsroom)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if process.is_away:
                self.send_error(503)
                return
            status, headers, body = process.answer(self.path)
            if headers.get("ETag") == self.headers.get("If-None-Match", ""):
                status, body = 304, b""
            self.send_response(status)
            for name in ("Content-Type", "ETag"):
                if name in headers:
                    self.send_header(name, headers[name])
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    process.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield process
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
