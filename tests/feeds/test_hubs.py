"""Row 79 of the reliability table: hubs are strangers, leases are bounded, secrets are kept."""

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import ReferenceIndex

from cms.logs import without_secrets
from cms.metrics import REGISTRY, tallies
from cms.users.models import User
from feeds import subscriptions
from feeds.models import Subscription
from tests.factories.feeds import SourceFactory
from tests.feeds.hub import Hub
from tests.feeds.live import Scene, entry

pytestmark = pytest.mark.django_db

State = Subscription.State


@pytest.mark.parametrize(
    "hub",
    [
        "http://169.254.169.254/hub",
        "http://localhost/",
        "http://[::ffff:127.0.0.1]/",
        "http://10.1/",
    ],
)
def test_row_79_no_hub_leads_to_a_private_address(scene: Scene, hub: str) -> None:
    scene.publish(entry("un"), hub=Hub(url=hub))
    SourceFactory.create(feed_url=scene.site.root + scene.path)
    scene.visit()
    subscriptions.tend()
    assert (scene.row.hub, scene.row.problem) == (hub, "refused_address")
    assert (scene.row.state, scene.row.pending_until) == (State.WANTED, None)


def test_row_79_no_redirect_of_a_hub_leads_to_a_private_address(scene: Scene) -> None:
    scene.hub.status, scene.hub.headers = 307, {"Location": "http://127.0.0.1:1/hub"}
    assert scene.subscribe().problem == "refused_address"


@pytest.mark.parametrize(("granted", "hours"), [("1", 1), ("99999999", 30 * 24)])
def test_row_79_leases_are_bounded(scene: Scene, granted: str, hours: int) -> None:
    scene.hub.lease_s = granted
    row = scene.subscribe()
    assert row.lease_until is not None
    assert row.verified_at is not None
    assert row.lease_until - row.verified_at == timedelta(hours=hours)
    assert row.next_try_at == row.verified_at + timedelta(hours=hours) / 2


def test_row_79_secret_and_token_are_shown_nowhere(
    scene: Scene, client: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    row = scene.subscribe()
    scene.hub.deliver(b"illisible")
    scene.hub.call("POST", scene.hub.path, b"", {})
    scene.hub.verify(mode="unsubscribe")
    scene.read()
    scene.hub.status = 500
    Subscription.objects.update(next_try_at=timezone.now())
    subscriptions.tend()
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    source, base = scene.source, "/admin/snippets/feeds/source/"
    seen = [f"{row!r} {row}", without_secrets(caplog.text)]
    assert row.secret not in caplog.text
    for path in (
        base,
        f"{base}edit/{source.pk}/",
        f"{base}usage/{source.pk}/",
        f"{base}history/{source.pk}/",
        f"{base}delete/{source.pk}/",
        "/admin/reports/sources/",
        "/metrics",
        "/api/v2/sources/",
        f"/api/v2/sources/{source.pk}/",
        "/api/content/v1/contents",
        source.path,
    ):
        answer = client.get(path)
        assert answer.status_code == 200, path
        seen.append(answer.content.decode())
    for secret in (row.secret, row.token):
        assert len(secret) == 43
        assert not [text for text in seen if secret in text]
    assert not ReferenceIndex.get_references_to(source).filter(object_id=row.pk).exists()


def test_row_79_rejects_and_subscriptions_are_counted(scene: Scene) -> None:
    scene.subscribe()
    tallies.flush()
    before = REGISTRY.get_sample_value("kiosque_websub_rejects_total") or 0
    scene.hub.call("POST", scene.hub.path, b"", {})
    list(REGISTRY.collect())
    assert REGISTRY.get_sample_value("kiosque_websub_rejects_total") == before + 1
    live = {"state": "live"}
    assert REGISTRY.get_sample_value("kiosque_websub_subscriptions", live) == 1
