"""Rows 76 and 77 of the reliability table, over HTTP: forged deliveries, verification of intent."""

import hashlib
import hmac
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from django_q.models import OrmQ

from feeds import subscriptions
from feeds.deliveries import FORGED
from feeds.models import Delivery, Subscription
from tests.factories.feeds import SourceFactory
from tests.feeds.hub import CHALLENGE
from tests.feeds.live import Scene, entry, feed_of, titles

pytestmark = pytest.mark.django_db

State = Subscription.State


# --- Row 76: forged deliveries ---------------------------------------------------------------

Forgery = Callable[[Scene, bytes], dict[str, str]]
FORGERIES: dict[str, Forgery] = {
    "unsigned": lambda scene, body: {},
    "empty": lambda scene, body: {"X-Hub-Signature": ""},
    "wrong": lambda scene, body: {"X-Hub-Signature": f"sha256={'0' * 64}"},
    "unknown method": lambda scene, body: {
        "X-Hub-Signature": "md5=" + hmac.new(scene.hub.secret.encode(), body, "md5").hexdigest()
    },
    "no key": lambda scene, body: {"X-Hub-Signature": f"sha256={hashlib.sha256(body).hexdigest()}"},
    "another body": lambda scene, body: scene.hub.signed(b"another body"),
    "cut off": lambda scene, body: {
        "X-Hub-Signature": scene.hub.signed(body)["X-Hub-Signature"][:-1]
    },
}


def test_row_76_a_forged_delivery_is_neither_an_item_nor_a_fetch(scene: Scene) -> None:
    scene.subscribe()
    body = feed_of(scene.hub, entry("faux")).encode()
    fetches, next_visit_at = scene.fetches, scene.next_visit_at
    for name, forge in FORGERIES.items():
        status, _, content = scene.hub.call("POST", scene.hub.path, body, forge(scene, body))
        assert (status, content) == (202, b""), name
    assert scene.row.rejects == len(FORGERIES)
    assert Delivery.objects.count() == OrmQ.objects.count() == scene.read() == 0
    assert (titles(), scene.fetches) == ({"premier"}, fetches)
    assert scene.next_visit_at == next_visit_at


def test_row_76_sha1_is_refused_once_sha256_was_used(scene: Scene) -> None:
    scene.subscribe()
    scene.hub.deliver(feed_of(None, entry("un")).encode(), "sha1")
    scene.hub.deliver(feed_of(None, entry("deux")).encode(), "sha256")
    scene.hub.deliver(feed_of(None, entry("trois")).encode(), "sha1")
    scene.hub.deliver(feed_of(None, entry("quatre")).encode(), "sha512")
    scene.read()
    assert titles() == {"premier", "un", "deux", "quatre"}
    assert (scene.row.rejects, scene.row.method) == (1, "sha512")


def test_row_76_the_signature_of_another_feed_proves_nothing(scene: Scene) -> None:
    scene.subscribe()
    other = Scene(scene.site, scene.hub, "/autre")
    other.subscribe()
    body = feed_of(scene.hub, entry("faux")).encode()
    # Signed with the secret of the other one, which the hub was given last.
    path = f"/websub/{scene.row.token}/"
    assert scene.hub.call("POST", path, body, scene.hub.signed(body))[0] == 202
    scene.read()
    assert "faux" not in titles()
    assert (scene.row.rejects, other.row.rejects) == (1, 0)


def test_row_76_many_forgeries_end_the_trust_and_their_own_cost(scene: Scene) -> None:
    scene.subscribe()
    scene.visit()
    assert scene.next_visit_at - timezone.now() > timedelta(hours=20)
    fetches = scene.fetches
    for _ in range(FORGED + 5):
        scene.hub.call("POST", scene.hub.path, b"faux", {"X-Hub-Signature": "sha256=0"})
    assert (scene.row.rejects, scene.row.is_trusted) == (FORGED, False)
    subscriptions.tend()
    assert timedelta(minutes=4) < scene.next_visit_at - timezone.now() < timedelta(hours=20)
    assert (scene.fetches, titles()) == (fetches, {"premier"})
    # Who signs is still heard.
    scene.hub.deliver(feed_of(None, entry("vrai")).encode())
    scene.read()
    assert titles() == {"premier", "vrai"}


# --- Row 77: verification of intent ----------------------------------------------------------


def test_row_77_a_challenge_is_echoed_as_plain_text_and_once(scene: Scene) -> None:
    before = timezone.now()
    row = scene.subscribe()
    [(status, headers, content)] = scene.hub.replies
    assert (status, content.decode()) == (200, CHALLENGE)
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["x-content-type-options"] == "nosniff"
    assert "no-store" in headers["cache-control"]
    assert (row.state, row.pending_until, row.tries) == (State.LIVE, None, 0)
    assert row.lease_until is not None
    assert row.next_try_at is not None
    assert timedelta(days=9) < row.lease_until - before <= timedelta(days=10, minutes=1)
    assert timedelta(days=4) < row.next_try_at - before <= timedelta(days=5, minutes=1)
    assert scene.hub.verify()[0] == 404


def test_row_77_what_we_have_not_asked_for_is_not_confirmed(scene: Scene) -> None:
    scene.hub.silent = True
    scene.subscribe()
    other = SourceFactory.create(feed_url="https://autre.example/f")
    others = {"feed_url": other.feed_url, "hub": scene.hub.url, "topic": other.feed_url}
    Subscription.objects.create(source=other, **others)
    strange: list[dict[str, str]] = [
        {"topic": other.feed_url},
        {"topic": ""},
        {"mode": "unsubscribe"},
        {"mode": "publish"},
        {"mode": ""},
        {"challenge": ""},
    ]
    for changed in strange:
        status, headers, content = scene.hub.verify(**changed)
        assert (status, content) == (404, b""), changed
        assert headers["content-type"].startswith("text/plain")
    unknown = "/websub/" + "x" * 43 + "/?hub.mode=subscribe&hub.challenge=c"
    assert scene.hub.call("GET", unknown)[0] == 404
    Subscription.objects.update(pending_until=timezone.now() - timedelta(seconds=1))
    assert scene.hub.verify()[0] == 404
    assert set(Subscription.objects.values_list("state", flat=True)) == {State.WANTED}


def test_row_77_an_unsubscription_that_nobody_asked_for_is_refused(scene: Scene) -> None:
    scene.subscribe()
    assert scene.hub.verify(mode="unsubscribe")[0] == 404
    assert scene.row.is_live


def test_row_77_a_subscription_that_we_end_is_confirmed_and_forgotten(scene: Scene) -> None:
    row = scene.subscribe()
    scene.source.delete()
    subscriptions.tend()
    scene.hub.settle()
    assert [r["hub.mode"] for r in scene.hub.requests] == ["subscribe", "unsubscribe"]
    assert (scene.hub.requests[-1]["hub.topic"], scene.hub.replies[-1][0]) == (row.topic, 200)
    assert not Subscription.objects.exists()
    assert scene.hub.call("POST", scene.hub.path, b"", {})[0] == 404


def test_row_77_other_verbs_are_refused(scene: Scene) -> None:
    scene.subscribe()
    for verb in ("PUT", "DELETE", "HEAD", "OPTIONS"):
        assert scene.hub.call(verb, scene.hub.path)[0] == 405
