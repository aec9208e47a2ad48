"""Entries that were read once are known by their bytes: only what is new is read, and the result is
the one of reading everything."""

import random
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.utils import timezone

from feeds import keep, reading
from feeds.familiar import NOTHING, Familiar, Pieces
from feeds.models import FeedItem, Gone, LastDocument, Source
from feeds.reading import Reading
from feeds.types import Fetched
from tests.cms.counter import agrees
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import CORPUS, DATA, Site
from tests.feeds.reading import document, rss
from tests.feeds.test_memory import TEXT, entry, visit

NOW = datetime(2026, 7, 1, tzinfo=UTC)


def read(fetched: Fetched, familiar: Familiar = NOTHING) -> Reading:
    return reading.read(fetched, NOW, familiar)


def after(before: Fetched, now: Fetched) -> Reading:
    """A document as it is read after another one."""
    return read(now, read(before).remembered)


def is_as_read_whole(found: Reading, fetched: Fetched) -> bool:
    """Whether it says what all of the document says; what is left out, as it did before."""
    whole = read(fetched)
    items = {item.identity: item for item in whole.items}
    return (
        found.feed == whole.feed
        and sorted(found.identities) == sorted(whole.identities)
        and sorted(found.dates) == sorted(whole.dates)
        and set(found.remembered.entries) == set(whole.remembered.entries)
        and all(items[item.identity] == item for item in found.items)
    )


def differences(before: Fetched, now: Fetched) -> list[str]:
    """Identities of which a familiar entry stands for other words than reading it gives."""
    earlier = {item.identity: item for item in read(before).items}
    later = {item.identity: item for item in read(now).items}
    found = after(before, now)
    assert is_as_read_whole(found, now)
    names = (entry.identity for entry in found.repeated)
    return [name for name in names if earlier.get(name) != later.get(name)]


OLD = [entry(n) for n in range(4)]


def test_only_a_new_entry_is_read() -> None:
    now = document(rss(entry(9), *OLD))
    found = after(document(rss(*OLD)), now)
    assert [item.title for item in found.items] == ["Titre 9"]
    assert len(found.repeated) == 4
    assert is_as_read_whole(found, now)
    assert read(now, found.remembered).items == ()


def test_an_entry_that_changed_or_left_is_seen() -> None:
    now = document(rss(OLD[0], entry(1, title="Corrigé"), OLD[3]))
    found = after(document(rss(*OLD)), now)
    assert [item.title for item in found.items] == ["Corrigé"]
    assert len(found.repeated) == 2
    assert is_as_read_whole(found, now)


def test_the_moment_at_which_a_document_was_made_changes_nothing() -> None:
    def at(minute: int) -> str:
        stamp = f"<lastBuildDate>Wed, 03 Jun 2026 08:{minute:02}:00 GMT</lastBuildDate>"
        return f"<!-- en {minute} ms -->{stamp}"

    found = after(document(rss(*OLD, head=at(1))), document(rss(entry(9), *OLD, head=at(2))))
    assert (len(found.items), len(found.repeated)) == (1, 4)


@pytest.mark.parametrize(
    "changed",
    [
        document(rss(*OLD, head="<language>en</language>")),
        document(rss(*OLD), url="https://ailleurs.example/flux.xml"),
        document(rss(*OLD), "application/xml; charset=latin-1"),
        replace(document(rss(*OLD)), zone="America/Cayenne"),
        document(rss(*OLD).replace('version="2.0"', 'version="2.0" xml:base="https://b.example/"')),
    ],
    ids=["language", "address", "charset", "zone", "base"],
)
def test_whatever_stands_around_entries_is_part_of_them(changed: Fetched) -> None:
    assert after(document(rss(*OLD)), changed).repeated == ()


def test_a_name_that_is_shared_with_a_familiar_entry_has_all_read() -> None:
    twin = entry(9, guid="guid-2")
    now = document(rss(twin, *OLD))
    found = after(document(rss(*OLD)), now)
    assert found.repeated == ()
    assert is_as_read_whole(found, now)
    assert len(set(found.identities)) == 5


@pytest.mark.parametrize(
    "body",
    [
        rss(*OLD).replace("</channel></rss>", ""),
        rss(*OLD).replace("<item>", "<item>&nbsp;", 1),
        rss(*OLD).replace("</item><item>", "</item><ttl>60</ttl><item>", 1),
        '{"version": "https://jsonfeed.org/version/1.1", "items": [{"title": "<item>"}]}',
    ],
    ids=["torn", "entity", "between", "JSON"],
)
def test_what_is_not_understood_to_the_letter_is_read_each_time(body: str) -> None:
    found = read(document(body))
    assert found.items
    assert found.remembered.entries == ()
    assert read(document(body), found.remembered).items == found.items


def test_another_version_of_the_code_reads_all_again(monkeypatch: pytest.MonkeyPatch) -> None:
    before = read(document(rss(*OLD))).remembered
    monkeypatch.setattr("feeds.familiar.READER", b"another")
    assert len(read(document(rss(*OLD)), before).items) == 4


def test_what_is_remembered_survives_the_database() -> None:
    kept = read(document(rss(*OLD, "<title>Sans date</title>"))).remembered
    assert Familiar.from_json(kept.frame, kept.as_json()) == kept


