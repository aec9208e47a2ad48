"""New, changed or known: decided from values, without a database."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict

from feeds.types import Change, Decision, Item, Known


def content_hash(item: Item) -> str:
    """Equal when a reader would see the same. The date is no part of it: a source that re-dates
    its entries changes nothing."""
    seen = asdict(item)
    for name in ("identity", "published_at", "base"):
        del seen[name]
    text = json.dumps(seen, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def decide(items: Iterable[Item], known: Mapping[str, Known]) -> Decision:
    """What to write of a document; `known` holds what is stored, by identity.

    An item that is no longer in the document is left alone: feeds show their newest entries only.
    """
    changes: list[Change] = []
    unchanged = 0
    for item in items:
        stored = known.get(item.identity)
        digest = content_hash(item)
        if stored and stored.content_hash == digest:
            unchanged += 1
        else:
            changes.append(Change(item, digest, is_new=stored is None))
    return Decision(tuple(changes), unchanged)
