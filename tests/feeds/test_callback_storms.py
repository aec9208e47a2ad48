"""Row 78 of the reliability table: hubs can neither have us fetch all day nor fill us up."""

import http.client
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from statistics import quantiles
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from feeds import subscriptions, tasks
from feeds.deliveries import KEPT, MAX_BODY
from feeds.models import Delivery, Source, Subscription
from tests.feeds.conftest import Site
from tests.feeds.hub import running_hub
from tests.feeds.live import Scene, entry, feed_of, titles

pytestmark = pytest.mark.django_db

State = Subscription.State


Answer = tuple[int, float]


def _storm(scene: Scene, posts: int, threads: int) -> list[Answer]:
    """(status, seconds) of each of many signed deliveries, all different."""

    def post(number: int) -> Answer:
        body = feed_of(None, entry(f"n{number}")).encode()
        begun = time.perf_counter()
        return scene.hub.deliver(body)[0], time.perf_counter() - begun

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(post, range(posts)))


def _weather(scene: Scene, posts: int, threads: int = 1) -> list[Answer]:
    """A storm of deliveries while the worker works."""
    scene.subscribe()
    scene.publish(entry("premier"), entry("dernier"))
    fetches = scene.fetches
    answers = _storm(scene, posts, threads)
    assert Counter(status for status, _ in answers) == {202: posts}
    # However long that took: the source was visited a moment ago, and the storm goes on.
    last_visit_at = timezone.now()
    Source.objects.update(last_visit_at=last_visit_at)
    _storm(scene, KEPT + 1, 1)
    assert Delivery.objects.count() == KEPT
    assert OrmQ.objects.count() == 1
    assert scene.row.deliveries == posts + KEPT + 1
    for _ in range(3):
        tasks.read_deliveries()
        tasks.refresh_due()
    assert scene.fetches == fetches
    assert scene.next_visit_at - last_visit_at >= subscriptions.SPACING
    scene.move_back(subscriptions.SPACING)
    for _ in range(3):
        tasks.refresh_due()
    assert scene.fetches == fetches + 1
    assert "dernier" in titles()
    return answers


def test_row_78_a_storm_of_deliveries_is_a_few_rows_and_one_fetch(scene: Scene) -> None:
    _weather(scene, 100)


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("threads", [1, pytest.param(4, marks=pytest.mark.postgresql)])
def test_row_78_a_thousand_deliveries(
    site: Site, settings: Any, live_server: Any, threads: int
) -> None:
    with running_hub(settings) as hub:
        hub.callback_host = f"{live_server.thread.host}:{live_server.thread.port}"
        answers = _weather(Scene(site, hub), 1000, threads)
    # Several clients share this process with the server, and would measure each other.
    p95 = quantiles([seconds for _, seconds in answers], n=20)[-1]
    assert threads > 1 or p95 < 0.05


def test_row_78_a_body_over_a_megabyte_is_refused_before_it_is_read(scene: Scene) -> None:
    scene.subscribe()
    kept = http.client.HTTPConnection(scene.hub.callback_host, timeout=20)
    kept.putrequest("POST", scene.hub.path)
    kept.putheader("Content-Length", str(MAX_BODY + 1))
    kept.putheader("X-Hub-Signature", "sha256=0")
    kept.endheaders()
    # Answered although not one byte of the body was sent.
    assert kept.getresponse().status == 413
    kept.close()
    full = b"<" + b"x" * (MAX_BODY - 1)
    assert scene.hub.deliver(full)[0] == 202
    assert (scene.row.rejects, Delivery.objects.count()) == (0, 1)


@pytest.mark.parametrize("length", ["", "-1", "x", "²"])
def test_row_78_a_body_without_a_length_is_refused(scene: Scene, length: str) -> None:
    scene.subscribe()
    kept = http.client.HTTPConnection(scene.hub.callback_host, timeout=20)
    kept.putrequest("POST", scene.hub.path)
    if length:
        kept.putheader("Content-Length", length.encode())
    kept.endheaders()
    assert kept.getresponse().status in {400, 411}
    kept.close()
    assert scene.row.rejects == 0


def test_row_78_a_thin_delivery_makes_the_source_due_at_once(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    scene.move_back(timedelta(hours=1))
    assert not scene.is_due
    scene.publish(entry("premier"), entry("nouveau"))
    assert scene.hub.deliver(b"")[0] == 202
    assert scene.read() == 1
    assert scene.is_due
    assert tasks.refresh_due() == 1
    assert "nouveau" in titles()
    assert scene.row.is_trusted


def test_row_78_a_delivery_does_not_shorten_what_a_site_has_asked_for(scene: Scene) -> None:
    scene.subscribe()
    scene.site.put(scene.path, "", 429, Retry_After="7200")
    scene.visit()
    scene.hub.deliver(b"")
    scene.read()
    assert scene.next_visit_at - timezone.now() > timedelta(minutes=110)
    # Nor what another feed of its host was told.
    until = timezone.now() + timedelta(hours=3)
    Source.objects.update(failures=0, next_visit_at=until, interval_s=900)
    scene.hub.deliver(b" ")
    scene.read()
    assert scene.next_visit_at == until


def test_row_78_a_source_that_is_gone_or_paused_is_left_alone(scene: Scene) -> None:
    scene.subscribe()
    for fields in ({"gone_at": timezone.now()}, {"gone_at": None, "trust": "paused"}):
        Source.objects.update(**fields)
        scene.hub.deliver(feed_of(None, entry(f"rien {len(fields)}")).encode())
        scene.read()
        assert not scene.is_due
    assert titles() == {"premier"}
