"""Pages on disk, for when nothing else answers. The worker writes them (`cms.copies`)."""

import hashlib
import json
import os
import time
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TypedDict, cast

from cms.response_cache.answers import SHORT, Answer, Headers, kept


class Head(TypedDict):
    path: str
    mark: str
    headers: Headers


class Copies:
    """A folder, one file a page: a line of JSON (`path`, `mark`, `headers`), then the body.

    A `mark` says what the page was drawn from. Any number of processes may read while one writes.
    """

    def __init__(self, root: Path) -> None:
        self._root = root

    def get(self, path: str) -> Answer | None:
        """The page as it may stand in for an error, as it was when it was last confirmed."""
        found = self._read(path)
        if found is None:
            return None
        head, body, drawn_at = found
        headers = [
            (name, SHORT if name.lower() == "cache-control" else value)
            for name, value in head["headers"]
        ]
        return kept("200 OK", headers, body, time.monotonic(), drawn_at)

    def mark_of(self, path: str) -> str:
        """Empty where there is no copy."""
        found = self._read(path, with_body=False)
        return found[0]["mark"] if found else ""

    def _read(self, path: str, with_body: bool = True) -> tuple[Head, bytes, float] | None:
        """None for a file that is not there, or not one of ours."""
        try:
            with self._file(path).open("rb") as file:
                head = json.loads(file.readline())
                body = file.read() if with_body else b""
                drawn_at = os.fstat(file.fileno()).st_mtime
        except (OSError, ValueError):
            return None
        is_whole = isinstance(head, dict) and head.keys() >= Head.__required_keys__
        return (cast(Head, head), body, drawn_at) if is_whole else None

    def put(self, path: str, mark: str, headers: Headers, body: bytes) -> None:
        """Raises OSError where the disk refuses it."""
        self._root.mkdir(parents=True, exist_ok=True)
        file = self._file(path)
        head = json.dumps(Head(path=path, mark=mark, headers=headers))
        draft = file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(head.encode() + b"\n" + body)
        draft.replace(file)

    def confirm(self, path: str) -> None:
        """The page would be drawn as it stands. Raises OSError where the disk refuses it."""
        with suppress(FileNotFoundError):
            os.utime(self._file(path))

    def keep_only(self, paths: Collection[str]) -> None:
        wanted = {self._file(path).name for path in paths}
        for file in self._root.glob("*"):
            if file.name not in wanted:
                file.unlink(missing_ok=True)

    def _file(self, path: str) -> Path:
        return self._root / f"{hashlib.blake2b(path.encode(), digest_size=16).hexdigest()}.page"
