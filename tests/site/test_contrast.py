"""Colours of the reader's site, as its style sheet declares them: WCAG 2.2, contrast of text 1.4.6
and of what is no text 1.4.11."""

import re
from pathlib import Path

import pytest

SHEET = re.sub(r"/\*.*?\*/", "", Path("static/css/site.css").read_text(), flags=re.DOTALL)
TEXT = ("ink", "ink-2", "mute", "accent", "brand", "partner", "ok", "warn", "focus")
DARK = ':root[data-theme="dark"]'
DEVICE = ':root:not([data-theme="light"])'
POSTERS = (".poster--edito", ".poster--show", ".magazine-hero")
LABELS = {"on-accent": "accent", "on-partner": "partner", "paper": "brand", "ink": "mark"}
"""Words by the colour that they stand on: buttons, badges, days of the calendar, what is found."""


def declared(selector: str) -> dict[str, str]:
    """Its tokens on screens: a later rule wins."""
    screen = SHEET[: SHEET.index("@media print")]
    rules = re.findall(r"([^{};]+)\{([^{}]*)\}", screen)
    found: dict[str, str] = {}
    for names, body in rules:
        if selector in (name.strip() for name in names.split(",")):
            found |= dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    return found


def themes() -> dict[str, dict[str, str]]:
    """Tokens by theme."""
    light = declared(":root")
    return {"light": light, "dark": light | declared(DARK)}


def posters() -> dict[str, dict[str, str]]:
    """Tokens of what is printed on a sheet of another colour."""
    return {
        f"{poster} in {theme}": tokens | declared(poster)
        for theme, tokens in themes().items()
        for poster in POSTERS
    }


def colour(tokens: dict[str, str], name: str) -> str:
    """Six digits, whatever the way in which they are written."""
    value = tokens[name]
    while named := re.fullmatch(r"var\(--([\w-]+)\)", value):
        value = tokens[named[1]]
    digits = value.removeprefix("#")
    assert re.fullmatch("[0-9a-f]{3}|[0-9a-f]{6}", digits), f"--{name}: {value}"
    return digits if len(digits) == 6 else "".join(2 * digit for digit in digits)


def luminance(digits: str) -> float:
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def faint(tokens: dict[str, str], wanted: dict[tuple[str, str], float]) -> list[str]:
    """Each pair of text and ground that is below its bound."""
    found = {pair: contrast(*(colour(tokens, name) for name in pair)) for pair in wanted}
    return [
        f"{text} on {ground}: {found[text, ground]:.2f} < {bound}"
        for (text, ground), bound in wanted.items()
        if found[text, ground] < bound
    ]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [("000000", "ffffff", 21), ("777777", "ffffff", 4.48), ("1b1216", "fbf7f4", 17.22)],
)
def test_contrast_is_computed_as_wcag_has_it(one: str, other: str, expected: float) -> None:
    assert contrast(one, other) == contrast(other, one) == pytest.approx(expected, abs=0.005)


@pytest.mark.parametrize(("theme", "deepest"), [("light", "surface"), ("dark", "night")])
def test_words_stand_out_from_pages(theme: str, deepest: str) -> None:
    bounds = {"paper": 7.0, "sheet": 7.0, "surface": 6.2, deepest: 6.2}
    wanted = {(text, ground): bound for text in TEXT for ground, bound in bounds.items()}
    assert faint(themes()[theme], wanted) == []


def test_words_stand_out_from_posters() -> None:
    wanted = {(text, "sheet"): 6.2 for text in TEXT if text not in ("ok", "warn")}
    wanted |= {(text, "surface"): 6.2 for text in ("ink", "ink-2", "mute", "brand")}
    wrong = {name: faint(tokens, wanted) for name, tokens in posters().items()}
    assert not any(wrong.values()), wrong


def test_borders_of_what_is_used_are_seen() -> None:
    pages = {("rule", ground): 3.0 for ground in ("paper", "sheet", "surface")}
    wrong = {name: faint(tokens, pages) for name, tokens in themes().items()}
    wrong |= {name: faint(tokens, {("rule", "sheet"): 3.0}) for name, tokens in posters().items()}
    assert not any(wrong.values()), wrong


def test_words_of_buttons_and_badges_stand_out() -> None:
    wanted = dict.fromkeys(LABELS.items(), 7.0)
    wrong = {name: faint(tokens, wanted) for name, tokens in themes().items()}
    button = {("on-accent", "accent"): 7.0}
    wrong |= {name: faint(tokens, button) for name, tokens in posters().items()}
    assert not any(wrong.values()), wrong


def test_the_switch_shows_the_dark_of_the_device() -> None:
    assert declared(DARK) == declared(DEVICE) != {}