def test_a_live_broadcast_with_the_name_of_an_episode_has_all_read() -> None:
    podcast = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
    live = f'<podcast:liveItem {podcast} status="live"><title>En direct</title><guid>guid-1</guid>'
    before = document(rss(*OLD, head=f"{live}</podcast:liveItem>"))
    assert read(before).remembered == NOTHING


def test_what_looks_like_a_comment_in_a_section_is_none() -> None:
    def head(language: str) -> str:
        opened, closed = "<docs><![CDATA[<!--]]></docs>", "<docs><![CDATA[-->]]></docs>"
        return f"{opened}<language>{language}</language>{closed}"

    now = document(rss(*OLD, head=head("en")))
    assert after(document(rss(*OLD, head=head("fr"))), now).repeated == ()


def test_entries_within_entries_are_read_each_time() -> None:
    nested = "<title>Un</title><item><title>Deux</title></item>"
    assert read(document(rss(nested))).remembered == NOTHING


def test_a_date_that_is_not_believed_as_yet_is_judged_again() -> None:
    found = read(document(rss(*OLD, entry(9).replace("Jun", "Jul"))))
    assert len(found.items) == 5
    assert len(found.remembered.entries) == 4


def test_where_little_is_familiar_all_is_read_at_once() -> None:
    found = after(document(rss(OLD[0])), document(rss(*OLD)))
    assert (len(found.items), len(found.repeated)) == (4, 0)


SAMPLES = sorted(DATA.glob("*.*ml"))
REAL = sorted(CORPUS.glob("*.*")) if CORPUS.exists() else []


@pytest.mark.parametrize("path", [*SAMPLES, *REAL], ids=lambda path: path.name)
def test_any_document_gives_what_reading_it_whole_gives(path: Any) -> None:
    """After a version of itself that lacks some entries, and before one."""
    fetched = document(path.read_bytes())
    pieces = Pieces.of(fetched)
    dice = random.Random(path.name)
    for share in (0.1, 0.5):
        if pieces is None:
            return
        absent = [digest for digest in pieces.fingerprints() if dice.random() < share]
        other = replace(fetched, body=pieces.without(absent).body)
        for before, now in ((other, fetched), (fetched, other)):
            try:
                assert differences(before, now) == []
            except reading.FeedError:
                continue


# --- With a database ------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_visit_stores_what_is_new_and_counts_the_rest(site: Site) -> None:
    source = SourceFactory.create()
    assert visit(site, source, *OLD).new == 4
    report = visit(site, source, entry(9), *OLD)
    assert (report.new, report.updated, report.unchanged) == (1, 0, 4)
    report = visit(site, source, entry(9), entry(0, title="Corrigé"), *OLD[1:])
    assert (report.new, report.updated, report.unchanged) == (0, 1, 4)
    assert LastDocument.objects.get().source == source
    assert FeedItem.objects.count() == 5
    assert agrees()


@pytest.mark.django_db
def test_criterion_27_a_familiar_entry_that_leaves_is_missed(site: Site) -> None:
    source = SourceFactory.create(trust="auto")
    entries = [entry(n) for n in range(1, 9)]
    visit(site, source, *entries)
    visit(site, source, *entries[:6], entries[7])
    assert FeedItem.objects.get(missed_at__isnull=False).title == "Titre 7"
    visit(site, source, *entries)
    assert not FeedItem.objects.filter(missed_at__isnull=False).exists()


@pytest.mark.django_db
def test_an_item_that_was_deleted_here_is_read_again(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, *OLD)
    FeedItem.objects.filter(title="Titre 2").delete()
    report = visit(site, source, entry(9), *OLD)
    assert (report.new, report.unchanged) == (2, 3)


@pytest.mark.django_db
def test_an_emptied_item_that_its_source_shows_again_has_its_words_back(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, *OLD)
    gone = FeedItem.objects.filter(title="Titre 2")
    at = gone.get().first_seen_at
    gone.update(gone_at=at, gone_reason=Gone.DELETED, emptied_at=at, excerpt="", html="")
    visit(site, source, entry(9), *OLD)
    back = gone.get()
    assert (back.gone_at, back.emptied_at) == (None, None)
    assert back.excerpt


@pytest.mark.django_db
def test_a_source_with_another_zone_or_address_is_read_whole(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, *OLD)
    frame = LastDocument.objects.get().frame
    Source.objects.update(timezone="America/Cayenne")
    assert visit(site, source, *OLD).unchanged == 4
    assert LastDocument.objects.get().frame != frame


@pytest.mark.django_db
def test_what_an_archive_or_a_hub_has_changed_is_told_again(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, *OLD)
    other = document(rss(entry(2, text="Autrement dit, et tout autre chose que ce qui était là.")))
    found = replace(read(other), is_archive=True)
    assert keep.keep(source, other, found, timezone.now()).updated == 1
    report = visit(site, source, entry(9), *OLD)
    assert (report.new, report.updated, report.unchanged) == (1, 1, 3)
    assert TEXT in FeedItem.objects.get(title="Titre 2").excerpt
    assert visit(site, source, entry(9), *OLD, head="<!-- -->").unchanged == 5
