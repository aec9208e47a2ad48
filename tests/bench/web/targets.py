"""Pages that are asked for, of a newsroom that keeps none and of one that does."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from tests.bench.api.targets import Target

BARE = [Target("a constant, bare Django", "bare", "/constant")]
STOCK_ARTICLE, STOCK_INDEX = "an article, stock Wagtail", "20 cards, stock Wagtail"
STOCK = {STOCK_ARTICLE: "/articles/article-0/", STOCK_INDEX: "/articles/"}
FILED = ("a topic", "a person", "a source")
"""Lists of what carries one of these."""
LISTS = (
    *("the front page", "articles", "articles, the last", "Le fil", "Le fil, the last"),
    *FILED,
    *(f"{name}, the last" for name in FILED),
)
OTHERS = ("an article", "an édito", "an episode", "a search", "a search for a common word")
SEARCHES = {
    "a common word": "salaire",
    "two common words": "hôpital grève",
    "newest first": "usine&sort=date",
    "a word that begins": "hôp",
    "a word that says nothing": "de",
    "a slip": "salairre",
    "nothing": "xylophone",
    "a kind": "rivière&type=article",
}
"""What one reader searches for, by what makes it different from others."""
KEPT = ("the front page", "an article", "an édito", "an episode", "Le fil")


def addresses(facts: Mapping[str, Any]) -> dict[str, str]:
    """`facts` are those of the seeded newsroom (`tests.bench.api.seed`)."""
    paths, filed = facts["paths"], facts["filed"]
    return {
        "the front page": "/",
        "articles": "/articles/",
        "articles, the last": f"/articles/?cursor={facts['last_cursor']}",
        "Le fil": "/le-fil/",
        "Le fil, the last": f"/le-fil/?cursor={facts['last_item_cursor']}",
        **{name: filed[name]["path"] for name in FILED},
        **{
            f"{name}, the last": f"{filed[name]['path']}?cursor={filed[name]['last_cursor']}"
            for name in FILED
        },
        "an article": paths["article"],
        "an édito": paths["edito"],
        "an episode": paths["episode"],
        "a search": "/recherche/?q=h%C3%B4pital",
        "a search for a common word": "/recherche/?q=de",
    }


def targets(facts: Mapping[str, Any]) -> list[Target]:
    asked = addresses(facts)
    return [
        *BARE,
        *(Target(name, "stock", address) for name, address in STOCK.items()),
        *(Target(name, "uncached", address) for name, address in asked.items()),
        *(
            Target(
                f"one client searches {name}",
                "uncached",
                f"/recherche/?q={quote(q, '=&')}",
                clients=1,
            )
            for name, q in SEARCHES.items()
        ),
        *(Target(f"{name}: kept", "cached", asked[name]) for name in KEPT),
        *(
            Target(f"{name}: 304", "cached", asked[name], {"If-None-Match": "*"}, 304)
            for name in KEPT
        ),
    ]
