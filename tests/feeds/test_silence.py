from datetime import timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from cms import alarms
from cms.models import Alarm
from cms.users.models import User
from feeds import digest, silence, tasks
from feeds.models import Source, Trust
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NEVER_VISITED = {"last_visit_at": None, "last_success_at": None}


@pytest.fixture(autouse=True)
def _somebody_is_told(settings: Any) -> None:
    settings.ALERT_EMAIL = ["technique@example.org"]


def source(**fields: Any) -> Source:
    """Old enough to count, visited on time and well, unless told otherwise."""
    usual = {
        "created_at": NOW - DAY,
        "next_visit_at": NOW + 15 * MINUTE,
        "last_visit_at": NOW - MINUTE,
        "last_success_at": NOW - MINUTE,
    }
    return SourceFactory.create(**{**usual, **fields})


def dead() -> Source:
    return source(last_visit_at=None, last_success_at=None, next_visit_at=NOW - 31 * MINUTE)


@pytest.mark.parametrize(
    ("fields", "is_dead"),
    [
        ({}, False),
        ({"next_visit_at": NOW - 31 * MINUTE, "last_success_at": NOW - 40 * MINUTE}, True),
        ({**NEVER_VISITED, "next_visit_at": NOW - 29 * MINUTE}, False),
        ({**NEVER_VISITED, "next_visit_at": NOW - 31 * MINUTE}, True),
        ({"last_success_at": NOW - 31 * MINUTE}, True),
        ({"last_success_at": NOW - 29 * MINUTE}, False),
        ({"last_success_at": NOW - 31 * MINUTE, "last_visit_at": NOW - 31 * MINUTE}, False),
        ({"last_success_at": None, "created_at": NOW - MINUTE}, False),
        ({"next_visit_at": NOW - DAY, "last_success_at": None, "trust": Trust.PAUSED}, False),
    ],
)
def test_criterion_12_ingestion_is_dead_when_sources_were_due_in_vain(
    fields: dict[str, Any], is_dead: bool
) -> None:
    source(**fields)
    assert silence.is_dead(NOW) is is_dead


def test_criterion_12_the_alarm_tells_once_and_once_that_it_is_over() -> None:
    late = dead()
    assert tasks.watch_silence()
    assert tasks.watch_silence()
    assert [len(message.to) for message in mail.outbox] == [1]
    Source.objects.filter(pk=late.pk).update(last_success_at=timezone.now())
    assert not tasks.watch_silence()
    assert not tasks.watch_silence()
    assert len(mail.outbox) == 2
    assert not Alarm.objects.exists()


def test_criterion_12_a_mail_that_did_not_leave_is_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise SMTPException

    dead()
    with monkeypatch.context() as patched:
        patched.setattr(alarms, "send_mail", fail)
        silence.watch()
    assert Alarm.objects.untold().exists()
    silence.watch()
    assert len(mail.outbox) == 1


def test_criterion_12_the_alarm_stands_on_the_admin_s_first_page(client: Client) -> None:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    banner = str(silence.CAUSE.remedy)[:20]
    assert banner not in client.get("/admin/").content.decode()
    dead()
    silence.watch()
    assert banner in client.get("/admin/").content.decode()
    assert client.get("/readyz").json()["alarms"] == ["feeds_silent"]
    assert 'kiosque_alarm{name="feeds_silent"} 1.0' in client.get("/metrics").content.decode()


@pytest.mark.parametrize(
    ("gaps", "limit"),
    [([], 7), ([1, 1, 1], 7), ([10, 10, 10], 30), ([*[1] * 19, 40], 7), ([*[1] * 9, 40], 120)],
)
def test_criterion_12_a_source_may_be_quiet_three_times_its_usual_gap(
    gaps: list[int], limit: int
) -> None:
    dates = [NOW]
    for days in gaps:
        dates.append(dates[-1] - days * DAY)
    assert silence.silence_limit(dates) == limit * DAY


def test_criterion_12_silent_sources_and_those_that_never_gave_anything() -> None:
    never = source(created_at=NOW - DAY)
    source(created_at=NOW - DAY + MINUTE)
    quiet, lively = source(created_at=NOW - 30 * DAY), source()
    FeedItemFactory.create(source=quiet, published_at=NOW - 8 * DAY)
    FeedItemFactory.create(source=lively, published_at=NOW - 6 * DAY)
    found = silence.silent_sources(NOW)
    assert [one.source for one in found] == [quiet, never]
    assert [one.last_item_at for one in found] == [NOW - 8 * DAY, None]


def test_criterion_12_the_digest_names_failing_and_silent_sources() -> None:
    failing = source(failures=5, last_error="html_page", created_at=NOW)
    source(failures=4, last_error="timeout", created_at=NOW)
    never = source(created_at=NOW - 2 * DAY)
    assert digest.send(NOW) == 2
    (message,) = mail.outbox
    assert message.to == ["technique@example.org"]
    assert failing.remedy in message.body
    assert never.feed_url in message.body


def test_criterion_12_no_news_is_no_mail() -> None:
    source(created_at=NOW)
    assert tasks.send_digest() == 0
    assert not mail.outbox
