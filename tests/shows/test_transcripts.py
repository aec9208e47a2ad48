"""Transcripts in every format that newsrooms have, and what is hostile in them."""

import json
import random
from contextlib import suppress

import pytest

from shows import errors
from shows.transcripts import (
    MAX_CHARACTERS,
    MAX_CUES,
    Cue,
    decode,
    format_of,
    paragraphs,
    parse,
    to_text,
    to_vtt,
)
from tests.growth import is_in_line

VTT = """WEBVTT - Bifurcations
Kind: captions

STYLE
::cue(v) { color: red }

NOTE
Relu par la rédaction,
deux fois.

intro
00:01.000 --> 00:04.250 align:start position:10%
<v.fort Sacha Modèle>Bonjour <i>Inès</i>.</v>

2
00:00:04.250 --> 00:00:06.000
<v Inès Spécimen>Bonjour &amp; merci,
<00:00:05.000><c.jaune>c’est&nbsp;gentil</c>.
"""

SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<b>Bonjour</b> {\\an8}à tous.\r\n\r\n"
    "Et bienvenue.\r\n\r\n\r\n2\r\n00:00:03.000 --> 00:00:04.000 X1:0\r\nADA: Il est 20 h.\r\n"
    "00:00:04,000 --> 00:00:05,000\r\nSans numéro\r\n"
)

SPOKEN = """Sacha Modèle : Bonjour.
Vous êtes venue.

[12:41] Inès Spécimen : Notre règle est la suivante : venir.

Résultat : je suis là.
(1:02:03) SACHA : Merci.
"""


def test_webvtt_as_the_w3c_writes_it() -> None:
    assert format_of(VTT) == "vtt"
    assert parse(VTT) == [
        Cue(1.0, 4.25, "Sacha Modèle", "Bonjour Inès."),
        Cue(4.25, 6.0, "Inès Spécimen", "Bonjour & merci,\nc’est\u00a0gentil."),
    ]


def test_several_voices_in_one_cue() -> None:
    text = "WEBVTT\n\n00:01.000 --> 00:02.000\n<v Ada>Oui.\n<v Bea>Non.</v> (rires)\n"
    assert parse(text) == [
        Cue(1.0, 2.0, "Ada", "Oui."),
        Cue(1.0, 2.0, "Bea", "Non."),
        Cue(1.0, 2.0, "", "(rires)"),
    ]


def test_subrip_as_it_is_found() -> None:
    assert format_of(SRT) == "srt"
    assert parse(SRT) == [
        Cue(1.0, 2.5, "", "Bonjour à tous.\nEt bienvenue."),
        Cue(3.0, 4.0, "ADA", "Il est 20 h."),
        Cue(4.0, 5.0, "", "Sans numéro"),
    ]


def test_plain_text_with_names_and_times() -> None:
    assert format_of(SPOKEN) == "text"
    assert parse(SPOKEN) == [
        Cue(None, None, "Sacha Modèle", "Bonjour.\nVous êtes venue."),
        Cue(761.0, None, "Inès Spécimen", "Notre règle est la suivante : venir."),
        Cue(None, None, "Inès Spécimen", "Résultat : je suis là."),
        Cue(3723.0, None, "SACHA", "Merci."),
    ]


def test_the_transcript_that_youtube_shows() -> None:
    assert parse("0:00\nbonjour à tous\n0:05\net bienvenue\n1:02:03\nà demain") == [
        Cue(0.0, None, "", "bonjour à tous"),
        Cue(5.0, None, "", "et bienvenue"),
        Cue(3723.0, None, "", "à demain"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Voir https://exemple.org : tout y est.",
        "il est venu : tant mieux",
        "16:9 est un format",
        "20:80 : la loi de Pareto",
        "Un A --> B dans le texte",
        "[rires] Bonjour",
    ],
)
def test_words_stay_words(text: str) -> None:
    assert parse(text) == [Cue(None, None, "", text)]


@pytest.mark.parametrize("name", ["Ada", "ADA", "Jean-Luc de la Tour", "Louise d’Arc", "Invité 2"])
def test_names(name: str) -> None:
    for colon in (":", " :", "\u00a0:", "\u202f:"):
        assert parse(f"{name}{colon} Bonjour") == [Cue(None, None, name, "Bonjour")]


def test_a_name_stands_on_one_line() -> None:
    text = "00:00:01,000 --> 00:00:02,000\nOui\nAda: non"
    assert parse(text) == [Cue(1.0, 2.0, "", "Oui\nAda: non")]


