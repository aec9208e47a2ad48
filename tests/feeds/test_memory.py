"""What visits remember of items: one row each whatever their source calls them, held when they are
too many, rewritten when there is something to see, flagged when they are gone."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from cms.models import Publication
from feeds import churn, digest
from feeds.models import FeedItem, Fetch, Gone, Held, Source, Status, Trust
from feeds.pipeline import refresh
from feeds.store import note_gone
from feeds.types import Outcome, Report
from tests.cms.counter import agrees
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.factories.pages import home_page
from tests.feeds.conftest import Site
from tests.feeds.reading import rss

pytestmark = pytest.mark.django_db

TEXT = "Un texte assez long pour que deux contenus ne le partagent pas par hasard, numéro"


def entry(n: int, *, guid: str = "", link: str = "", title: str = "", text: str = "") -> str:
    return (
        f"<guid isPermaLink='false'>{guid or f'guid-{n}'}</guid>"
        f"<title>{title or f'Titre {n}'}</title>"
        f"<link>{link or f'https://un.example/{n}'}</link>"
        f"<pubDate>Mon, 0{n % 9 + 1} Jun 2026 08:{n % 60:02}:00 GMT</pubDate>"
        f"<description>{text or f'{TEXT} {n}'}</description>"
    )


def visit(site: Site, source: Source, *entries: str, head: str = "") -> Report:
    """A visit that finds these entries, whenever the last one was."""
    address = site.put("/f", rss(*entries, head=head))
    source.refresh_from_db()
    if source.feed_url != address:
        source.feed_url = address
        source.save()
    Source.objects.filter(pk=source.pk).update(body_hash="", next_visit_at=timezone.now())
    return refresh(Source.objects.get(pk=source.pk))


def known_source(visits: int = 5, new: int = 1, **fields: Any) -> Source:
    """With a history of so many visits, after the first."""
    now = timezone.now()
    source = SourceFactory.create(last_success_at=now - timedelta(minutes=15), **fields)
    for number in [300, *[new] * visits]:
        Fetch.objects.create(source=source, at=now, outcome="updated", ms=1, new=number)
    return source


# --- Another identity -----------------------------------------------------------------------


def test_criterion_6_a_site_that_migrates_keeps_its_rows(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, *(entry(n, link=f"http://un.example/?p={n}") for n in range(30)))
    FeedItem.objects.filter(title="Titre 3").moderate(Status.REJECTED)
    before = dict(FeedItem.objects.values_list("title", "uuid"))
    moved = [
        entry(n, guid=f"https://un.example/titre-{n}/", link=f"https://un.example/titre-{n}/")
        for n in range(30)
    ]
    report = visit(site, source, *moved)
    assert (report.new, report.updated, report.held) == (0, 30, 0)
    assert dict(FeedItem.objects.values_list("title", "uuid")) == before
    assert FeedItem.objects.get(title="Titre 3").status == Status.REJECTED
    assert FeedItem.objects.get(title="Titre 4").url == "https://un.example/titre-4/"
    assert visit(site, source, *moved).unchanged == 30
    assert agrees()


def test_row_34_guids_that_change_at_every_visit_make_no_new_items(site: Site) -> None:
    source = SourceFactory.create()
    for turn in range(5):
        visit(site, source, *(entry(n, guid=f"{turn}-{n}") for n in range(10)))
        assert FeedItem.objects.count() == 10
    # One among others, too: nothing has moved.
    steady = [entry(n, guid=f"4-{n}") for n in range(9)]
    for turn in range(5):
        assert visit(site, source, *steady, entry(9, guid=f"tour-{turn}")).new == 0
    assert FeedItem.objects.count() == 10
    assert agrees()


def test_what_only_gets_another_guid_is_no_news_for_readers(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, entry(1))
    before = Publication.objects.of_kind("item").get()
    visit(site, source, entry(1, guid="autre"))
    after = Publication.objects.of_kind("item").get()
    assert (after.etag, after.updated_at) == (before.etag, before.updated_at)
    assert FeedItem.objects.get().identity == "guid:autre"


def test_row_33_another_source_s_items_stay_as_they_are(site: Site) -> None:
    theirs = FeedItemFactory.create(identity="guid:guid-1", url="https://un.example/1")
    before = FeedItem.objects.values().get(pk=theirs.pk)
    thief = SourceFactory.create()
    visit(site, thief, entry(1, title="Détourné"), entry(2, guid="guid-1", title=theirs.title))
    assert FeedItem.objects.values().get(pk=theirs.pk) == before
    assert FeedItem.objects.filter(source=thief).count() == 2


def test_what_was_withdrawn_and_comes_back_under_another_name_is_there_again(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, entry(1), entry(2))
    visit(site, source, entry(2), head=tomb("guid-1"))
    visit(site, source, entry(1, guid="nouveau"), entry(2), head=tomb("guid-1"))
    item = FeedItem.objects.get(identity="guid:nouveau")
    assert (item.gone_at, item.is_visible) == (None, True)
    assert FeedItem.objects.count() == 2
    assert agrees()


# --- Too many at once -----------------------------------------------------------------------


def test_criterion_6_a_flood_is_held_and_nowhere_public(site: Site) -> None:
    source = known_source(trust=Trust.AUTO)
    visit(site, source, *(entry(n) for n in range(3)))
    flood = [entry(n) for n in range(37)]
    report = visit(site, source, *flood)
    assert (report.outcome, report.new, report.held) == (Outcome.UPDATED, 34, 34)
    held = FeedItem.objects.held_back()
    assert set(held.values_list("status", flat=True)) == {Status.PENDING}
    assert len(set(held.values_list("held_at", flat=True))) == 1
    assert Publication.objects.of_kind("item").count() == 3
    assert Fetch.objects.latest("id").held == 34
    again = visit(site, source, *flood)
    assert (again.new, again.updated, again.unchanged, again.held) == (0, 0, 37, 0)
    assert source.held_count == 34
    assert agrees()


def test_a_held_flood_makes_the_next_one_no_more_usual(site: Site) -> None:
    source = known_source()
    for turn in range(3):
        start = 100 * turn
        report = visit(site, source, *(entry(n) for n in range(start, start + 25)))
        assert report.held == 25


def test_criterion_6_the_digest_tells_of_it(site: Site, settings: Any) -> None:
    settings.ALERT_EMAIL = ["redaction@example.org"]
    source = known_source(name="Média ami")
    visit(site, source, *(entry(n) for n in range(20)))
    digest.send()
    assert "Média ami : 20 contenus d’un coup" in mail.outbox[-1].body


@pytest.mark.parametrize(
    ("trust", "status"),
    [(Trust.AUTO, Status.APPROVED), (Trust.QUEUE, Status.PENDING)],
)
def test_what_is_released_goes_where_trust_sends_it(trust: Trust, status: Status) -> None:
    source = SourceFactory.create(trust=trust)
    FeedItemFactory.create_batch(2, source=source, status=Status.PENDING, held=Held.FLOOD)
    assert FeedItem.objects.filter(source=source).release() == 2
    assert set(FeedItem.objects.values_list("status", "held")) == {(status, "")}
    assert agrees()


def test_a_decision_on_one_item_ends_its_hold() -> None:
    item = FeedItemFactory.create(status=Status.PENDING, held=Held.FLOOD)
    item.status = Status.APPROVED
    item.save()
    assert FeedItem.objects.get().held == ""
    assert agrees()


# --- Small changes --------------------------------------------------------------------------


def test_row_34_an_item_that_changes_at_every_visit_is_not_rewritten_for_ever(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(churn, "MOST", 3)
    source = SourceFactory.create()
    updated = 0
    visit(site, source, entry(1))
    before = Publication.objects.of_kind("item").get().updated_at
    for turn in range(5):
        updated += visit(site, source, entry(1, text=f"{TEXT}, vu {turn} fois")).updated
    assert updated == 3
    assert FeedItem.objects.get().small_changes == 3
    assert Publication.objects.of_kind("item").get().updated_at == before
    assert visit(site, source, entry(1, title="Rectifié")).updated == 1
    assert FeedItem.objects.get().title == "Rectifié"
    assert agrees()


# --- Gone at their source -------------------------------------------------------------------


def tomb(guid: str) -> str:
    return (
        "<at:deleted-entry xmlns:at='http://purl.org/atompub/tombstones/1.0' "
        f"ref='{guid}' when='2026-06-01T00:00:00Z'/>"
    )


@pytest.mark.parametrize(
    ("trust", "is_withdrawn"), [(Trust.AUTO, True), (Trust.EXCERPT, True), (Trust.QUEUE, False)]
)
def test_criterion_27_a_tombstone_flags_and_a_trusted_source_withdraws(
    site: Site, trust: Trust, is_withdrawn: bool
) -> None:
    source = SourceFactory.create(trust=trust)
    visit(site, source, entry(1), entry(2))
    FeedItem.objects.all().moderate(Status.APPROVED)
    visit(site, source, entry(2), head=tomb("guid-1"))
    item = FeedItem.objects.get(identity="guid:guid-1")
    assert (item.gone_reason, item.is_withdrawn) == (Gone.DELETED, is_withdrawn)
    assert item.status == Status.APPROVED
    assert item.is_visible != is_withdrawn
    assert Publication.objects.filter(uuid=item.uuid).exists() != is_withdrawn
    first = item.gone_at
    visit(site, source, entry(2), head=tomb("guid-1"))
    item.refresh_from_db()
    assert item.gone_at == first
    assert agrees()


def test_criterion_27_an_entry_that_comes_back_is_there_again(site: Site) -> None:
    source = SourceFactory.create()
    visit(site, source, entry(1), entry(2))
    visit(site, source, entry(2), head=tomb("guid-1"))
    visit(site, source, entry(1), entry(2), head=tomb("guid-1"))
    item = FeedItem.objects.get(identity="guid:guid-1")
    assert (item.gone_at, item.gone_reason, item.is_withdrawn) == (None, "", False)
    assert Publication.objects.of_kind("item").count() == 2
    assert agrees()


def test_criterion_27_what_the_newsroom_shows_stays(site: Site) -> None:
    pinned = FeedItemFactory.create()
    home = home_page()
    home.pins.create(content=pinned.uuid)
    home.save_revision().publish()
    other = FeedItemFactory.create(source=pinned.source)
    assert note_gone(FeedItem.objects.all(), Gone.DELETED, timezone.now()) == 2
    pinned.refresh_from_db()
    other.refresh_from_db()
    assert (pinned.is_withdrawn, other.is_withdrawn) == (False, True)
    assert pinned.gone_at
    assert agrees()


def test_an_editor_may_keep_what_its_source_withdrew() -> None:
    item = FeedItemFactory.create()
    note_gone(FeedItem.objects.all(), Gone.DELETED, timezone.now())
    FeedItem.objects.filter(pk=item.pk).moderate(Status.APPROVED)
    item.refresh_from_db()
    assert item.is_visible
    assert item.gone_at
    note_gone(FeedItem.objects.all(), Gone.DELETED, timezone.now())
    assert Publication.objects.filter(uuid=item.uuid).exists()
    assert agrees()


def test_criterion_9_error_messages_of_a_bridge_are_no_content(site: Site) -> None:
    source = SourceFactory.create()
    broken = "<title>Bridge returned error 503! (20400)</title><description>Details…</description>"
    report = visit(site, source, broken)
    assert (report.outcome, report.error) == (Outcome.ERROR, "bridge_error")
    assert visit(site, source, broken, entry(1)).new == 1
    assert FeedItem.objects.get().title == "Titre 1"
