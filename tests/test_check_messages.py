"""The gate of the French catalogue: every fault is named, and a good catalogue passes."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog

PATH = Path(__file__).resolve().parents[1] / ".ci" / "check_messages.py"


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("check_messages", PATH)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalogue(**entries: str | tuple[str, str]) -> Catalog:
    found = Catalog(locale="fr", fuzzy=False)
    for text, translation in entries.items():
        plural = isinstance(translation, tuple)
        found.add((text, f"{text}s") if plural else text, translation)
    return found


def test_a_complete_catalogue_has_no_fault(gate: ModuleType) -> None:
    kept = catalogue(Article="Article", item=("élément", "éléments"))
    assert gate.faults(kept, catalogue(Article="", item=("", ""))) == []


def test_missing_left_over_and_untranslated_strings_are_named(gate: ModuleType) -> None:
    kept = catalogue(Old="Vieux", Half=("moitié", ""))
    assert gate.faults(kept, catalogue(New="", Half=("", ""))) == [
        "missing: New",
        "left over: Old",
        "untranslated or fuzzy: Half",
    ]


def test_a_guess_is_no_translation(gate: ModuleType) -> None:
    kept = catalogue()
    kept.add("Article", "Articles", flags=["fuzzy"])
    assert gate.faults(kept, catalogue(Article="")) == ["untranslated or fuzzy: Article"]


def test_a_catalogue_that_babel_would_not_compile_is_refused(gate: ModuleType) -> None:
    assert gate.faults(Catalog(locale="fr", fuzzy=True), catalogue()) == [
        "the header is marked fuzzy"
    ]


def test_the_same_word_in_two_contexts_counts_twice(gate: ModuleType) -> None:
    now = catalogue(Source="")
    now.add("Source", "", context="picture")
    assert gate.faults(catalogue(Source="Source"), now) == ["missing: Source"]
