import io
import json
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Site, sample
from tests.feeds.reading import rss
from tests.feeds.test_memory import entry, known_source

pytestmark = pytest.mark.django_db

FIELDS = ["address", "outcome", "error", "new", "updated", "unchanged", "ms"]


def run(*options: str) -> list[str]:
    out = io.StringIO()
    call_command("refresh_feeds", *options, stdout=out)
    return out.getvalue().splitlines()


@pytest.fixture
def three(site: Site) -> Site:
    """One that is due, one that is not, one that fails."""
    body = sample("gazette.rss.xml")
    SourceFactory.create(slug="due", feed_url=site.put("/due", body))
    later = timezone.now() + timedelta(hours=1)
    SourceFactory.create(slug="later", feed_url=site.put("/later", body), next_visit_at=later)
    SourceFactory.create(slug="gone", feed_url=f"{site.root}/gone")
    return site


def test_bare_it_visits_what_is_due(three: Site) -> None:
    lines = [line.split("\t") for line in run()]
    assert sorted(line[:6] for line in lines) == sorted(
        [
            [f"{three.root}/due", "updated", "", "3", "0", "0"],
            [f"{three.root}/gone", "error", "not_found", "0", "0", "0"],
        ]
    )
    assert run() == []


def test_all_visits_whatever_is_due(three: Site) -> None:
    assert len(run("--all")) == 3
    assert len(run("--all")) == 3


def test_one_source_due_or_not(three: Site) -> None:
    (line,) = run("--source", "later")
    assert line.startswith(f"{three.root}/later\tupdated\t\t3\t")


def test_an_unknown_slug_is_an_error() -> None:
    with pytest.raises(CommandError, match="nulle-part"):
        run("--source", "nulle-part")


def test_json_has_one_object_a_line(three: Site) -> None:
    reports: list[dict[str, Any]] = [json.loads(line) for line in run("--all", "--json")]
    assert all(list(report) == FIELDS for report in reports)
    outcomes = {report["address"].rpartition("/")[2]: report["outcome"] for report in reports}
    assert outcomes == {"due": "updated", "later": "updated", "gone": "error"}
    again = [json.loads(line) for line in run("--all", "--json")]
    assert {report["outcome"] for report in again} == {"not_modified", "error"}


def test_a_paused_source_is_held(site: Site) -> None:
    SourceFactory.create(feed_url=f"{site.root}/x", trust="paused")
    (line,) = run("--all", "--json")
    assert json.loads(line)["outcome"] == "held"


def test_the_progress_bar_is_for_terminals(
    three: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run("--all")
    assert capsys.readouterr().err == ""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    run("--all")
    assert "3/3" in capsys.readouterr().err


def test_criterion_6_what_is_held_is_said_beside(site: Site) -> None:
    source = known_source()
    out, err = io.StringIO(), io.StringIO()
    source.feed_url = site.put("/f", rss(*(entry(n) for n in range(20))))
    source.save()
    call_command("refresh_feeds", "--source", source.slug, stdout=out, stderr=err)
    assert out.getvalue().split("\t")[3] == "20"
    assert "20 contenus d’un coup : retenus" in err.getvalue()
