"""The bench measures what it says: the same documents at each run, four in ten of them long."""

import io
import os

import feedparser
import pytest

from tests.bench.feeds.documents import LONG, LONG_SHARE, SHAPES, document, entries_in
from tests.bench.feeds.measure import cpu_s, tree
from tests.bench.feeds.server import Mode, State, answer, control


def test_four_documents_in_ten_are_long() -> None:
    long = sum(len(document(shape)) >= LONG for shape in range(SHAPES))
    assert long == SHAPES * LONG_SHARE


@pytest.mark.parametrize("source", [0, 1, 2, 45])
def test_each_version_of_a_document_has_one_more_entry(source: int) -> None:
    ids = [
        [entry.id for entry in feedparser.parse(io.BytesIO(document(source, version))).entries]
        for version in (0, 1)
    ]
    assert len(ids[0]) == len(set(ids[0])) == entries_in(source)
    assert ids[1][1:] == ids[0]


def test_the_server_answers_304_to_whoever_knows_the_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(State, "mode", Mode())
    known = b'If-None-Match: "7-0"\r\n'
    assert answer(7, known).startswith(b"HTTP/1.1 304")
    control("version=1")
    assert answer(7, known).startswith(b"HTTP/1.1 200")
    control("validators=0&version=0")
    assert b"ETag" not in answer(7, known).partition(b"\r\n\r\n")[0]


def test_a_process_is_measured_with_its_children() -> None:
    assert os.getpid() in [process.pid for process in tree([os.getpid()])]
    assert cpu_s([os.getpid()]) > 0
