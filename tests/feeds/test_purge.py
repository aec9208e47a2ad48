"""Retention: what is let go, what stays, and that no visit brings it back."""

import io
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from cms.models import Publication, Withdrawal
from feeds import purge as module
from feeds import tasks
from feeds.models import FeedItem, Forgotten, Gone, RetentionRule, Source, Status
from feeds.purge import Purged, purge
from feeds.retention import Policy, policy_of
from tests.cms.counter import agrees
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.test_memory import entry, visit

NOW = timezone.now()


@pytest.mark.parametrize(
    ("policy", "young", "first"),
    [
        (Policy(), 5, None),
        (Policy(days=30), 5, 5),
        (Policy(days=30, least=10), 5, 10),
        (Policy(days=30, least=2), 5, 5),
        (Policy(most=3), 5, 3),
        (Policy(days=30, least=10, most=20), 5, 10),
        (Policy(days=30, most=3), 5, 3),
    ],
)
def test_criterion_31_days_and_numbers(policy: Policy, young: int, first: int | None) -> None:
    assert policy.first_to_go(young) == first


def test_criterion_31_the_most_particular_rule_counts() -> None:
    rules = {key: Policy(days=n) for n, key in enumerate([(1, "video"), (1, ""), (None, "video")])}
    default = Policy(days=99)
    assert [
        policy_of(rules, source, kind, default).days
        for source, kind in [(1, "video"), (1, "article"), (2, "video"), (2, "article")]
    ] == [0, 1, 2, 99]
    assert policy_of({(None, ""): Policy(days=7)}, 2, "live", default).days == 7


def items(source: Source, *days: int, **fields: Any) -> list[FeedItem]:
    return [
        FeedItemFactory.create(source=source, published_at=NOW - timedelta(days=day), **fields)
        for day in days
    ]


def run(at: datetime = NOW, **options: bool) -> list[Purged]:
    return [found for found in purge(Source.objects.all(), at, **options) if not found.is_nothing]


@pytest.fixture
def rule() -> RetentionRule:
    return RetentionRule.objects.create(days=30, least=1)


@pytest.mark.django_db
def test_criterion_31_old_items_go_and_the_newest_stay(rule: RetentionRule) -> None:
    source, dormant = SourceFactory.create(), SourceFactory.create()
    items(source, 1, 29, 31, 400)
    items(dormant, 400, 500)
    rehearsed = run(is_rehearsal=True)
    assert FeedItem.objects.count() == 6
    assert run() == rehearsed == [Purged(source, 2), Purged(dormant, 1)]
    assert run() == []
    assert FeedItem.objects.filter(source=source).count() == 2
    assert FeedItem.objects.get(source=dormant).published_at == NOW - timedelta(days=400)
    assert Publication.objects.of_kind("item").count() == 3
    assert agrees()


@pytest.mark.django_db
def test_criterion_31_by_default_all_is_kept() -> None:
    items(SourceFactory.create(), 4000)
    assert run() == []


@pytest.mark.django_db
def test_criterion_31_what_a_page_shows_stays(rule: RetentionRule) -> None:
    source = SourceFactory.create()
    _, pinned, filed, other = items(source, 1, 100, 101, 102)
    home = pages.home_page()
    home.pins.create(content=pinned.uuid)
    home.save_revision().publish()
    dossier = pages.dossier()
    dossier.entries.create(content=filed.uuid)
    dossier.save_revision().publish()
    assert run() == [Purged(source, removed=1, kept=2)]
    assert not FeedItem.objects.filter(pk=other.pk).exists()
    assert agrees()


@pytest.mark.django_db
def test_criterion_31_rejected_and_withdrawn_items_stay_as_light_rows(rule: RetentionRule) -> None:
    source = SourceFactory.create()
    items(source, 1)
    (rejected,) = items(source, 100, status=Status.REJECTED)
    (gone,) = items(source, 101, gone_at=NOW, gone_reason=Gone.DELETED)
    assert run() == [Purged(source, emptied=2)]
    assert run() == []
    for item in (rejected, gone):
        item.refresh_from_db()
        assert (item.html, item.excerpt, item.emptied_at) == ("", "", NOW)
    assert rejected.status == Status.REJECTED
    assert Publication.objects.of_kind("item").count() == 1
    assert agrees()


@pytest.mark.django_db
def test_criterion_31_a_visit_brings_nothing_back(site: Site) -> None:
    source = SourceFactory.create()
    entries = [entry(n) for n in range(6)]
    visit(site, source, *entries)
    FeedItem.objects.filter(title="Titre 0").moderate(Status.REJECTED)
    RetentionRule.objects.create(source=source, most=2, least=0)
    run()
    assert FeedItem.objects.count() == 3
    assert Forgotten.objects.count() == 3
    for turn in range(2):
        report = visit(site, source, *entries, entry(70 + turn))
        assert (report.new, report.updated, report.unchanged) == (1, 0, 6)
    changed = [entry(n, text=f"Un tout autre texte, et bien plus long {n}") for n in range(6)]
    assert visit(site, source, *changed).updated == 2
    assert FeedItem.objects.get(title="Titre 0").html == ""
    assert agrees()


@pytest.mark.django_db
def test_criterion_31_batches_are_bounded_and_may_be_interrupted(
    rule: RetentionRule, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BATCH", 2)
    source = SourceFactory.create()
    items(source, 1, *range(100, 105))
    sizes: list[int] = []
    let_go = module._Batch.let_go

    def stopped(self: Any, now: datetime) -> None:
        if len(sizes) == 2:
            raise KeyboardInterrupt
        sizes.append(len(self.leaving))
        let_go(self, now)

    monkeypatch.setattr(module._Batch, "let_go", stopped)
    with pytest.raises(KeyboardInterrupt):
        run()
    assert sizes == [2, 2]
    assert FeedItem.objects.count() == 2
    assert agrees()
    monkeypatch.setattr(module._Batch, "let_go", let_go)
    assert run() == [Purged(source, 1)]
    assert agrees()


@pytest.mark.django_db
def test_criterion_31_by_command_and_by_task(rule: RetentionRule) -> None:
    source, other = SourceFactory.create(slug="media-ami"), SourceFactory.create()
    items(source, 1, 100)
    items(other, 1, 100)

    def command(*options: str) -> str:
        out = io.StringIO()
        call_command("purge_items", *options, stdout=out)
        return out.getvalue()

    assert command("--dry-run", "--source", "media-ami") == "media-ami\t1\t0\t0\n"
    assert command("--source", "media-ami") == "media-ami\t1\t0\t0\n"
    assert command("--source", "media-ami") == "media-ami\t0\t0\t0\n"
    assert FeedItem.objects.count() == 3
    assert tasks.purge_items() == 1
    with pytest.raises(CommandError):
        command("--source", "nulle-part")


@pytest.mark.django_db
def test_what_has_left_says_nothing_any_more_once_it_is_emptied(rule: RetentionRule) -> None:
    """Its address repeats its title, which is to be forgotten."""
    source = SourceFactory.create()
    _young, old = items(source, 1, 400)
    FeedItem.objects.filter(pk=old.pk).moderate(Status.REJECTED)
    assert Withdrawal.objects.filter(uuid=old.uuid).exists()
    run()
    assert FeedItem.objects.get(pk=old.pk).emptied_at
    assert not Withdrawal.objects.filter(uuid=old.uuid).exists()
