"""French typography of a text that was typed in a hurry. Pure and idempotent.

Spaces follow the usage of the Imprimerie nationale (Lexique des règles typographiques): a narrow
no-break space before ; ! ? and inside « », a no-break space before : and between a number and its
sign, a narrow one between thousands. Apostrophes, ellipses, nº and ordinals of centuries are
written as they are printed. What is no French text is left alone: addresses, code between
backquotes, e-mail, times, emoticons.
"""

import re
from bisect import bisect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape

NBSP = "\u00a0"
NNBSP = "\u202f"


@dataclass(frozen=True, slots=True, order=True)
class Edit:
    """`text` in place of the characters from `start` to `end`; an insertion if they are equal."""

    start: int
    end: int
    text: str


def correct(text: str) -> str:
    """A plain text (a title, a paragraph) as it is printed. Correcting it again changes nothing."""
    parts, at = [], 0
    for edit in edits(text):
        parts += [text[at : edit.start], edit.text]
        at = edit.end
    return "".join([*parts, text[at:]])


def edits(text: str) -> list[Edit]:
    """What `correct` changes, in order, none overlapping another; positions in code points."""
    is_plain = not _SUSPECT.search(text)
    protected = [] if is_plain else [match.span() for match in _PROTECTED.finditer(text)]
    found = sorted({edit for rule in _RULES for edit in rule(text) if edit.text != _of(text, edit)})
    kept: list[Edit] = []
    for edit in found:
        if not (kept and edit.start < kept[-1].end) and not _touches(edit, protected):
            kept.append(edit)
    return kept


def _of(text: str, edit: Edit) -> str:
    return text[edit.start : edit.end]


def _touches(edit: Edit, spans: list[tuple[int, int]]) -> bool:
    """Whether an edit changes what is inside one of some ordered spans; beside one it may."""
    before = bisect(spans, (edit.end, -1)) - 1
    return before >= 0 and edit.start < spans[before][1]


Rule = Callable[[str], Iterator[Edit]]

# --- what is left alone

_ENDING = r"[^\s.,;:!?)\]}»…'’\"”]"
"""What an address or a code ends with: the punctuation after it belongs to the sentence."""

_PROTECTED = re.compile(
    rf"""
      `[^`\n]+`
    | (?<![a-z0-9])[a-z][a-z0-9+.-]{{0,20}}://[^\s«»"“”<>]*{_ENDING}
    | (?:mailto|tel|sms):[^\s«»]*{_ENDING}
    | (?<![\w.+-])[\w.+-]{{1,64}}(?:(?<![cdjlmnst])'[\w.+-]{{1,64}})?@[\w-]+(?:\.[\w-]+)+
    | (?<![\w.-])(?:[a-z0-9-]{{1,63}}\.)+[a-z]{{2,}}(?:[/?\#:][^\s«»"“”<>]*{_ENDING})?(?!\w)
    | (?<!\w)[@\#]\w+
    | &\#?\w+;
    | (?<!\S)(?:[:;=8]['’]?-?[)(DPpOo/\\|*3\]\[]|<3|\^\^)(?!\w)
    | (?<!\S):[a-z0-9_+-]+:(?!\w)
    """,
    re.VERBOSE | re.IGNORECASE,
)

_SUSPECT = re.compile(r"[`@#&<^]|:(?=\S)|\.(?=\w)|[;=8](?=[^\s\d])")
"""A letter or two of each of these. Most paragraphs hold none, and are not read for them."""

# --- the rules

_SPACES = f" {NBSP}{NNBSP}\u2009"
_GAP = f"[{_SPACES}]*"
_AFTER = re.compile(
    r"""(?:
      [\w)\]}»”’%€$£‰°ºª…²³]
    | \S["']
    | [^\W\d_]\.
    | (?:^|[^.])\.\.\.
    )$""",
    re.VERBOSE,
)
"""A word, a number, what closes: a sign of punctuation after it has its space."""

_ANYTHING = re.compile(r"\S$")
_HIGH = re.compile(r"(?!;-?[)(DPp])[;!?]+(?=\.{3}(?!\.)|(?![\w=/\\&$<.]))")
_COLON = re.compile(r":(?=\s|$|[«“])|(?<!\"):(?=\")")
_CLOSING = re.compile("»")
_OPENING = re.compile(rf"«({_GAP})(?=\S)")
_APOSTROPHE = re.compile(r"'(?<=[^\W\d_]')(?=[^\W_]|«)")
_ELLIPSIS = re.compile(r"(?<!\.)(\.\.\.)(?![./\\])")
_NUMBER = re.compile(rf"(?<!\w)([nN][°º]s?{_GAP})(?=\d)")
_ROMAN = "XXI|XX|XIX|XVIII|XVII|XVI|XV|XIV|XIII|XII|XI|X|IX|VIII|VII|VI|V|IV|III|II"
_CENTURY = re.compile(
    rf"(?<!\w)(?:(?:{_ROMAN})(ième|ieme|ème|eme|è|e|ᵉ)|I(er|ᵉʳ))([ {NBSP}{NNBSP}]+)(?=siècles?\b)"
)
_AMOUNT = re.compile(rf"(?<![\w.,])\d+(?:[.,]\d+)*({_GAP})(?=[€$£](?!\d)|[%‰](?!\w))")
_GROUPED = re.compile(
    rf"(?<![\w.,+/-])(?<!\d[ {NBSP}{NNBSP}])[1-9]\d{{0,2}}(?:[ {NBSP}{NNBSP}]\d{{3}})+"
    rf"(?![\w/-]|[ {NBSP}{NNBSP}]\d|[.,]\d{{3}}(?!\d))"
)
_PRICE = re.compile(rf"(?<![\w.,])([1-9]\d{{3,}})(?=(?:,\d+)?{_GAP}€)")


