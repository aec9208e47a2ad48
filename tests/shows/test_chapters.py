"""Chapters in the forms in which they are pasted."""

import json

import pytest

from shows import errors
from shows.chapters import MAX_CHAPTERS, Chapter, parse, to_json
from shows.transcripts import MAX_CHARACTERS
from tests.growth import is_in_line

DESCRIPTION = """Une heure avec Inès Spécimen, en direct jeudi à 20:30.
Abonnez-vous : https://exemple.org/abonnement

0:00 Intro
- 12:41 : Le port, la nuit
• 20:00 – 25:00 Les\u00a0moyennes
3. [45:10] La médiane
(1:02:03) À 12:30, tout change
2 000:00 vues
@bifurcations"""


def test_a_description_of_youtube() -> None:
    assert parse(DESCRIPTION) == [
        Chapter(0, "Intro"),
        Chapter(761, "Le port, la nuit"),
        Chapter(1200, "Les moyennes"),
        Chapter(2710, "La médiane"),
        Chapter(3723, "À 12:30, tout change"),
    ]


def test_times_at_the_end_where_none_is_at_the_start() -> None:
    assert parse("Chapitres\nLe port - 12:41\nIntro (0:00)\nFin 1:02:03.") == [
        Chapter(0, "Intro"),
        Chapter(761, "Le port"),
        Chapter(3723, "Fin"),
    ]


def test_mp4chaps() -> None:
    assert parse("00:00:20.000 Début\n00:03:02.500 Suite") == [
        Chapter(20, "Début"),
        Chapter(182, "Suite"),
    ]


def test_webvtt() -> None:
    text = "WEBVTT\n\nCh 1\n00:00.000 --> 00:20.000\nDébut\n\n00:20.000 --> 01:00.000\nSuite\n"
    assert parse(text) == [Chapter(0, "Début"), Chapter(20, "Suite")]


def test_podcasting_2_json() -> None:
    chapters = [
        {"startTime": 20.7, "title": "Suite", "img": "https://a.example/1.png"},
        {"startTime": 0, "title": "Début", "url": "https://a.example/"},
        {"startTime": 5, "title": "Caché", "toc": False},
        {"startTime": 6, "title": ""},
        {"startTime": 30, "title": "Piège\0\ud800", "url": "javascript:alert(1)"},
        {"startTime": 31, "title": "Sans adresse", "url": "https://non une adresse"},
    ]
    assert parse(json.dumps({"version": "1.2.0", "chapters": chapters})) == [
        Chapter(0, "Début", "https://a.example/"),
        Chapter(20, "Suite"),
        Chapter(30, "Piège?"),
        Chapter(31, "Sans adresse"),
    ]


def test_export_is_read_back_the_same() -> None:
    chapters = [Chapter(0, "L’œuf & <b>"), Chapter(61, "Suite", "https://a.example/")]
    document = json.loads(to_json(chapters))
    assert document["version"] == "1.2.0"
    assert document["chapters"][1] == {
        "startTime": 61,
        "title": "Suite",
        "url": "https://a.example/",
    }
    assert parse(to_json(chapters)) == chapters


@pytest.mark.parametrize(
    ("text", "error", "line"),
    [
        ("0:00 Intro\n00:61:00 Suite", errors.NotATimeError, 2),
        ("0:00 Intro\n12:75 Suite", errors.NotATimeError, 2),
        ("0:00 Intro\n0:05 A\n0:05 B", errors.SameTimeError, 3),
        ("Rien à voir ici", errors.NoChapterError, 0),
        ("0:00 " + "a" * 201, errors.TitleTooLongError, 1),
        ('{"chapters": [{"startTime": -1, "title": "a"}]}', errors.NotATimeError, 1),
        ('{"chapters": [{"startTime": "0:05", "title": "a"}]}', errors.NotATimeError, 1),
        ('{"chapters": [{"startTime": 1e300, "title": "a"}]}', errors.NotATimeError, 1),
        ('{"chapters": {}}', errors.NoChapterError, 0),
        ("a" * (MAX_CHARACTERS + 1), errors.TextTooLongError, 0),
        (
            "\n".join(f"{n // 60}:{n % 60:02} T" for n in range(MAX_CHAPTERS + 1)),
            errors.TooManyError,
            0,
        ),
    ],
)
def test_what_is_broken_is_named(text: str, error: type[errors.PastedTextError], line: int) -> None:
    with pytest.raises(error) as raised:
        parse(text)
    assert raised.value.line == line
    assert raised.value.sentence


def test_nothing_pasted_is_no_chapter() -> None:
    assert parse(" \n ") == []


@pytest.mark.parametrize(
    "piece", ["<", "0:00 ", "-", "(0:00", " ", "1. ", ":", "\n0:00", "{", '{"']
)
def test_hostile_text_costs_a_line_not_a_square(piece: str) -> None:
    def read(length: int) -> None:
        with pytest.raises(errors.PastedTextError):
            parse(piece * (length // len(piece)) + "x")

    # With its last letter: a longer one is refused unread.
    assert is_in_line(read, MAX_CHARACTERS - 1)
