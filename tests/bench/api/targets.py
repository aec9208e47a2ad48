"""What is asked, of which server, and what has to come back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Server = Literal["bare", "stock", "uncached", "cached"]

CONTENT = "/api/content/v1"
STOCK_LIST = "v2 list, all fields, stock Wagtail"

CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Target:
    """`clients`: how many ask at once."""

    name: str
    server: Server
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    clients: int = CONNECTIONS


def targets(facts: Mapping[str, Any]) -> list[Target]:
    """`facts` are those of the seeded newsroom (`seed`)."""
    detail = f"{CONTENT}/contents/{facts['uuid']}"
    v2, v3 = "/api/v2/pages", "/api/v3/pages"
    token = {"Authorization": f"Bearer {facts['token']}"}
    asked = {
        "/contents, 20 cards": f"{CONTENT}/contents?limit=20",
        "/contents, 20 articles": f"{CONTENT}/contents?limit=20&kind=article",
        "/contents, the last 20 articles": (
            f"{CONTENT}/contents?limit=20&kind=article&cursor={facts['last_cursor']}"
        ),
        "/contents of a topic": f"{CONTENT}/contents?limit=20&topic={facts['topic']}",
        "/contents/{uuid}": detail,
        "/home": f"{CONTENT}/home",
        "/search": f"{CONTENT}/search?q=h%C3%B4pital",
        "v2 list, all fields": f"{v2}/?type=cms.ArticlePage&fields=*&limit=20",
        "v2 detail": f"{v2}/{facts['pk']}/",
    }
    kept = {"/contents, 20 cards", "/contents/{uuid}", "/home"}
    return [
        Target("a constant, bare Django", "bare", "/constant"),
        Target("one stored row, bare Django", "bare", f"/row?{facts['uuid']}"),
        *(Target(name, "uncached", address) for name, address in asked.items()),
        Target(STOCK_LIST, "stock", f"{v2}/?type=stock.StockArticle&fields=*&limit=20"),
        Target("v3 list, ids and titles", "uncached", f"{v3}/?limit=20", token),
        Target("v3 detail", "uncached", f"{v3}/{facts['pk']}/", token),
        *(Target(f"{name}: kept", "cached", asked[name]) for name in sorted(kept)),
        *(
            Target(f"{name}: 304", server, asked[name], {"If-None-Match": etag}, 304)
            for name, etag in facts["etags"].items()
            for server in ("cached",)
        ),
    ]
