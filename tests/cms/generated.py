"""Random valid bodies, as Wagtail stores them: the same for the same seed."""

import random
import string
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

WORDS = [
    *("la", "gratuité", "des", "bus", "coeur", "12", "%", "«", "oui", "»", "l'hôpital", ":"),
    *("1", "500", "!", "<&>", '"deux"', "🚲", "naïve"),
]


@dataclass(frozen=True, slots=True)
class Library:
    """Keys of what blocks may point to."""

    images: list[int]
    documents: list[int]
    people: list[int]
    appeals: list[int]
    pages: list[int]
    contents: list[UUID]


class Bodies:
    """Draws blocks: `block(type)` gives one as it stands in a body, with its `id`."""

    def __init__(self, seed: int, library: Library) -> None:
        self.draw = random.Random(seed)
        self.library = library
        self.values: dict[str, Callable[[], Any]] = {
            "text": self.html,
            "heading": lambda: {"text": self.words(), "anchor": self.maybe("une-ancre")},
            "quote": self._quote,
            "box": lambda: {"title": self.words(), "text": self.html()},
            "note": lambda: {
                "kind": self.draw.choice(["note", "source"]),
                "text": self.html(),
                "url": self.maybe("https://a.example/x?y=1&z"),
            },
            "image": self._image,
            "gallery": lambda: {
                "title": self.maybe(self.words()),
                "images": [self._image() for _ in range(self.draw.randint(2, 4))],
            },
            "video": lambda: self._played("https://www.youtube.com/watch?v=AAAAAAAAAAA"),
            "audio": lambda: self._played("https://son.example/entretien.mp3"),
            "figures": lambda: {
                "title": self.maybe(self.words()),
                "figures": self._some(lambda: {"value": "+ 38 %", "label": self.words()}),
                "source": self.maybe(self.words()),
            },
            "timeline": lambda: {
                "title": self.maybe(self.words()),
                "events": self._some(
                    lambda: {
                        "date": "1936",
                        "title": self.maybe("x"),
                        "text": self.maybe(self.html()),
                    }
                ),
            },
            "table": self._table,
            "document": lambda: {
                "document": self.draw.choice([*self.library.documents, 0]),
                "title": self.maybe(self.words()),
                "description": self.maybe(self.words()),
            },
            "link": self._link,
            "post": self._post,
            "call_to_action": lambda: self.draw.choice([*self.library.appeals, 0]),
        }

    def block(self, kind: str) -> dict[str, Any]:
        identity = UUID(int=self.draw.getrandbits(128))
        return {"type": kind, "value": self.values[kind](), "id": str(identity)}

    def body(self, kinds: list[str]) -> list[dict[str, Any]]:
        return [self.block(self.draw.choice(kinds)) for _ in range(self.draw.randint(0, 12))]

    def words(self) -> str:
        return " ".join(self.draw.choices(WORDS, k=self.draw.randint(1, 12)))

    def maybe(self, value: Any) -> Any:
        return self.draw.choice([value, ""])

    def html(self) -> str:
        words = self.words().replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        page = self.draw.choice([*self.library.pages, 999_999])
        name = "".join(self.draw.choices(string.ascii_lowercase, k=5))
        return self.draw.choice(
            [
                f"<p>{words}</p>",
                f'<h2>{words}</h2><p><b>{words}</b> <a linktype="page" id="{page}">{name}</a></p>',
                f'<ul><li><a href="https://a.example/{name}?a=1&amp;b">{words}</a></li></ul>',
                "",
            ]
        )

    def _some(self, make: Callable[[], Any]) -> list[Any]:
        return [make() for _ in range(self.draw.randint(1, 4))]

    def _image(self) -> dict[str, Any]:
        return {
            "image": self.draw.choice([*self.library.images, 0]),
            "alt": self.maybe(self.words()),
            "decorative": self.draw.random() < 0.5,
            "caption": self.maybe(self.words()),
        }

    def _quote(self) -> dict[str, Any]:
        person = self.draw.choice([*self.library.people, None])
        return {"text": self.words(), "person": person, "attribution": self.maybe("Une usagère")}

    def _played(self, url: str) -> dict[str, Any]:
        return {"url": url, "title": self.words(), "poster": None, "caption": self.maybe("x")}

    def _table(self) -> dict[str, Any]:
        rows = self._some(
            lambda: {"values": [self.words(), self.draw.choice([1, 2.5, None]), self.html()]}
        )
        columns = [
            {"type": kind, "heading": self.words()} for kind in ("text", "number", "rich_text")
        ]
        table = {"columns": columns, "rows": rows, "caption": self.maybe(self.words())}
        return {"table": table, "source": self.maybe(self.words())}

    def _link(self) -> dict[str, Any]:
        content = self.draw.choice([*map(str, self.library.contents), None])
        url = "" if content else "https://a.example/"
        return {"content": content, "url": url, "title": self.words(), "text": self.maybe("x")}

    def _post(self) -> dict[str, Any]:
        return {
            "text": self.words(),
            "author": self.words(),
            "handle": self.maybe("@x"),
            "network": self.draw.choice(["mastodon", "x", "other"]),
            "date": self.draw.choice(["2026-03-18", None]),
            "url": self.maybe("https://social.example/1"),
        }