def test_json_of_podcasting_2_and_of_whisper() -> None:
    podcast = (
        '{"version": "1.0.0", "segments": [{"speaker": "Ada", "startTime": 0.5, "endTime": 0.75, '
        '"body": "Bonjour"}, {"startTime": 1, "endTime": 2, "body": "vous"}]}'
    )
    assert parse(podcast) == [Cue(0.5, 0.75, "Ada", "Bonjour"), Cue(1.0, 2.0, "", "vous")]
    assert parse('{"segments": [{"start": 0, "end": 1.5, "text": " Oui"}]}') == [
        Cue(0.0, 1.5, "", "Oui")
    ]


def test_json_gives_nothing_that_a_database_refuses() -> None:
    words = {"speaker": "A\0da\n", "text": "O\ud800ui\n\n!"}
    text = json.dumps({"segments": [{"start": 0, "end": 1, **words}]})
    assert parse(text) == [Cue(0.0, 1.0, "Ada", "O?ui\n!")]
    assert parse('{"segments": [{"start": 0, "text": ["a"]}]}') == []


def test_right_to_left_text_is_kept_as_it_is() -> None:
    words = "مرحبا بكم \u200f(2026)"
    assert parse(f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v علي>{words}\n") == [
        Cue(1.0, 2.0, "علي", words)
    ]
    assert parse(to_vtt([Cue(1.0, 2.0, "علي", words)])) == [Cue(1.0, 2.0, "علي", words)]


SRT_BEGINS = "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n"


@pytest.mark.parametrize(
    ("text", "error", "line", "quoted"),
    [
        (SRT_BEGINS + "00:61:00 --> 00:00:05,000\nB", errors.NotATimeError, 6, "00:61:00"),
        (SRT_BEGINS + "00:00:03,000 -->\nB", errors.NotATimeError, 6, "00:00:03,000 -->"),
        (SRT_BEGINS + "-00:00:03 --> 00:00:05\nB", errors.NotATimeError, 6, "-00:00:03"),
        (
            SRT_BEGINS + "00:00:05 --> 00:00:04\nB",
            errors.EndBeforeStartError,
            6,
            "00:00:05 --> 00:00:04",
        ),
        (
            SRT_BEGINS + "00:00:00 --> 00:00:04\nB",
            errors.OutOfOrderError,
            6,
            "00:00:00 --> 00:00:04",
        ),
        ("WEBVTT\n\ndemain --> 00:02\nA", errors.NotATimeError, 3, "demain"),
        ("[00:61:00] Ada : oui", errors.NotATimeError, 1, "00:61:00"),
        ("00:61:00 Ada : oui", errors.NotATimeError, 1, "00:61:00"),
        ("[-0:05] oui", errors.NotATimeError, 1, "-0:05"),
        ("[0:05] oui\n\n[0:04] non", errors.OutOfOrderError, 3, "[0:04] non"),
        ('{"segments": [{"startTime": -1, "body": "a"}]}', errors.NotATimeError, 1, "-1"),
        ('{"segments": [{"startTime": NaN, "body": "a"}]}', errors.NotATimeError, 1, "nan"),
        ('{"segments": [{"start": 2, "end": 1}]}', errors.EndBeforeStartError, 1, "2.0 – 1.0"),
        ('{"segments":\n [}', errors.BrokenJsonError, 2, ""),
        ('{"autre": 1}', errors.BrokenJsonError, 1, ""),
    ],
)
def test_what_is_broken_is_named_with_its_line(
    text: str, error: type[errors.PastedTextError], line: int, quoted: str
) -> None:
    with pytest.raises(error) as raised:
        parse(text)
    assert (raised.value.line, raised.value.text) == (line, quoted)
    assert quoted in raised.value.sentence


def test_overlapping_cues_and_empty_ones_are_fine() -> None:
    assert len(parse(SRT_BEGINS + "00:00:01,500 --> 00:00:01,500\nB")) == 2


def test_export_escapes_and_is_read_back_the_same() -> None:
    cues = [Cue(0.0, 1.5, "A <b> & C", "1 < 2 --> 3\n&amp; là"), Cue(1.5, 3600.25, "", "Oui")]
    exported = to_vtt(cues)
    assert exported.startswith("WEBVTT\n\n00:00:00.000 --> 00:00:01.500\n<v A &lt;b&gt; &amp; C>")
    assert exported.count("-->") == 2
    assert parse(exported) == cues


def test_export_gives_every_cue_an_end() -> None:
    cues = [Cue(1.0, None, "", "a"), Cue(1.0, 1.0, "", "b"), Cue(4.0, None, "", "c\n\n d")]
    untimed = Cue(None, None, "", "jamais")
    assert [(c.start_s, c.end_s, c.text) for c in parse(to_vtt([untimed, *cues]))] == [
        (1.0, 4.0, "a"),
        (1.0, 4.0, "b"),
        (4.0, 9.0, "c\nd"),
    ]
    assert to_vtt([untimed]) == ""


