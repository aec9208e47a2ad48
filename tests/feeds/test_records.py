"""What visits leave behind, from a server on loopback to rows."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from cms.users.models import User
from feeds import leases, records
from feeds.models import FeedItem, Fetch, Source, Subscription
from feeds.models.visits import KEPT, UNCONDITIONAL
from feeds.pipeline import refresh
from feeds.schedule import Plan
from feeds.types import Outcome, Report, Validators
from tests.factories.feeds import SourceFactory
from tests.feeds.conftest import Answer, Site, sample
from tests.feeds.reading import rss

pytestmark = pytest.mark.django_db
BODY = rss("<title>Un</title>")


def visit(source: Source, **changes: object) -> Report:
    """A visit as the next worker makes it, after the source was changed."""
    Source.objects.filter(pk=source.pk).update(next_visit_at=timezone.now(), **changes)
    return refresh(Source.objects.get(pk=source.pk))


def absent_sources(count: int) -> list[Source]:
    """Sources of as many hosts that do not exist."""
    made = [
        SourceFactory.create(feed_url=f"https://absent-{n}.invalid/", failures=n)
        for n in range(count)
    ]
    for source in made:
        Source.objects.filter(pk=source.pk).update(host=source.slug)
    return made


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    return client


def form_of(editor: Client, source: Source) -> str:
    address = reverse("wagtailsnippets_feeds_source:edit", args=[source.pk])
    return editor.get(address).content.decode()


def test_criterion_13_validators_go_out_as_received_and_not_at_all_once_a_week(site: Site) -> None:
    url = site.put("/f", BODY, ETag='W/"a, b"', Last_Modified="hier vers midi")
    source = SourceFactory.create(feed_url=url)
    visit(source)
    assert visit(source).outcome == Outcome.NOT_MODIFIED
    week_ago = timezone.now() - UNCONDITIONAL
    assert visit(source, full_visit_at=week_ago).outcome == Outcome.NOT_MODIFIED
    first, second, third = (headers for _, headers in site.requests)
    assert "if-none-match" not in first
    assert (second["if-none-match"], second["if-modified-since"]) == ('W/"a, b"', "hier vers midi")
    assert "if-none-match" not in third
    source.refresh_from_db()
    assert source.full_visit_at is not None
    assert source.full_visit_at > week_ago


def test_criterion_13_a_document_that_was_cut_off_is_asked_for_again(site: Site) -> None:
    """What was cut was not read: its validators would keep it away for a week."""
    whole = rss("<guid>1</guid><title>Un</title>", "<guid>2</guid><title>Deux</title>").encode()
    source = SourceFactory.create(
        feed_url=site.put("/f", whole[: whole.rindex(b"<item")], ETag='"a"')
    )
    assert visit(source).new == 1

    def answer(headers: dict[str, str]) -> Answer:
        is_known = headers.get("if-none-match") == '"a"'
        return (304, {}, b"") if is_known else (200, {"ETag": '"a"'}, whole)

    site.answers["/f"] = answer
    assert visit(source).new == 1
    assert visit(source).outcome == Outcome.NOT_MODIFIED
    assert source.fetches.latest("id").status == 304


@pytest.mark.parametrize(
    ("status", "name", "error"), [(200, "Expires", ""), (429, "Retry_After", "too_many_requests")]
)
def test_a_date_that_no_calendar_has_is_no_date(
    site: Site, status: int, name: str, error: str
) -> None:
    silly = {name: "Thu, 01 Jan 99999999999999999999 00:00:00 GMT"}
    source = SourceFactory.create(feed_url=site.put("/f", BODY, status, **silly))
    assert visit(source).error == error


@pytest.mark.parametrize("status", [301, 302])
def test_an_end_of_redirects_that_no_column_holds_is_not_remembered(
    site: Site, status: int
) -> None:
    hub = '<link xmlns="http://www.w3.org/2005/Atom" rel="hub" href="https://hub.example/"/>'
    to = site.put("/new?" + "a" * 2000, rss("<title>Nouveau</title>", head=hub))
    source = SourceFactory.create(feed_url=site.put("/f", b"", status, Location=to))
    report = visit(source)
    assert (report.outcome, report.new) == (Outcome.UPDATED, 1)
    assert Source.objects.get().moved_to == ""
    assert not Subscription.objects.exists()


def test_a_move_that_is_never_adopted_is_counted_no_further(site: Site) -> None:
    to = site.put("/new", BODY)
    SourceFactory.create(feed_url=to)
    source = SourceFactory.create(feed_url=site.put("/f", b"", 301, Location=to))
    visit(source)
    long_ago = timezone.now() - timedelta(days=300)
    assert visit(source, moved_hits=32767, moved_since=long_ago).error == ""
    assert Source.objects.get(pk=source.pk).feed_url != to


def test_criterion_13_a_304_is_a_success(site: Site) -> None:
    source = SourceFactory.create(feed_url=site.put("/f", b"", 304), failures=3)
    assert visit(source).outcome == Outcome.NOT_MODIFIED
    source.refresh_from_db()
    assert (source.failures, source.last_success_at) == (0, source.last_visit_at)


def test_criterion_15_a_platform_s_retry_after_counts_for_all_its_feeds() -> None:
    told, other, elsewhere = (SourceFactory.create() for _ in range(3))
    Source.objects.filter(pk__in=[told.pk, other.pk]).update(host="youtube.com")
    told.refresh_from_db()
    now = timezone.now()
    report = Report(told.feed_url, Outcome.ERROR, "too_many_requests", retry_after_s=7200)
    records.rest_host(told, report, now)
    other.refresh_from_db()
    elsewhere.refresh_from_db()
    assert other.next_visit_at == now + timedelta(hours=2)
    assert elsewhere.next_visit_at < now


def test_criterion_15_a_host_that_refuses_three_feeds_is_left_alone(site: Site) -> None:
    refused = [SourceFactory.create(feed_url=site.put(f"/{n}", b"", 403)) for n in range(3)]
    waiting = SourceFactory.create(feed_url=site.put("/ok", BODY))
    for source in refused[:2]:
        visit(source)
    waiting.refresh_from_db()
    assert waiting.next_visit_at < timezone.now()
    visit(refused[2])
    waiting.refresh_from_db()
    assert waiting.next_visit_at > timezone.now() + timedelta(hours=5)


def test_criterion_15_an_outage_of_ours_counts_against_nobody() -> None:
    for source in absent_sources(6):
        assert visit(source).error == "unresolved"
    assert [s.failures for s in Source.objects.order_by("pk")] == [0, 1, 2, 3, 4, 5]
    soon = timezone.now() + timedelta(minutes=10)
    assert not Source.objects.filter(next_visit_at__gt=soon).exists()


def test_criterion_15_one_answer_and_it_is_no_outage_of_ours(site: Site) -> None:
    visit(SourceFactory.create(feed_url=site.put("/f", BODY)))
    for source in absent_sources(6):
        visit(source)
    failed = Source.objects.filter(host__startswith="gazette").order_by("pk")
    assert [s.failures for s in failed] == [1, 2, 3, 4, 5, 6]


def test_criterion_16_a_feed_that_moved_within_its_domain_is_followed_after_days(
    site: Site,
) -> None:
    site.put("/old", b"", 301, Location="/new")
    site.put("/new", BODY)
    source = SourceFactory.create(feed_url=f"{site.root}/old")
    for _ in range(4):
        visit(source, body_hash="")
    source.refresh_from_db()
    assert (source.moved_to, source.moved_hits) == (f"{site.root}/new", 4)
    visit(source, moved_since=timezone.now() - timedelta(days=3))
    source.refresh_from_db()
    assert source.feed_url == f"{site.root}/new"
    assert (source.moved_to, source.lease_until) == ("", None)
    assert FeedItem.objects.count() == 1


def test_criterion_16_a_move_to_somebody_else_is_proposed_to_the_editor(editor: Client) -> None:
    source = SourceFactory.create(
        moved_to="https://ailleurs.example.com/flux", moved_since=timezone.now()
    )
    assert "https://ailleurs.example.com/flux" in form_of(editor, source)


def test_criterion_16_what_is_gone_is_asked_no_more_until_an_editor_says_so(site: Site) -> None:
    source = SourceFactory.create(feed_url=site.put("/f", b"", 410))
    assert visit(source).error == "gone"
    assert visit(source).outcome == Outcome.HELD
    later = timezone.now() + timedelta(days=400)
    assert not Source.objects.due(later).exists()
    assert Source.objects.release(later) == 1
    assert Source.objects.due(later).exists()
    site.put("/f", BODY)
    assert refresh(Source.objects.get()).outcome == Outcome.UPDATED


def test_criterion_19_by_hand_a_source_is_visited_once_a_minute_at_most(site: Site) -> None:
    source = SourceFactory.create(feed_url=site.put("/f", BODY))
    visit(source)
    assert Source.objects.release() == 0
    later = timezone.now() + timedelta(minutes=1)
    assert Source.objects.release(later) == 1
    assert source in Source.objects.due(later)


def test_criterion_34_the_history_keeps_what_was_said(site: Site, editor: Client) -> None:
    url = site.put("/f", "<html>Ce n’est \0pas un flux" + "x" * 5000, X_Served_By="essai")
    source = SourceFactory.create(feed_url=url)
    visit(source)
    fetch = Fetch.objects.get()
    assert fetch.excerpt.startswith("<html>Ce n’est pas un flux")
    assert len(fetch.excerpt) <= 2048
    assert fetch.response_headers["x-served-by"] == "essai"
    assert "Accept" in fetch.request_headers
    assert "&lt;html&gt;Ce n’est pas un flux" in form_of(editor, source)
    site.put("/f", BODY)
    visit(source)
    assert Fetch.objects.latest("id").excerpt == ""


def test_visits_recorded_together_keep_each_its_history_and_a_lost_lease_writes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(records, "SWEPT_ONCE_IN", 1)
    now = timezone.now()
    sources = [SourceFactory.create() for _ in range(3)]
    for source in sources:
        Fetch.objects.bulk_create(
            Fetch(source=source, at=now, outcome="updated", ms=n) for n in range(KEPT)
        )
    held = leases.lease_batch(now)
    Source.objects.filter(pk=sources[2].pk).update(lease_until=now + leases.LEASE * 2)
    plan = Plan(now + leases.LEASE, Validators("a"))
    records.record_all(
        records.Ended(lease.source, lease.until, Report("", Outcome.NOT_MODIFIED), plan)
        for lease in held
    )
    of_each = [list(source.fetches.values_list("ms", flat=True)) for source in sources]
    assert of_each[0] == of_each[1] == [0, *reversed(range(1, KEPT))]
    assert of_each[2] == [*reversed(range(KEPT))]
    assert [Source.objects.get(pk=source.pk).etag for source in sources] == ["a", "a", ""]


def test_criterion_15_after_a_stop_of_ours_visits_are_spread() -> None:
    """RELIABILITY, row 16: in the first minute at most twice the usual number."""
    now = timezone.now()
    for number in range(60):
        source = SourceFactory.create()
        Source.objects.filter(pk=source.pk).update(
            last_visit_at=now - timedelta(hours=6),
            next_visit_at=now - timedelta(hours=5, minutes=number),
            interval_s=900,
        )
    assert leases.smooth(now) == 60
    assert Source.objects.due(now + timedelta(minutes=1)).count() <= 2 * 60 / 15
    late = Source.objects.due(now + timedelta(minutes=11))
    assert (late.count(), late[0]) == (60, source)
    Source.objects.filter(pk=source.pk).update(last_visit_at=now)
    assert leases.smooth(now) == 0


def test_criterion_17_requests_say_who_asks_and_carry_no_cookie(site: Site) -> None:
    url = site.put("/f", sample("gazette.rss.xml"), Set_Cookie="a=b")
    source = SourceFactory.create(feed_url=url)
    visit(source)
    visit(source)
    for _, headers in site.requests:
        assert headers["user-agent"].startswith("Kiosque/")
        assert not {"cookie", "referer", "authorization"} & set(headers)
