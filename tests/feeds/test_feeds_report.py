import json
import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.users.models import User
from feeds import figures
from feeds.errors import REMEDIES, remedy
from feeds.management.commands.feeds_report import WIDTH, error_lines, row
from feeds.models import Fetch, Source
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def visit(source: Source, outcome: str, hours_ago: float = 0.5, **fields: Any) -> Fetch:
    at = timezone.now() - hours_ago * HOUR
    return Fetch.objects.create(source=source, at=at, outcome=outcome, **{"ms": 100, **fields})


def report(**options: Any) -> str:
    out = StringIO()
    call_command("feeds_report", stdout=out, **options)
    return out.getvalue()


@pytest.fixture
def three_visits() -> Source:
    source = SourceFactory.create(slug="gazette", failures=6)
    visit(source, "updated", ms=300, new=3, unchanged=2, bytes=1000)
    visit(source, "not_modified", bytes=10)
    visit(source, "error", error="timeout", ms=2000)
    visit(source, "error", hours_ago=25, error="gone")
    return source


def test_criterion_34_visits_of_a_while_are_counted(three_visits: Source) -> None:
    day = figures.visits(timezone.now(), 24 * HOUR)
    assert (day.total, day.read, day.not_modified, day.failed) == (3, 1, 1, 1)
    assert (day.new, day.changed, day.unchanged, day.bytes) == (3, 0, 2, 1010)
    assert (day.ms, day.not_modified_ratio) == (800, 0.5)
    assert figures.visits(timezone.now(), HOUR / 4).not_modified_ratio == 0


@pytest.mark.parametrize(("rank", "expected"), [(0, 1), (5, 1), (50, 10), (95, 19), (100, 20)])
def test_percentiles_are_values_that_were_measured(rank: int, expected: int) -> None:
    assert figures.percentile(list(range(1, 21)), rank) == expected


def test_criterion_34_lag_of_due_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    monkeypatch.setattr(figures.timezone, "now", lambda: now)
    assert figures.lag(now) == figures.Lag(0, 0, 0, 0)
    for minutes in range(1, 21):
        SourceFactory.create(next_visit_at=now - timedelta(minutes=minutes))
    assert figures.lag(now) == figures.Lag(20, 600, 1140, 1200)
    # Asked a moment later, by its own clock.
    said = re.search(r"(\d+) s\b", figures.ask_sources())
    assert said
    assert int(said[1]) >= 1200


def test_criterion_34_the_report_fits_a_terminal(three_visits: Source) -> None:
    SourceFactory.create(slug="g" * 100, failures=9)
    text = report()
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "timeout" in text
    assert "gone" not in text
    assert remedy("timeout").split(".")[0] in " ".join(text.split())


def test_criterion_34_every_remedy_fits_a_terminal() -> None:
    lines = list(error_lines([(name, 3) for name in REMEDIES]))
    assert max(map(len, lines)) <= WIDTH
    assert len(row("n" * 200, 12)) == WIDTH


def test_criterion_34_the_report_as_json(three_visits: Source) -> None:
    state = json.loads(report(json=True))
    assert state["visits"]["new"] == 3
    assert state["errors"] == [["timeout", 1]]
    assert state["slowest"] == [["gazette", 800.0]]
    assert state["loudest"] == [["gazette", 3]]
    assert state["failing"] == [["gazette", 6]]


def test_criterion_34_ingestion_is_measured(client: Client, three_visits: Source) -> None:
    text = client.get("/metrics").content.decode()
    for line in (
        'kiosque_fetches_hour{outcome="error:timeout"} 1.0',
        'kiosque_items_hour{decision="new"} 3.0',
        "kiosque_fetched_bytes_hour 1010.0",
        "kiosque_not_modified_ratio 0.5",
        "kiosque_sources_failing 1.0",
    ):
        assert line in text


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    return client


def health_page(editor: Client, **query: str) -> Any:
    return editor.get(reverse("source_health"), query)


def test_criterion_34_the_health_page_shows_the_failing_first(editor: Client) -> None:
    FeedItemFactory.create(source__name="Calme", first_seen_at=timezone.now())
    SourceFactory.create(name="Souffrante", failures=3, last_error="html_page")
    text = health_page(editor).content.decode()
    assert text.index("Souffrante") < text.index("Calme")
    by_name = health_page(editor, ordering="name").content.decode()
    assert by_name.index("Calme") < by_name.index("Souffrante")


def test_criterion_34_the_health_page_is_exported(editor: Client) -> None:
    source = SourceFactory.create(failures=3, last_error="html_page")
    answer = health_page(editor, export="csv")
    assert source.remedy in b"".join(answer.streaming_content).decode()


def test_criterion_34_the_health_page_is_for_those_who_keep_sources(client: Client) -> None:
    client.force_login(User.objects.create_user("lectrice", "lectrice@example.org", "x"))
    assert client.get(reverse("source_health")).status_code == 302
