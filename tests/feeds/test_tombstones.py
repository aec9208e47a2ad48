from feeds.normalise import deleted_identities
from feeds.parse import parse
from feeds.tombstones import MAX, read_deleted
from tests.feeds.reading import document

HEAD = (
    '<feed xmlns="http://www.w3.org/2005/Atom" '
    'xmlns:at="http://purl.org/atompub/tombstones/1.0"><title>Flux</title>'
)


def tomb(ref: str) -> str:
    return f'<at:deleted-entry ref="{ref}" when="2026-06-01T00:00:00Z"/>'


def test_criterion_27_deleted_entries_are_read() -> None:
    feed = parse(document(f"{HEAD}{tomb('tag:a')}{tomb('https://www.a.example/1/')}</feed>"))
    assert feed.deleted == ("tag:a", "https://www.a.example/1/")
    assert deleted_identities(feed) == ["guid:tag:a", "guid:a.example/1"]


def test_what_a_torn_document_said_before_it_broke_counts() -> None:
    assert read_deleted(f"{HEAD}{tomb('tag:a')}<entry>".encode()) == ("tag:a",)


def test_another_vocabulary_says_nothing() -> None:
    other = HEAD.replace("purl.org/atompub", "purl.example/atompub")
    assert read_deleted(f"{other}{tomb('tag:a')}</feed>".encode()) == ()


def test_entities_and_numbers_are_bounded() -> None:
    attack = f'<!DOCTYPE feed [<!ENTITY a "b">]>{HEAD}{tomb("tag:a")}</feed>'
    assert read_deleted(attack.encode()) == ()
    many = "".join(tomb(f"tag:{n}") for n in range(MAX + 10))
    assert len(read_deleted(f"{HEAD}{many}</feed>".encode())) == MAX
