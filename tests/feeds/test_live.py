"""What being followed live changes: how often a source is visited, and what editors see."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from cms.users.models import User
from feeds import subscriptions
from feeds.models import Source
from feeds.models.subscriptions import REFORM
from feeds.schedule import JITTER, LONGEST
from feeds.signal_handlers import schedule_visits
from tests.factories.feeds import SourceFactory
from tests.feeds.live import Scene, entry, feed_of

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


def dated(name: str, at: Any) -> str:
    return f"{entry(name)}<pubDate>{at:%a, %d %b %Y %H:%M:%S +0000}</pubDate>"


def test_criterion_18_while_a_hub_is_trusted_visits_are_a_safety_net(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    wait = scene.next_visit_at - timezone.now()
    assert LONGEST * (1 - JITTER) - timedelta(minutes=1) < wait <= LONGEST * (1 + JITTER)


def test_criterion_18_what_an_editor_sets_wins(scene: Scene) -> None:
    scene.subscribe()
    Source.objects.update(visit_every=15)
    scene.visit()
    wait = scene.next_visit_at - timezone.now()
    assert wait <= timedelta(minutes=15) * (1 + JITTER)


def test_a_failure_is_followed_by_a_visit_as_ever(scene: Scene) -> None:
    scene.subscribe()
    scene.site.put(scene.path, "", 500)
    scene.visit()
    assert scene.next_visit_at - timezone.now() <= HOUR * (1 + JITTER)
    assert scene.row.is_live


def test_criterion_18_when_a_lease_ends_visits_are_frequent_again(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    assert scene.next_visit_at - timezone.now() > DAY / 2
    scene.shift(lease_until=timedelta(seconds=1))
    subscriptions.tend()
    assert scene.next_visit_at - timezone.now() < DAY / 2
    assert not scene.row.is_slowed


def test_criterion_18_a_hub_that_left_something_out_is_found_out(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.shift(verified_at=2 * DAY)
    missed = dated("manqué", timezone.now() - DAY)
    scene.publish(entry("premier"), missed)
    scene.visit()
    assert not scene.row.is_trusted
    assert scene.row.is_live
    assert scene.next_visit_at - timezone.now() < DAY / 2


def test_without_a_date_too(scene: Scene) -> None:
    scene.subscribe()
    scene.publish(entry("premier"), entry("avant"))
    scene.visit()
    # Perhaps it appeared before the subscription.
    assert scene.row.is_trusted
    scene.publish(entry("premier"), entry("après"))
    scene.visit()
    assert not scene.row.is_trusted


@pytest.mark.parametrize("age", [timedelta(minutes=1), 3 * DAY])
def test_what_is_new_by_minutes_or_older_than_the_subscription_is_no_fault(
    scene: Scene, age: timedelta
) -> None:
    scene.subscribe()
    scene.visit()
    scene.shift(verified_at=2 * DAY)
    scene.publish(entry("premier"), dated("autre", timezone.now() - age))
    scene.visit()
    assert scene.row.is_trusted


def test_what_was_delivered_is_not_missed(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.shift(verified_at=2 * DAY)
    scene.publish(entry("premier"), dated("livré", timezone.now() - DAY))
    scene.hub.deliver(feed_of(None, dated("livré", timezone.now() - DAY)).encode())
    scene.read()
    scene.visit()
    assert scene.row.is_trusted


def test_trust_comes_back_with_a_renewal_a_week_later(scene: Scene) -> None:
    scene.subscribe()
    for ago, is_trusted in ((REFORM / 2, False), (REFORM * 2, True)):
        scene.shift(distrusted_at=ago, next_try_at=timedelta(seconds=1))
        subscriptions.tend()
        scene.hub.settle()
        assert scene.row.is_trusted is is_trusted


def test_a_visit_that_was_wanted_during_another_one_takes_place(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(HOUR)
    Source.objects.update(lease_until=timezone.now() + HOUR)
    scene.hub.deliver(b"")
    scene.read()
    Source.objects.update(lease_until=None)
    assert not scene.is_due
    scene.shift(wanted_at=2 * subscriptions.SPACING)
    subscriptions.tend()
    assert scene.is_due


# --- What is shown, what is scheduled ------------------------------------------------------------


def test_the_source_s_page_says_whether_it_is_followed_live(scene: Scene, client: Client) -> None:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    scene.publish(entry("un"))
    source = SourceFactory.create(feed_url=scene.site.root + scene.path)
    url = f"/admin/snippets/feeds/source/edit/{source.pk}/"
    live, doubted = "Suivie en direct par WebSub jusqu’au", "Le concentrateur de cette source"
    assert live not in client.get(url).content.decode()
    row = scene.subscribe()
    page = client.get(url).content.decode()
    until = timezone.localtime(row.lease_until)
    assert f"{live} {until:%d/%m/%Y}" in page
    assert doubted not in page
    subscriptions.distrust(row, timezone.now(), "a test")
    page = client.get(url).content.decode()
    assert live not in page
    assert doubted in page


def test_tasks_are_scheduled_each_minute() -> None:
    from django_q.models import Schedule

    schedule_visits(using="default")
    for name in ("read_deliveries", "tend_subscriptions"):
        schedule = Schedule.objects.get(func=f"feeds.tasks.{name}")
        assert (schedule.schedule_type, schedule.minutes) == (Schedule.MINUTES, 1)
