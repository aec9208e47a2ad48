from dataclasses import replace
from datetime import timedelta

from feeds.decide import content_hash, decide
from feeds.memory import Known, Memory
from feeds.types import Item
from tests.feeds.reading import NOW, document, read, rss

(ITEM,) = read(document(rss("<guid>un</guid><title>Un</title><description>Texte</description>")))


def known(item: Item) -> Memory:
    return Memory({item.identity: Known(item.identity, content_hash(item))})


def test_an_unknown_item_is_new() -> None:
    decision = decide([ITEM], Memory())
    assert (decision.new, decision.updated, decision.unchanged) == (1, 0, 0)
    assert decision.changes[0].item is ITEM


def test_the_same_item_is_unchanged() -> None:
    assert decide([ITEM], known(ITEM)).unchanged == 1


def test_other_words_are_an_update() -> None:
    decision = decide([replace(ITEM, title="Une")], known(ITEM))
    assert (decision.new, decision.updated, decision.unchanged) == (0, 1, 0)


def test_another_date_is_no_change() -> None:
    dated = replace(ITEM, published_at=NOW - timedelta(days=3))
    assert decide([dated], known(ITEM)).unchanged == 1


def test_what_left_the_document_is_left_alone() -> None:
    assert decide([], known(ITEM)).changes == ()
