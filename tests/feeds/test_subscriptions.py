"""A subscription, from a visit that tells of a hub to its end: renewed, refused, doubted, left."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from feeds import subscriptions, tasks, websub
from feeds.models import Source, Subscription, Trust
from tests.factories.feeds import SourceFactory
from tests.feeds.hub import SITE_URL, Hub
from tests.feeds.live import Scene, entry, feed_of

pytestmark = pytest.mark.django_db

State = Subscription.State
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


# --- Beginning -------------------------------------------------------------------------------


def test_criterion_18_a_visit_tells_and_a_task_asks(scene: Scene) -> None:
    scene.publish(entry("un"))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    scene.visit()
    assert (scene.row.state, scene.hub.requests) == (State.WANTED, [])
    assert tasks.tend_subscriptions() == 1
    [asked] = scene.hub.requests
    row = scene.row
    assert asked == {
        "hub.mode": "subscribe",
        "hub.topic": scene.site.root + scene.path,
        "hub.callback": f"{SITE_URL}/websub/{row.token}/",
        "hub.lease_seconds": "864000",
        "hub.secret": row.secret,
    }
    assert (row.state, row.tries, row.problem) == (State.WANTED, 1, "")
    scene.hub.settle()
    assert scene.row.is_live
    assert tasks.tend_subscriptions() == 0


def test_a_hub_may_verify_before_it_answers(scene: Scene) -> None:
    scene.hub.hasty = True
    assert scene.subscribe().is_live


def test_criterion_18_a_header_tells_too(scene: Scene) -> None:
    link = f'<{scene.hub.url}>; rel="hub", <{scene.site.root}/autre>; rel="self"'
    url = scene.site.put(scene.path, feed_of(None, entry("un")), Link=link)
    SourceFactory.create(feed_url=url)
    assert scene.subscribe().topic == f"{scene.site.root}/autre"


@pytest.mark.parametrize("site_url", ["http://127.0.0.1:8000", "http://kiosque.example"])
def test_a_site_that_hubs_cannot_call_asks_nothing(
    scene: Scene, settings: Any, site_url: str
) -> None:
    settings.SITE_URL = site_url
    scene.publish(entry("un"))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    scene.visit()
    assert tasks.tend_subscriptions() == 0
    assert not Subscription.objects.exists()


def test_tokens_and_secrets_are_each_their_own(scene: Scene) -> None:
    first = scene.subscribe()
    second = Scene(scene.site, scene.hub, "/autre").subscribe()
    assert len({first.token, first.secret, second.token, second.secret}) == 4


def test_a_source_deleted_during_its_visit_has_no_subscription(scene: Scene) -> None:
    source = SourceFactory.create()
    told = websub.Announcement((scene.hub.url,), source.feed_url)
    stale = Source.objects.get(pk=source.pk)
    source.delete()
    assert subscriptions._agree(stale, None, told, timezone.now()) is None


# --- Renewal, silence, refusal -----------------------------------------------------------------


def test_criterion_18_half_of_the_lease_later_the_subscription_is_renewed(scene: Scene) -> None:
    row = scene.subscribe()
    assert row.lease_until is not None
    assert row.verified_at is not None
    assert row.next_try_at == row.verified_at + (row.lease_until - row.verified_at) / 2
    scene.shift(next_try_at=timedelta(seconds=1))
    assert subscriptions.tend() == 1
    assert scene.row.is_live
    scene.hub.settle()
    renewed = scene.row
    assert renewed.lease_until is not None
    assert [r["hub.mode"] for r in scene.hub.requests] == ["subscribe"] * 2
    assert renewed.lease_until > row.lease_until
    assert (renewed.token, renewed.secret, renewed.tries) == (row.token, row.secret, 0)


def test_a_silent_hub_is_asked_again_and_ever_more_rarely(scene: Scene) -> None:
    scene.hub.silent = True
    waits = []
    scene.subscribe()
    for _ in range(4):
        waits.append(round((scene.row.next_try_at - timezone.now()) / HOUR))
        assert subscriptions.tend() == 0
        scene.shift(next_try_at=timedelta(seconds=1))
        assert subscriptions.tend() == 1
    assert waits == [1, 2, 4, 8]
    assert len(scene.hub.requests) == 5
    # Visits go on as ever meanwhile.
    scene.visit()
    assert scene.next_visit_at - timezone.now() < DAY / 2


@pytest.mark.parametrize("status", [302, 400, 404, 500])
def test_a_hub_that_refuses_the_request_may_not_verify_it(scene: Scene, status: int) -> None:
    scene.hub.status = status
    row = scene.subscribe()
    assert (row.state, row.problem, row.pending_until) == (State.WANTED, f"HTTP {status}", None)
    assert scene.hub.verify()[0] == 404


def test_a_hub_that_is_away_costs_nothing_else(scene: Scene) -> None:
    scene.publish(entry("un"), hub=Hub(url=f"{scene.site.root.replace('127.0.0.1', '10.0.0.1')}/"))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    other = Scene(scene.site, scene.hub, "/autre")
    scene.visit()
    assert other.subscribe().is_live
    assert scene.row.problem == "refused_address"


def test_of_two_tasks_one_asks(scene: Scene) -> None:
    scene.hub.silent = True
    scene.publish(entry("un"))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    scene.visit()
    as_both_read_it = scene.row
    assert subscriptions.ask(as_both_read_it, timezone.now())
    assert not subscriptions.ask(as_both_read_it, timezone.now())
    assert len(scene.hub.requests) == 1


@pytest.mark.parametrize("was_live", [True, False])
def test_a_hub_may_deny(scene: Scene, *, was_live: bool) -> None:
    scene.hub.silent = not was_live
    scene.subscribe()
    scene.visit()
    status, headers, content = scene.hub.verify(mode="denied", reason="complet")
    assert (status, content, headers["content-type"][:10]) == (200, b"", "text/plain")
    row = scene.row
    assert (row.state, row.problem, row.is_live) == (State.DENIED, "complet", False)
    assert timedelta(days=6) < row.next_try_at - timezone.now() <= timedelta(days=7)
    assert scene.hub.verify()[0] == 404
    subscriptions.tend()
    assert scene.next_visit_at - timezone.now() < DAY / 2


def test_a_denial_of_another_topic_is_nobody_s(scene: Scene) -> None:
    scene.subscribe()
    assert scene.hub.verify(mode="denied", topic="https://autre.example/")[0] == 404
    assert scene.row.is_live


# --- Ending ------------------------------------------------------------------------------------


def test_another_hub_ends_the_former_subscription(scene: Scene) -> None:
    former = scene.subscribe()
    scene.publish(entry("un"), hub=Hub(url=f"{scene.hub.url}/nouveau"))
    scene.visit()
    subscriptions.tend()
    assert scene.row.hub.endswith("/hub/nouveau")
    assert scene.row.token != former.token
    assert sorted(r["hub.mode"] for r in scene.hub.requests[1:]) == ["subscribe", "unsubscribe"]
    assert Subscription.objects.get(pk=former.pk).source is None


def test_the_same_hub_in_another_place_of_the_list_is_kept(scene: Scene) -> None:
    former = scene.subscribe()
    head = "".join(
        f'<atom:link xmlns:atom="http://www.w3.org/2005/Atom" rel="hub" href="{hub}"/>'
        for hub in ("https://autre.example/", scene.hub.url)
    )
    scene.site.put(scene.path, feed_of(None, entry("un")).replace("<item>", head + "<item>"))
    scene.visit()
    assert scene.row.pk == former.pk


def test_a_feed_without_a_hub_any_more_is_visited_as_others(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.site.put(scene.path, feed_of(None, entry("un"), entry("deux")))
    scene.visit()
    assert scene.next_visit_at - timezone.now() < DAY / 2
    assert not Subscription.objects.exclude(source=None).exists()
    subscriptions.tend()
    scene.hub.settle()
    assert not Subscription.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [{"trust": Trust.PAUSED}, {"gone_at": timezone.now()}, {"feed_url": "https://b.example"}],
)
def test_a_source_that_is_not_followed_any_more_ends_it(
    scene: Scene, fields: dict[str, Any]
) -> None:
    row = scene.subscribe()
    scene.visit()
    pk = scene.source.pk
    Source.objects.filter(pk=pk).update(**fields)
    subscriptions.tend()
    assert scene.hub.requests[-1]["hub.mode"] == "unsubscribe"
    assert Subscription.objects.get(pk=row.pk).source is None
    assert scene.hub.call("POST", f"/websub/{row.token}/", b"")[0] == 410
    scene.hub.settle()
    assert not Subscription.objects.exists()
    # Once it is followed again, it is not left for a day.
    assert Source.objects.get(pk=pk).next_visit_at - timezone.now() < DAY / 2


def test_a_hub_that_does_not_let_go_is_left(scene: Scene) -> None:
    row = scene.subscribe()
    scene.hub.silent = True
    scene.source.delete()
    for _ in range(subscriptions.FAREWELLS + 2):
        Subscription.objects.update(next_try_at=timezone.now())
        subscriptions.tend()
    unsubscribed = [r for r in scene.hub.requests if r["hub.mode"] == "unsubscribe"]
    assert len(unsubscribed) == subscriptions.FAREWELLS
    assert not Subscription.objects.filter(pk=row.pk).exists()


def test_one_that_never_began_is_forgotten_at_once(scene: Scene) -> None:
    scene.hub.silent = True
    scene.subscribe()
    scene.source.delete()
    subscriptions.tend()
    assert not Subscription.objects.exists()
    assert len(scene.hub.requests) == 1