def _space_before(sign: re.Pattern[str], after: re.Pattern[str], space: str) -> Rule:
    """Before each sign that follows what `after` ends with, `space` in place of its spaces."""

    def rule(text: str) -> Iterator[Edit]:
        for match in sign.finditer(text):
            start = end = match.start()
            while start and text[start - 1] in _SPACES:
                start -= 1
            if after.search(text, max(0, start - 4), start):
                yield Edit(start, end, space)

    return rule


def _spaces(pattern: re.Pattern[str], space: str) -> Rule:
    """Of each match, the spaces of its group become `space`."""

    def rule(text: str) -> Iterator[Edit]:
        return (Edit(*match.span(1), space) for match in pattern.finditer(text))

    return rule


def _apostrophes(text: str) -> Iterator[Edit]:
    return (Edit(*match.span(), "’") for match in _APOSTROPHE.finditer(text))


def _ellipses(text: str) -> Iterator[Edit]:
    for match in _ELLIPSIS.finditer(text):
        before = text[max(0, match.start() - 1) : match.start()]
        after = text[match.end() : match.end() + 1]
        if _stands(before, after):
            yield Edit(*match.span(1), "…")


def _stands(before: str, after: str) -> bool:
    """Whether three dots between these are a pause, not part of a code: `...args`, `1...9`."""
    if before.isdigit() and after.isdigit():
        return False
    return before.isalnum() or before in set(")]»”\"’'!?") or not (after.isalnum() or after == "_")


def _numbers(text: str) -> Iterator[Edit]:
    for match in _NUMBER.finditer(text):
        plural = "s" if match[1][2:3] == "s" else ""
        yield Edit(*match.span(1), f"{match[1][0]}º{plural}{NBSP}")


def _centuries(text: str) -> Iterator[Edit]:
    for match in _CENTURY.finditer(text):
        if match[1] not in {None, "ᵉ"}:
            yield Edit(*match.span(1), "e")
        yield Edit(*match.span(3), NBSP)


def _thousands(text: str) -> Iterator[Edit]:
    for match in _GROUPED.finditer(text):
        for at in range(*match.span()):
            if not text[at].isdigit():
                yield Edit(at, at + 1, NNBSP)
    for match in _PRICE.finditer(text):
        yield Edit(*match.span(1), f"{int(match[1]):,}".replace(",", NNBSP))


_RULES = (
    _space_before(_HIGH, _AFTER, NNBSP),
    _space_before(_COLON, _AFTER, NBSP),
    _space_before(_CLOSING, _ANYTHING, NNBSP),
    _spaces(_OPENING, NNBSP),
    _spaces(_AMOUNT, NBSP),
    _apostrophes,
    _ellipses,
    _numbers,
    _centuries,
    _thousands,
)

# --- HTML

_TOKENS = re.compile(r"<[^<>]*>|&\#?\w+;|[^<&]+|[<&]")
_TAG_NAME = re.compile(r"</?\s*([a-z0-9]+)", re.IGNORECASE)
_INLINE = {"a", "abbr", "b", "cite", "del", "em", "i", "ins", "mark", "q", "s", "small", "span"} | {
    "strong",
    "sub",
    "sup",
    "u",
}
_VERBATIM = {"code", "pre", "kbd", "samp", "script", "style"}


def correct_html(html: str) -> str:
    """`correct` for each paragraph of well-formed HTML, tags and attributes left as they are.

    A sign may stand in another tag than its word (`<b>Non</b> !`); code stays as it is.
    """
    return "".join(map(_correct_run, _runs(html)))


def _runs(html: str) -> Iterator[list[str]]:
    """Tags, character references and texts, paragraph by paragraph."""
    run: list[str] = []
    verbatim = 0
    for token in _TOKENS.findall(html):
        name = _name(token)
        if name in _VERBATIM:
            verbatim = max(0, verbatim + (-1 if token[1] == "/" else 1))
        if name and not verbatim and name not in _INLINE | _VERBATIM:
            yield run
            run = []
            yield [token]
        else:
            run.append(token)
    yield run


def _name(token: str) -> str:
    """Of a tag, in small letters; of any other token, nothing."""
    named = _TAG_NAME.match(token) if token[0] == "<" else None
    return named[1].lower() if named else ""


def _correct_run(tokens: list[str]) -> str:
    if len(tokens) == 1 and tokens[0][0] != "&":
        return tokens[0] if tokens[0][0] == "<" else correct(tokens[0])
    units = list(_units(tokens))
    raw = [written for written, _read in units]
    places = [at for at, (_written, read) in enumerate(units) if read]
    inserted: dict[int, str] = {}
    for edit in edits("".join(read for _written, read in units)):
        for number, at in enumerate(places[edit.start : edit.end]):
            raw[at] = "" if number else edit.text
        if edit.start == edit.end:
            inserted[places[edit.start]] = edit.text
    return "".join(inserted.get(at, "") + written for at, written in enumerate(raw))


def _units(tokens: list[str]) -> Iterator[tuple[str, str]]:
    """Each piece as it is written, with the one character that it is to a reader, or none: a tag
    is none, a piece of code is a letter."""
    verbatim = 0
    for token in tokens:
        name = _name(token)
        if name in _VERBATIM:
            verbatim = max(0, verbatim + (-1 if token[1] == "/" else 1))
        if name:
            yield token, ""
        elif verbatim:
            yield token, "x"
        elif token[0] == "&" and len(unescape(token)) == 1:
            yield token, unescape(token)
        else:
            yield from zip(token, token, strict=True)
