"""Items that left their source early: their pages are asked, once and politely."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms.cluster import is_stopping
from cms.models import Publication
from feeds import absences, tasks
from feeds.absences import REST, look_for
from feeds.models import FeedItem, Gone, Source, Trust
from tests.cms.counter import agrees
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds.conftest import Site
from tests.feeds.test_memory import visit

pytestmark = pytest.mark.django_db


def page(site: Site, n: int) -> str:
    at = timezone.now() - timedelta(days=n)
    return (
        f"<guid>{n}</guid><title>Titre {n}</title><link>{site.root}/page/{n}</link>"
        f"<pubDate>{at:%a, %d %b %Y %H:%M:%S} GMT</pubDate>"
    )


def missed(site: Site, **fields: Any) -> FeedItem:
    """The item that left a source's document among newer ones."""
    source = SourceFactory.create(**fields)
    every = [page(site, n) for n in range(8)]
    visit(site, source, *every)
    visit(site, source, *every[:2], *every[3:])
    return FeedItem.objects.get(title="Titre 2")


def later() -> datetime:
    return timezone.now() + REST


@pytest.mark.parametrize("status", [404, 410])
def test_criterion_27_a_page_that_is_gone_takes_its_item_along(site: Site, status: int) -> None:
    item = missed(site)
    site.put("/page/2", b"", status)
    assert look_for(timezone.now(), is_stopping) == 0
    assert look_for(later(), is_stopping) == 1
    item.refresh_from_db()
    assert (item.gone_reason, item.is_withdrawn, item.missed_at) == (Gone.MISSING, True, None)
    assert Publication.objects.of_kind("item").count() == 7
    assert look_for(later(), is_stopping) == 0
    assert agrees()


def test_criterion_27_a_page_that_answers_is_asked_once(site: Site) -> None:
    item = missed(site)
    site.put("/page/2", b"encore l\xc3\xa0")
    asked = len(site.requests)
    assert look_for(later(), is_stopping) == 0
    visit(site, item.source, *(page(site, n) for n in (0, 1, 3, 4, 5)))
    assert look_for(later() + REST, is_stopping) == 0
    assert [path for path, _ in site.requests[asked:]] == ["/page/2", "/f"]
    item.refresh_from_db()
    assert (item.gone_at, item.is_visible) == (None, True)


@pytest.mark.parametrize("status", [500, 403])
def test_a_page_that_says_nothing_clear_proves_nothing(site: Site, status: int) -> None:
    item = missed(site)
    site.put("/page/2", b"", status)
    assert look_for(later(), is_stopping) == 0
    item.refresh_from_db()
    assert (item.gone_at, item.missed_at, item.link_checked_at) == (None, None, None)


def test_criterion_27_an_item_that_is_back_is_not_asked_for(site: Site) -> None:
    item = missed(site)
    visit(site, item.source, *(page(site, n) for n in range(8)))
    assert look_for(later(), is_stopping) == 0
    item.refresh_from_db()
    assert item.missed_at is None


@pytest.mark.parametrize(
    "document",
    ["truncated", "another", "empty"],
)
def test_criterion_27_a_torn_or_another_document_deletes_nothing(site: Site, document: str) -> None:
    source = SourceFactory.create()
    every = [page(site, n) for n in range(8)]
    visit(site, source, *every)
    if document == "truncated":
        site.put("/f", site.answers["/f"][2][:-300])  # type: ignore[index]  # an answer, no function
        Source.objects.update(body_hash="", next_visit_at=timezone.now())
        from feeds.pipeline import refresh

        refresh(Source.objects.get())
    elif document == "another":
        visit(site, source, *(page(site, n).replace("Titre", "Autre") for n in range(20, 23)))
    else:
        visit(site, source)
    assert not FeedItem.objects.exclude(missed_at=None, gone_at=None).exists()


def test_criterion_27_only_trusted_sources_are_looked_after(site: Site) -> None:
    assert missed(site, trust=Trust.QUEUE).missed_at is None


def test_a_run_is_bounded_and_fair(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def ask(url: str) -> bool:
        asked.append(url)
        return False

    monkeypatch.setattr(absences, "is_gone", ask)
    old = timezone.now() - timedelta(days=1)
    crowd = SourceFactory.create()
    FeedItemFactory.create_batch(5, source=crowd, missed_at=old)
    FeedItemFactory.create(missed_at=old)
    assert tasks.look_for_missing() == 0
    assert len(asked) == absences.PER_HOST + 1
    look_for(timezone.now(), lambda: True)
    assert len(asked) == absences.PER_HOST + 1
