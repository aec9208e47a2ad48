"""Row 34: an item that changes at every visit is not rewritten for ever."""

from dataclasses import replace

from feeds import churn
from feeds.churn import calmed, is_small
from feeds.decide import decide
from feeds.memory import Known, Look, Memory, imported
from feeds.types import Item
from tests.feeds.reading import document, read, rss

WORDS = " ".join(f"mot{n}" for n in range(100))
(ITEM,) = read(document(rss(f"<guid>1</guid><title>Un</title><description>{WORDS}</description>")))


def small(after: Item) -> bool:
    return is_small(imported(ITEM), imported(after))


def test_markup_and_a_few_letters_are_small() -> None:
    assert small(replace(ITEM, html=f"<div>{ITEM.html}</div>", guid="2"))
    assert small(replace(ITEM, html=ITEM.html.replace("mot5 ", "12:34:56 ")))
    assert small(replace(ITEM, html=ITEM.html.replace("mot5 ", "x" * 49 + " ")))


def test_titles_addresses_media_and_sentences_are_not() -> None:
    assert not small(replace(ITEM, html=ITEM.html.replace("mot5 ", "x" * 50 + " ")))
    assert not small(replace(ITEM, html="<p></p>"))
    assert not small(replace(ITEM, title="Une"))
    assert not small(replace(ITEM, url="https://source.example/autre"))
    assert not small(replace(ITEM, image_url="https://source.example/1.png"))


def test_small_changes_are_written_two_dozen_times() -> None:
    assert churn.MOST == 24
    known = Memory({ITEM.identity: Known(ITEM.identity, "ancien")})
    decision = decide([ITEM], known)
    before = imported(replace(ITEM, html=f"<b>{ITEM.html}</b>"))
    written = calmed(decision, {ITEM.identity: Look(before, churn.MOST - 1)})
    assert [change.is_small for change in written.changes] == [True]
    ignored = calmed(decision, {ITEM.identity: Look(before, churn.MOST)})
    assert (ignored.changes, ignored.unchanged) == ((), 1)


def test_what_readers_see_is_always_written() -> None:
    decision = decide([ITEM], Memory({ITEM.identity: Known(ITEM.identity, "ancien")}))
    before = imported(replace(ITEM, title="Avant"))
    assert calmed(decision, {ITEM.identity: Look(before, churn.MOST)}) == decision
