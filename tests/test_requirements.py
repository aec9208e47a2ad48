"""The pinned files install today what they installed yesterday, whatever is published meanwhile."""

import re
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = ("requirements.txt", "requirements-dev.txt")


def pins(name: str) -> dict[str, Requirement]:
    lines = re.findall(r"^[^\s#-][^\\\n]*", (ROOT / name).read_text(), re.MULTILINE)
    return {canonicalize_name(pin.name): pin for pin in map(Requirement, lines)}


@pytest.mark.parametrize("name", FILES)
def test_what_is_wanted_with_extras_is_pinned_with_them(name: str) -> None:
    """Or pip takes the newest release for it, and stops: that one has no hash here."""
    pinned = pins(name)
    seen = 0
    for package, pin in pinned.items():
        for line in metadata.requires(package) or ():
            wanted = Requirement(line)
            applies = [""] if not wanted.marker else ["", *pin.extras]
            if not any(not wanted.marker or wanted.marker.evaluate({"extra": e}) for e in applies):
                continue
            seen += 1
            held = pinned[canonicalize_name(wanted.name)]
            assert wanted.extras <= held.extras, f"{package} wants {wanted}, {name} has {held}"
    assert seen > 20
