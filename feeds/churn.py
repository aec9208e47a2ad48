"""Changes that no reader would notice, and how often they are worth writing: pure."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from feeds.memory import Change, Decision, Look, imported
from feeds.sanitise import words

LETTERS = 50
"""Of visible text: below that, a change is small."""
MOST = 24
"""Small changes of one item that are written."""
TEXT = ("html", "excerpt")


def calmed(decision: Decision, looks: Mapping[str, Look]) -> Decision:
    """The decision with its small changes marked, and without those of items that have had MOST;
    `looks` are the stored items by the identity they are stored under."""
    changes: list[Change] = []
    ignored = 0
    for change in decision.changes:
        look = looks.get(change.was or change.item.identity)
        if look is None or not is_small(look.columns, imported(change.item)):
            changes.append(change)
        elif look.small_changes < MOST:
            changes.append(replace(change, is_small=True))
        else:
            ignored += 1
    return replace(decision, changes=tuple(changes), unchanged=decision.unchanged + ignored)


def is_small(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether, of an item's columns, only markup has changed, or less than LETTERS of the visible
    text; what its source calls it by is nothing that a reader sees."""
    return all(before[name] == after[name] for name in after if name not in (*TEXT, "guid")) and (
        _letters_apart(words(before["html"]), words(after["html"])) < LETTERS
        and _letters_apart(before["excerpt"], after["excerpt"]) < LETTERS
    )


def _letters_apart(before: str, after: str) -> int:
    """Letters of the words that only one of two texts has. Linear, where a true difference is
    quadratic; words that change places count for nothing."""
    here, there = Counter(before.split()), Counter(after.split())
    return max(_letters(here - there), _letters(there - here))


def _letters(words_of: Counter[str]) -> int:
    return sum(len(word) * count for word, count in words_of.items())
