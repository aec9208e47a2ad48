"""Webhooks: each change told once and in order, whatever the receiver does in between."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from cms import outbound, relay, tasks
from cms.models import Alarm, PublicationEvent
from feeds.models import FeedItem, Status
from syndication import schedule, webhooks
from syndication.errors import SENTENCES
from syndication.models import Webhook, WebhookDelivery
from syndication.tasks import forget_deliveries, send_webhooks
from tests.cms.counter import fresh, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory
from tests.syndication.receiver import Receiver, receiving

pytestmark = pytest.mark.django_db
Make = Callable[..., Webhook]


def tell() -> int:
    """What a worker does within a second of a commit."""
    tasks.number_events()
    return send_webhooks()


def tell_again() -> int:
    """The same, when the time of the next attempt has come."""
    Webhook.objects.update(next_try_at=timezone.now())
    return tell()


def last() -> WebhookDelivery:
    return WebhookDelivery.objects.latest("pk")


def test_what_happens_to_a_page_is_told_in_order(receiver: Receiver, webhook_to: Make) -> None:
    webhook_to(receiver)
    article = pages.article(slug="un")
    article.title = "Autre"
    article.save()
    article.slug = "deux"
    article.save()
    assert tell() == 1
    fresh(article).unpublish()
    fresh(article).save_revision().publish()
    fresh(article).delete()
    assert tell() == 1
    assert receiver.events == [
        ("publish", "/articles/un/"),
        ("update", "/articles/un/"),
        ("move", "/articles/deux/"),
        ("unpublish", "/articles/deux/"),
        ("delete", "/articles/deux/"),
    ]
    first = receiver.payloads[0]
    assert first["type"] == "changes"
    assert first["data"]["events"][2]["former_url"] == "http://localhost/articles/un/"
    assert not first["data"]["gap"]
    assert receiver.headers[0]["content-type"] == "application/json"
    assert "Autre" not in str(receiver.payloads)


def test_what_happens_to_an_item_is_told_as_well(receiver: Receiver, webhook_to: Make) -> None:
    webhook_to(receiver, kinds=["item"])
    item, gone = FeedItemFactory.create(), FeedItemFactory.create()
    paths = [stored(item).path, stored(gone).path]
    tell()
    FeedItem.objects.filter(pk=item.pk).moderate(Status.REJECTED)
    gone.delete()
    tell()
    assert receiver.events == [
        ("publish", paths[0]),
        ("publish", paths[1]),
        ("unpublish", paths[0]),
        ("delete", paths[1]),
    ]


def test_a_message_tells_where_changes_go_on(
    receiver: Receiver, webhook_to: Make, client: Any
) -> None:
    webhook_to(receiver)
    pages.article()
    tell()
    pages.article(slug="suite")
    tasks.number_events()
    since = receiver.payloads[0]["data"]["cursor"]
    answer = client.get("/api/content/v1/changes", {"since": since}).json()
    assert [item["url"] for item in answer["items"]] == ["http://localhost/articles/suite/"]


def test_a_new_one_is_told_what_happens_from_then_on(receiver: Receiver, webhook_to: Make) -> None:
    webhook_to(receiver)
    assert tell() == 0
    assert not webhooks.has_work()
    assert not WebhookDelivery.objects.exists()


def test_only_what_is_wanted_is_told(receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver, kinds=["edito", "topic"], actions=["publish"])
    pages.article()
    assert tell() == 0
    assert not webhooks.has_work()
    webhook.refresh_from_db()
    assert webhook.position == relay.latest_number()
    edito = pages.edito(slug="un")
    edito.title = "Autre"
    edito.save()
    pages.topic(slug="sante")
    assert tell() == 1
    assert receiver.events == [
        ("publish", edito.get_url_parts()[2]),
        ("publish", "/themes/sante/"),
    ]


def test_whoever_was_down_for_a_day_is_told_all_of_it_in_order(
    receiver: Receiver, webhook_to: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(webhooks, "BATCH", 4)
    webhook_to(receiver)
    receiver.status = 503
    written = []
    for _ in range(3):
        written += [("publish", f"/articles/{pages.article().slug}/") for _ in range(5)]
        assert tell_again() == 0
    assert receiver.refused == 3
    assert WebhookDelivery.objects.count() == 1
    receiver.status = 200
    assert tell_again() == 4
    assert receiver.events == written
    assert len(set(receiver.ids)) == 4
    assert last().status == "delivered"
    assert tell_again() == 0


def test_an_attempt_says_the_same_under_the_same_id(receiver: Receiver, webhook_to: Make) -> None:
    """A receiver that has taken it, and whose answer was lost, knows it again."""
    webhook_to(receiver)
    pages.article()
    tasks.number_events()
    message = webhooks.claim_due(1)[0]
    webhooks.send(message)
    pages.article()
    assert tell_again() == 2
    one, again, other = receiver.ids
    assert one == again != other
    assert receiver.bodies[0] == receiver.bodies[1]
    attempts = WebhookDelivery.objects.order_by("pk").values_list("attempts", flat=True)
    assert list(attempts) == [2, 1]


def test_who_fails_is_tried_later_and_says_why(receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver)
    receiver.status = 500
    pages.article()
    assert tell() == 0
    webhook.refresh_from_db()
    assert webhook.next_try_at >= timezone.now() + schedule.FIRST - timedelta(seconds=10)
    assert not webhooks.has_work()
    delivery = last()
    assert (delivery.status, delivery.attempts, delivery.http_status) == ("waiting", 1, 500)
    assert "HTTP 500" in delivery.problem
    receiver.status = 204
    assert tell() == 0
    assert tell_again() == 1
    assert last().problem == ""


def test_who_fails_for_three_days_is_given_up_and_told_all_once_it_is_mended(
    receiver: Receiver, webhook_to: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule, "TRIES", 3)
    webhook_to(receiver)
    receiver.status = 404
    pages.article(slug="un")
    for _ in range(3):
        tell_again()
    assert last().status == "failed"
    assert Alarm.objects.filter(name="webhooks_stopped").exists()
    pages.article(slug="deux")
    assert tell_again() == 0
    assert receiver.refused == 3
    receiver.status = 200
    Webhook.objects.get().save()
    assert tell() == 1
    assert receiver.events == [("publish", "/articles/un/"), ("publish", "/articles/deux/")]
    assert not Alarm.objects.exists()


def test_what_is_switched_off_is_told_later(receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver, is_active=False)
    pages.article(slug="un")
    assert tell() == 0
    webhook.is_active = True
    webhook.save()
    assert tell() == 1
    assert receiver.events == [("publish", "/articles/un/")]


def test_sent_again_is_a_message_of_its_own(receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver)
    pages.article(slug="un")
    tell()
    pages.article(slug="deux")
    tell()
    webhook.refresh_from_db()
    position = webhook.position
    assert webhooks.replay(WebhookDelivery.objects.all()[1:]) == 1
    assert tell() == 1
    assert receiver.events[2:] == receiver.events[:1] == [("publish", "/articles/un/")]
    assert len(set(receiver.ids)) == 3
    webhook.refresh_from_db()
    assert webhook.position == position


def test_a_form_keeps_what_was_sent_meanwhile(receiver: Receiver, webhook_to: Make) -> None:
    in_form = webhook_to(receiver)
    pages.article()
    tell()
    in_form.name = "Autre nom"
    in_form.save()
    assert tell_again() == 0
    assert Webhook.objects.get().name == "Autre nom"
    assert len(receiver.payloads) == 1


def test_a_crash_after_sending_repeats_the_message(
    receiver: Receiver, webhook_to: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    webhook_to(receiver)
    pages.article()
    tasks.number_events()
    with monkeypatch.context() as patch:
        patch.setattr(webhooks, "settle", crash)
        with pytest.raises(CrashError):
            send_webhooks()
    assert tell() == 0  # not before the time of the next attempt
    assert tell_again() == 1
    assert receiver.ids[0] == receiver.ids[1]


class CrashError(Exception):
    pass


def crash(*args: Any) -> None:
    raise CrashError


def test_one_that_hangs_holds_up_nobody(
    receiver: Receiver, webhook_to: Make, settings: Any
) -> None:
    """It is released only once the other one has been told."""
    with receiving() as hanging:
        settings.OUTBOUND_ALLOW += [hanging.url.split("/")[2]]
        hanging.hold = receiver.asked
        webhook_to(hanging, name="A")
        webhook_to(receiver, name="B")
        pages.article(slug="un")
        assert tell() == 2
        assert receiver.events == hanging.events[-1:] == [("publish", "/articles/un/")]


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(receiver: Receiver, webhook_to: Make, status: int) -> None:
    webhook_to(receiver)
    receiver.status, receiver.location = status, "http://169.254.169.254/"
    pages.article()
    assert tell() == 0
    assert last().error == "redirected"


def test_no_private_address_is_reached(receiver: Receiver, webhook_to: Make, settings: Any) -> None:
    settings.OUTBOUND_ALLOW = []
    webhook_to(receiver)
    pages.article()
    assert tell() == 0
    assert last().error == "refused_address"
    assert not receiver.asked.is_set()


def test_a_receiver_that_is_not_there(webhook_to: Make, settings: Any) -> None:
    with receiving() as closed:
        settings.OUTBOUND_ALLOW = [closed.url.split("/")[2]]
    webhook_to(closed)
    pages.article()
    assert tell() == 0
    assert last().error == "unreachable"


def test_every_failure_has_a_sentence() -> None:
    names = {error.name for error in outbound.OutboundError.__subclasses__()}
    names -= {"too_many_redirects"}  # none is followed
    assert set(SENTENCES) == names | {"refused", "redirected"}


def test_what_has_left_between_two_attempts_is_not_told(
    receiver: Receiver, webhook_to: Make
) -> None:
    webhook_to(receiver)
    receiver.status = 500
    article = pages.article(slug="secret")
    tell()
    fresh(article).delete()
    receiver.status = 200
    assert tell_again() == 2
    assert receiver.events == [("delete", "/articles/secret/")]


def forget_all_but_the_newest() -> None:
    events = PublicationEvent.objects.exclude(number=relay.latest_number())
    events.update(at=timezone.now() - relay.KEPT - timedelta(days=1))
    relay.forget_events()


def test_what_is_forgotten_is_a_gap(receiver: Receiver, webhook_to: Make) -> None:
    """Of a receiver that was switched off for longer than events are kept."""
    webhook = webhook_to(receiver, is_active=False)
    pages.article()
    pages.article(slug="dernier")
    tasks.number_events()
    forget_all_but_the_newest()
    webhook.is_active = True
    webhook.save()
    assert tell() == 1
    assert receiver.payloads[0]["data"]["gap"]
    assert receiver.events == [("publish", "/articles/dernier/")]
    pages.article()
    assert tell() == 1
    assert not receiver.payloads[1]["data"]["gap"]


def test_a_message_whose_events_are_forgotten_gives_way(
    receiver: Receiver, webhook_to: Make
) -> None:
    webhook_to(receiver)
    receiver.status = 500
    pages.article()
    tell()
    pages.article(slug="dernier")
    tasks.number_events()
    forget_all_but_the_newest()
    receiver.status = 200
    tell_again()
    tell_again()
    assert receiver.events == [("publish", "/articles/dernier/")]
    assert receiver.payloads[0]["data"]["gap"]


def test_old_deliveries_are_forgotten(receiver: Receiver, webhook_to: Make) -> None:
    webhook_to(receiver)
    for _ in range(2):
        pages.article()
        tell()
    old = WebhookDelivery.objects.filter(pk=last().pk)
    old.update(created_at=timezone.now() - relay.KEPT - timedelta(hours=1))
    assert forget_deliveries() == 1
    assert WebhookDelivery.objects.count() == 1


def test_one_that_is_deleted_while_it_is_told(receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver)
    pages.article()
    tasks.number_events()
    message = webhooks.claim_due(1)[0]
    webhook.delete()
    assert webhooks.settle(message, webhooks.send(message))
    assert not WebhookDelivery.objects.exists()
