"""What another server answered."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Redirect:
    """One hop: the address that answered, with what status."""

    url: str
    status: int


@dataclass(frozen=True, slots=True)
class Response:
    """An answer of any status. Header names are in lower case; `body` is decompressed."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    redirects: tuple[Redirect, ...] = ()
