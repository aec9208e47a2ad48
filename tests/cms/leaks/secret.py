"""One hidden thing, and how it is recognised."""

import itertools
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

ABSENT_KEY = 987_654_321
"""A primary key that nothing has."""

_numbers = itertools.count(1)


def word() -> str:
    """A word that stands nowhere else, of letters alone so that any index takes it for one."""
    number, letters = next(_numbers), ""
    for _ in range(4):
        number, rest = divmod(number, 20)
        letters += string.ascii_lowercase[rest]
    return f"qx{letters}zw"


ABSENT_WORD = word()


@dataclass(frozen=True, slots=True)
class Secret:
    """`word` stands in what is hidden; `markers` are other texts that tell of it: a uuid, a name.
    `keys` are its primary keys by endpoint of `/api/v2/`. Of what `was_public` the outbox goes on
    telling the address and the uuid.
    """

    word: str
    markers: frozenset[str] = frozenset()
    keys: Mapping[str, int] = field(default_factory=dict)
    uuids: tuple[UUID, ...] = ()
    slug: str = ""
    path: str = ""
    was_public: bool = False

    @property
    def texts(self) -> set[str]:
        return {self.word, *self.markers, *map(str, self.uuids)}

    def absent(self) -> "Secret":
        """What never was, to be asked for in the same words."""
        return Secret(
            word=ABSENT_WORD,
            keys=dict.fromkeys(self.keys, ABSENT_KEY),
            uuids=tuple(UUID(int=0xABC) for _ in self.uuids),
            slug=self.slug.replace(self.word, ABSENT_WORD),
            path=self.path.replace(self.word, ABSENT_WORD),
        )


Builder = Callable[[], Secret]
BUILDERS: dict[str, Builder] = {}


def secret(build: Builder) -> Builder:
    """Registers what hides one thing and says how it is recognised."""
    BUILDERS[build.__name__] = build
    return build


def page_secret(page: Any, said: str, markers: Iterable[str] = (), **rest: Any) -> Secret:
    """A page whose title, and perhaps whose slug, hold `said`."""
    path = "/" + page.url_path.split("/", 2)[2]
    return Secret(
        word=said,
        markers=frozenset(markers),
        keys={"pages": page.pk},
        uuids=(page.translation_key,),
        slug=page.slug if said in page.slug else "",
        path=path if said in path else "",
        **rest,
    )


def row_secret(endpoint: str, row: Any, said: str, markers: Iterable[str] = ()) -> Secret:
    """An item, a source, a picture, a document that holds `said`."""
    slug, path = getattr(row, "slug", ""), getattr(row, "path", "")
    return Secret(
        word=said,
        markers=frozenset(markers),
        keys={endpoint: row.pk},
        uuids=(row.uuid,),
        slug=slug if said in slug else "",
        path=path if said in path else "",
    )
