"""Several workers, and one that dies, on PostgreSQL."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.utils import timezone

from cms import tasks
from cms.models import PublicationEvent
from syndication import webhooks
from syndication.models import Webhook
from tests.cms.workers import running, until
from tests.factories import pages
from tests.syndication.receiver import Receiver
from tests.threads import in_threads

PROMPT_S = 10.0
"""A second, when the machine has nothing else to do; here it may have."""

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_two_workers_at_once_tell_each_event_once_and_in_order(
    receiver: Receiver, webhook_to: Callable[..., Webhook], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BATCH", 3)
    webhook_to(receiver)
    written = [("publish", f"/articles/{pages.article().slug}/") for _ in range(20)]
    tasks.number_events()

    def work() -> None:
        while webhooks.has_work():
            webhooks.send_due()

    in_threads([work] * 4)
    until(lambda: not webhooks.has_work(), "an end", 30)
    assert receiver.events == written
    assert len(set(receiver.ids)) == len(receiver.ids) == 7


def test_events_written_by_many_at_once_are_all_told(
    receiver: Receiver, webhook_to: Callable[..., Webhook]
) -> None:
    """Numbers are given while others commit: none is passed by."""
    webhook_to(receiver, kinds=["topic"])
    is_over = Event()

    def write(n: int) -> None:
        for m in range(10):
            pages.topic(slug=f"t-{n}-{m}")

    def relay_and_tell() -> None:
        while not is_over.is_set():
            tasks.number_events()
            webhooks.send_due()

    def writers() -> None:
        try:
            in_threads([lambda n=n: write(n) for n in range(4)])  # type: ignore[misc]  # its default binds n
        finally:
            is_over.set()

    in_threads([writers, relay_and_tell, relay_and_tell])
    tasks.number_events()
    webhooks.send_due()
    told = [path for _, path in receiver.events]
    assert sorted(told) == sorted(f"/themes/t-{n}-{m}/" for n in range(4) for m in range(10))
    numbered = PublicationEvent.objects.filter(kind="topic").order_by("number")
    assert told == list(numbered.values_list("path", flat=True))


def test_a_worker_tells_within_seconds_and_goes_on_after_its_death(
    receiver: Receiver, webhook_to: Callable[..., Webhook], tmp_path: Path, settings: Any
) -> None:
    webhook_to(receiver, kinds=["article"])
    with running(tmp_path, OUTBOUND_ALLOW=settings.OUTBOUND_ALLOW[0]) as worker:
        until(lambda: worker.named("idle"), "a pool")
        pages.article(slug="un")
        until(lambda: receiver.events, "the first message", 60)
        begun = time.monotonic()
        pages.article(slug="deux")
        until(lambda: len(receiver.events) == 2, "the second message", 60)
        assert time.monotonic() - begun < PROMPT_S
        receiver.asked.clear()
        receiver.hold = Event()
        pages.article(slug="trois")
        assert receiver.asked.wait(60)
        worker.kill("processing")
        receiver.hold.set()
        until(lambda: len(receiver.events) == 3, "the message of the dead", 60)
        receiver.hold = None
        Webhook.objects.update(next_try_at=timezone.now())
        until(lambda: len(receiver.events) == 4, "the same message again", 60)
        pages.article(slug="quatre")
        until(lambda: len(receiver.events) == 5, "what came after it", 60)
    assert [path for _, path in receiver.events] == [
        f"/articles/{slug}/" for slug in ("un", "deux", "trois", "trois", "quatre")
    ]
    assert receiver.ids[2] == receiver.ids[3]
