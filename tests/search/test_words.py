"""Words without accents and capitals, and how far two are from each other."""

import pytest

from search.words import Vocabulary, candidates, distance, fold, slips, spelled

TEXT = "Le CŒUR des Élèves : l’hôpital, aujourd’hui İstanbul – ǅ ﬁn 49.3 %"


def test_folding_keeps_every_letter_where_it_stood() -> None:
    assert len(fold(TEXT)) == len(TEXT)
    assert fold("ÉLÈVES à Noël") == "eleves a noel"
    assert fold("Œuvre") == "œuvre"
    assert spelled("Œuvre") == "oeuvre"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("coeur", ["cœur"]),
        ("œuvre", []),
        ("élève", ["eleves"]),
        ("le", ["le"]),
        ("hôpitaux", ["hopital"]),
        ("49.3", ["49.3"]),
        ("elephant", ["eleves"]),
        ("a(b", []),
    ],
)
def test_what_may_be_a_form_of_a_word(word: str, found: list[str]) -> None:
    assert [match.group() for match in candidates([word]).finditer(fold(TEXT))] == found


def test_of_no_word_there_is_no_form() -> None:
    assert candidates([]).search(fold(TEXT)) is None


@pytest.mark.parametrize(
    ("one", "other", "far"),
    [
        ("hopital", "hopital", 0),
        ("hopitla", "hopital", 1),
        ("electon", "elections", 2),
        ("melanchon", "melenchon", 1),
        ("", "abc", 3),
        ("abc", "", 3),
    ],
)
def test_distance_of_two_words(one: str, other: str, far: int) -> None:
    assert distance(one, other) == far


def test_longer_words_may_hold_more_slips() -> None:
    assert [slips(word) for word in ("eau", "retaites", "proportionelle")] == [1, 2, 3]


TITLES = ("Les éboueurs de l’Hôpital", "Mélenchon à Épône", "Les hôpitaux en 2026", "Œuvres")


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("eboueurss", "éboueurs"),
        ("hopitla", "hôpital"),
        ("Hopitaus", "hôpitaux"),
        ("melanchon", "mélenchon"),
        ("oeuvress", "œuvres"),
        ("2062", "2026"),
        ("xylophone", ""),
        ("zz", ""),
        ("", ""),
    ],
)
def test_the_word_that_a_slip_stands_for(word: str, meant: str) -> None:
    assert Vocabulary(TITLES).nearest(word) == meant


def test_of_words_as_near_the_one_that_is_most_alike() -> None:
    """Of two that are one letter away: the one whose beginning is right."""
    assert Vocabulary(["paysans", "raisons saisons maisons"]).nearest("maysons") == "maisons"
    assert Vocabulary(["salaires salariés"]).nearest("salairess") == "salaires"


def test_no_words_hold_none() -> None:
    assert Vocabulary([]).nearest("salaire") == ""
