"""Are all strings in the French catalogue, translated for certain, and nothing besides?

Collects the strings of a copy of the sources with `makemessages`, and compares what it finds with
locale/fr. Places and dates are not compared. `--write` updates the catalogue instead.
"""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
CATALOGUE = Path("locale/fr/LC_MESSAGES/django.po")
COLLECT = "makemessages --locale fr --no-location --no-wrap --ignore tests/* --verbosity 0"
NOT_SOURCES = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", "*.mo")


def collect(root: Path) -> None:
    """Write all strings of `root` into its catalogue; exits with a sentence when that fails."""
    (root / CATALOGUE).parent.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "manage.py", *COLLECT.split()]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The strings cannot be collected: {(done.stderr or done.stdout).strip()}")


def read(root: Path) -> Catalog:
    with (root / CATALOGUE).open("rb") as file:
        return read_po(file, locale="fr")


def collected() -> Catalog:
    """The catalogue as it would be now, without touching this copy of the sources."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "sources"
        shutil.copytree(ROOT, copy, ignore=NOT_SOURCES)
        collect(copy)
        return read(copy)


def key(message: Message) -> tuple[str, str]:
    text = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", text


def untranslated(message: Message) -> bool:
    texts = [message.string] if isinstance(message.string, str) else message.string
    return message.fuzzy or not texts or not all(texts)


def faults(kept: Catalog, now: Catalog) -> list[str]:
    """One line a fault; none when the catalogue is as it should be."""
    old = {key(message): message for message in kept if message.id}
    new = {key(message) for message in now if message.id}
    missing = [f"missing: {text}" for _, text in sorted(new - old.keys())]
    left = [f"left over: {text}" for _, text in sorted(old.keys() - new)]
    doubtful = [
        f"untranslated or fuzzy: {text}"
        for (_, text), message in sorted(old.items())
        if untranslated(message)
    ]
    # Babel compiles nothing of a catalogue whose header is still marked as a guess.
    draft = ["the header is marked fuzzy"] if kept.fuzzy else []
    return draft + missing + left + doubtful


def main() -> None:
    if shutil.which("xgettext") is None:
        sys.exit("gettext is missing: apt install gettext")
    if "--write" in sys.argv:
        return collect(ROOT)
    if not (ROOT / CATALOGUE).exists():
        sys.exit(f"{CATALOGUE} is missing: run `make translations`.")
    found = faults(read(ROOT), collected())
    if found:
        sys.exit("\n".join([*found, f"{CATALOGUE}: run `make translations`, then translate."]))
    return None


if __name__ == "__main__":
    main()