def test_search_holds_words_alone() -> None:
    words = to_text(parse(VTT))
    assert words == "Sacha Modèle : Bonjour Inès.\nInès Spécimen : Bonjour & merci, c’est gentil."
    assert "00:" not in to_text(parse(SRT))


def test_cues_of_one_speaker_become_paragraphs() -> None:
    said = [Cue(n, n + 1.0, "Ada", f"phrase {n}.") for n in range(3)]
    after_a_pause = Cue(60.0, 61.0, "Ada", "Reprise.")
    answer = Cue(61.0, 62.0, "Bea", "Oui.")
    found = paragraphs([*said, after_a_pause, answer])
    assert [(p.start_s, p.speaker, p.text) for p in found] == [
        (0, "Ada", "phrase 0. phrase 1. phrase 2."),
        (60.0, "Ada", "Reprise."),
        (61.0, "Bea", "Oui."),
    ]
    long = [Cue(n, n + 1.0, "", "mot " * 20 + "fin.") for n in range(40)]
    assert max(len(p.text) for p in paragraphs(long)) < 800


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ("\ufeffété".encode(), "été"),
        ("été".encode("cp1252"), "été"),
        ("été".encode("utf-16"), "été"),
    ],
)
def test_files_are_decoded(data: bytes, text: str) -> None:
    assert decode(data) == text


def test_a_file_that_is_no_text_says_so() -> None:
    with pytest.raises(errors.NotTextError):
        decode(b"\x89PNG\r\n\x00\x00")


def test_nul_bytes_are_dropped() -> None:
    assert parse("WEBVTT\n\n00:01.000 --> 00:02.000\n<v A\0da>O\0ui") == [
        Cue(1.0, 2.0, "Ada", "Oui")
    ]


def test_a_sentence_repeats_the_beginning_of_a_long_line() -> None:
    with pytest.raises(errors.NotATimeError) as raised:
        parse("1" * 100_000 + " --> 2")
    assert len(raised.value.sentence) < 200


def test_bounds() -> None:
    with pytest.raises(errors.TextTooLongError):
        parse("a" * (MAX_CHARACTERS + 1))
    line = "00:00:01,000 --> 00:00:02,000\nA\n\n"
    assert len(parse(line * MAX_CUES)) == MAX_CUES
    with pytest.raises(errors.TooManyError) as raised:
        parse(line * (MAX_CUES + 1))
    assert "20000" in raised.value.sentence.replace("\u202f", "")


FULL = MAX_CHARACTERS - 64
CUE = "WEBVTT\n\n00:01.000 --> 00:02.000\n"


@pytest.mark.parametrize(
    ("opening", "piece", "ending"),
    [
        ("", "<", ""),
        (CUE, "<", ""),
        (CUE, "<v ", ""),
        (CUE + "<v", " ", ">"),
        (CUE + "<v.", ".", ""),
        (CUE + "&#", "9", ""),
        (CUE, "&", ""),
        (CUE, "{\\", ""),
        ("", "1:00:00 --> ", ""),
        ("", "[", ""),
        ("", " ", ""),
        ("", "\n", ""),
        ("", "A : ", ""),
        ("", "0:00 ", ""),
        ("", "{", ""),
        ('{"segments": ', "[", ""),
        ('{"segments": [{"start": ', "9", ""),
        ("WEBVTT\n\n", "NOTE\n", ""),
    ],
)
def test_hostile_text_costs_a_line_not_a_square(opening: str, piece: str, ending: str) -> None:
    def read(length: int) -> None:
        text = opening + piece * (length // len(piece)) + ending
        with suppress(errors.PastedTextError):
            to_vtt(parse(text))
            to_text(parse(text))

    assert is_in_line(read, FULL)


def test_no_noise_raises_anything_else() -> None:
    dice = random.Random(2026)
    pieces = [
        *"<>&;:.,-[](){}\"'\\ \n\t0159",
        "-->",
        "WEBVTT\n\n",
        "<v ",
        "00:01",
        "Ada : ",
        "&#x",
        "é",
    ]
    for _ in range(3_000):
        text = "".join(dice.choices(pieces, k=dice.randrange(60)))
        try:
            cues = parse(text)
        except errors.PastedTextError:
            continue
        assert [c.start_s for c in parse(to_vtt(cues))] == sorted(
            c.start_s for c in cues if c.start_s is not None
        )
