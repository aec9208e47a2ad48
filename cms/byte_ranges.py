"""Parts of a file, as players of films ask for them (RFC 9110, 14): one part at a time, which is
all that they ever ask."""

import re
from collections.abc import Iterator
from typing import BinaryIO, cast

from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

PIECE = 64 * 1024
"""Bytes."""

_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


class UnsatisfiableError(Exception):
    """A part that begins beyond the end."""


def span_of(header: str, size: int) -> tuple[int, int] | None:
    """The first byte and the one after the last that a Range header asks for, of a file of `size`
    bytes; None where the whole file is the answer. Raises UnsatisfiableError."""
    found = _RANGE.fullmatch(header.strip())
    if not found or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        start, stop = max(0, size - int(last)), size
    else:
        start, stop = int(first), min(int(last) + 1, size) if last else size
        if last and int(last) < start:
            return None
    if start >= size:
        raise UnsatisfiableError
    return start, stop


def apply(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """The answer that a file is, or the part of it that the request asks for."""
    if not isinstance(response, FileResponse):
        return response
    response["Accept-Ranges"] = "bytes"
    size = int(response["Content-Length"])
    try:
        span = span_of(request.headers.get("range", ""), size)
    except UnsatisfiableError:
        response.close()
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    return _part(response, *span, size) if span else response


def _part(whole: FileResponse, start: int, stop: int, size: int) -> StreamingHttpResponse:
    file = cast(BinaryIO, whole.file_to_stream)
    file.seek(start)
    part = StreamingHttpResponse(_pieces(file, stop - start), status=206)
    for name in ("Content-Type", "Last-Modified", "Accept-Ranges"):
        part[name] = whole[name]
    part["Content-Length"] = str(stop - start)
    part["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return part


def _pieces(file: BinaryIO, count: int) -> Iterator[bytes]:
    with file:
        while count > 0 and (piece := file.read(min(PIECE, count))):
            count -= len(piece)
            yield piece
