"""The corrector against its labelled corpus (`typography/tune.tsv`, `held.tsv`), which was
committed before it. A change is right when the label has it at the same place."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from time import process_time

import pytest

from cms.typography import _PROTECTED, _SUSPECT, NBSP, NNBSP, correct, correct_html

CORPUS = Path(__file__).parent / "typography"
PRECISION, RECALL = 0.995, 0.99


@dataclass(frozen=True)
class Case:
    kind: str
    before: str
    after: str

    @property
    def wanted(self) -> set[tuple[int, int, str]]:
        return changes(self.before, self.after)

    @property
    def made(self) -> set[tuple[int, int, str]]:
        return changes(self.before, correct(self.before))


def changes(before: str, after: str) -> set[tuple[int, int, str]]:
    codes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return {(i, j, after[k:m]) for tag, i, j, k, m in codes if tag != "equal"}


def marked(text: str) -> str:
    return text.replace("⍽", NBSP).replace("⎵", NNBSP)


def cases(name: str) -> Iterator[Case]:
    for line in (CORPUS / f"{name}.tsv").read_text().splitlines():
        if line and not line.startswith("#"):
            kind, before, after = line.split("\t")
            yield Case(kind, marked(before), marked(before if after == "=" else after))


def test_the_corpus_is_large_and_a_third_is_held_back() -> None:
    tune, held = list(cases("tune")), list(cases("held"))
    assert len(tune) + len(held) >= 300
    assert 3 * len(held) >= len(tune) + len(held)
    assert not {case.before for case in tune} & {case.before for case in held}


@pytest.mark.parametrize("name", ["tune", "held"])
def test_precision_and_recall(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    wanted = made = right = 0
    for case in cases(name):
        wanted += len(case.wanted)
        made += len(case.made)
        right += len(case.wanted & case.made)
    precision, recall = right / made, right / wanted
    with capsys.disabled():
        print(f"\n{name}: precision {precision:.2%}, recall {recall:.2%} of {wanted}")  # noqa: T201 - the figures
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.parametrize("name", ["tune", "held"])
def test_correcting_twice_changes_nothing(name: str) -> None:
    for case in cases(name):
        assert correct(correct(case.before)) == correct(case.before)
        assert correct(case.after) == correct(correct(case.after))


@pytest.mark.parametrize(
    ("html", "printed"),
    [
        ("<p>Non <b>!</b></p>", "<p>Non⎵<b>!</b></p>"),
        ("<p><b>Non</b>! Oui<i>?</i></p>", "<p><b>Non</b>⎵! Oui<i>⎵?</i></p>"),
        ("<p>Un</p><p>! deux</p>", "="),
        ("<p><a href=\"/a?b=l'c\">l'ami</a></p>", '<p><a href="/a?b=l\'c">l’ami</a></p>'),
        ("<p>R&amp;D&nbsp;: 24&nbsp;€ ; &lt;b&gt;</p>", "<p>R&amp;D⍽: 24⍽€⎵; &lt;b&gt;</p>"),
        ("<p><code>a ? b : c'd</code> ?</p>", "<p><code>a ? b : c'd</code>⎵?</p>"),
        ("<ul><li>un ;</li><li>deux.</li></ul>", "<ul><li>un⎵;</li><li>deux.</li></ul>"),
        ("<p>&laquo; Oui &raquo;</p>", "<p>&laquo;⎵Oui⎵&raquo;</p>"),
        ("", "="),
        ("Sans balise ?", "Sans balise⎵?"),
        ("a < b ; c", "a < b⎵; c"),
    ],
)
def test_html_is_corrected_across_its_tags(html: str, printed: str) -> None:
    expected = html if printed == "=" else marked(printed)
    assert correct_html(html).replace("&nbsp;", NBSP) == expected
    assert correct_html(correct_html(html)) == correct_html(html)


@pytest.mark.parametrize("name", ["tune", "held"])
def test_html_says_what_plain_text_says(name: str) -> None:
    for case in cases(name):
        if not set("<>&") & set(case.before):
            assert correct_html(f"<p>{case.before}</p>") == f"<p>{correct(case.before)}</p>"


@pytest.mark.parametrize("name", ["tune", "held"])
def test_what_is_left_alone_is_suspected(name: str) -> None:
    """The quick look that spares most paragraphs the slow one misses nothing."""
    for case in cases(name):
        assert _SUSPECT.search(case.before) or not _PROTECTED.search(case.before)


@pytest.mark.parametrize("text", ["«n°12»", "«1500 € par mois»", "«oui...»", "Non !..."])
def test_two_corrections_at_one_place(text: str) -> None:
    assert correct_html(f"<p>{text}</p>") == f"<p>{correct(text)}</p>"
    assert correct(correct(text)) == correct(text)


@pytest.mark.parametrize("part", ["-", "<", "a...", "x.", "a1.", "«", "a@", "`", " :", "1 234 "])
def test_what_is_hostile_takes_no_longer(part: str) -> None:
    """Of CPU time, a hundred times what it takes; the square of the length would be minutes."""
    start = process_time()
    correct_html(part * (100_000 // len(part)))
    assert process_time() - start < 10
