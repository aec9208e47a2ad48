"""Words as readers type and texts hold them: without accents and capitals, and how far two are
from each other. Pure."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable

LETTERS = 3
"""By so many first letters a word of a text may be a form of one that was asked for: French bends
the ends of words."""

_LATIN = (range(0x41, 0x250), range(0x1E00, 0x1F00))


def _plain(letter: str) -> str:
    """The small letter without its accents; itself where that is not one letter."""
    parts = unicodedata.normalize("NFKD", letter)
    base = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    return base if len(base) == 1 else letter.lower() if len(letter.lower()) == 1 else letter


_PLAIN = {code: _plain(chr(code)) for latin in _LATIN for code in latin}


def fold(text: str) -> str:
    """Small letters without accents, each where it stood: as long as `text`. Keeps œ and æ."""
    return text.translate(_PLAIN)


def spelled(word: str) -> str:
    """A folded word with its ligatures in two letters: what two spellings have in common."""
    return fold(word).replace("œ", "oe").replace("æ", "ae")


def candidates(words: Iterable[str]) -> re.Pattern[str]:
    """Finds, in a folded text, what may be a form of one of `words`: the same first letters; a
    shorter word has to be itself."""
    starts = {_start(spelled(word)) for word in words}
    return re.compile(rf"\b(?:{'|'.join(sorted(starts)) or '(?!)'})", re.IGNORECASE)


def _start(word: str) -> str:
    letters = re.escape(word[:LETTERS]).replace("oe", "(?:oe|œ)").replace("ae", "(?:ae|æ)")
    if len(word) < LETTERS:
        return rf"{letters}(?!\w)"
    return re.sub("o$", "[oœ]", letters) + (r"[\w.]*\w" if "." in word else r"\w*")


def distance(one: str, other: str) -> int:
    """Letters to add, drop, change or swap with their neighbour to make `other` of `one` (optimal
    string alignment)."""
    before: list[int] = []
    last = list(range(len(other) + 1))
    for i, letter in enumerate(one, start=1):
        current = [i]
        for j, wanted in enumerate(other, start=1):
            cost = min(last[j] + 1, current[j - 1] + 1, last[j - 1] + (letter != wanted))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == wanted:
                cost = min(cost, before[j - 2] + 1)
            current.append(cost)
        before, last = last, current
    return last[-1]


def slips(word: str) -> int:
    """How far from a word what was typed may be, and still mean it."""
    return 1 + (len(word) >= 6) + (len(word) >= 12)


NEAR = 12
"""Words with the most trigrams in common, of which the nearest is taken."""

_LETTERS = re.compile(r"\w+")


class Vocabulary:
    """The words of texts, found by what is nearly one of them. Any thread may ask."""

    def __init__(self, texts: Iterable[str]) -> None:
        found = {word for text in texts for word in _LETTERS.findall(text.lower())}
        self._plain = {word: spelled(word) for word in sorted(found)}
        self._sizes: dict[str, int] = {}
        self._holders: defaultdict[str, list[str]] = defaultdict(list)
        for word, plain in self._plain.items():
            trigrams = _trigrams(plain)
            self._sizes[word] = len(trigrams)
            for trigram in trigrams:
                self._holders[trigram].append(word)

    def nearest(self, word: str) -> str:
        """In small letters, with its accents; empty where none is as near as slips may be."""
        asked = spelled(word)
        near = self._alike(asked)
        best = min(near, key=lambda other: distance(asked, self._plain[other]), default="")
        return best if best and distance(asked, self._plain[best]) <= slips(word) else ""

    def _alike(self, asked: str) -> list[str]:
        """The NEAR words that have the largest part of their trigrams in common with it (as
        PostgreSQL's `similarity` has it), the most alike first."""
        trigrams = _trigrams(asked)
        common: Counter[str] = Counter()
        for trigram in trigrams:
            common.update(self._holders.get(trigram, ()))
        most = len(trigrams)
        ranked = sorted((-n / (most + self._sizes[word] - n), word) for word, n in common.items())
        return [word for _, word in ranked[:NEAR]]


def _trigrams(plain: str) -> set[str]:
    """Of its letters, two spaces before and one behind: the beginning of a word counts most."""
    padded = f"  {plain} "
    return {padded[n : n + 3] for n in range(len(plain) + 1)}
