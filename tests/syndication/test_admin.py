"""What those who may look after webhooks do in Wagtail's admin, and nobody else."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.api.v3.registry import registry

from cms import relay, tasks
from cms.users.models import User
from syndication.models import Webhook, WebhookDelivery
from syndication.tasks import send_webhooks
from tests.factories import pages
from tests.syndication.receiver import SECRET, Receiver

pytestmark = pytest.mark.django_db
Make = Callable[..., Webhook]
REPLAY = reverse("wagtail_bulk_action", args=["syndication", "webhookdelivery", "replay"])


def url(model: type, view: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_syndication_{model.__name__.lower()}:{view}", args=args)


@pytest.fixture
def boss(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    return client


def logged_in(*codenames: str) -> Client:
    """An editor, with these rights beside."""
    user = User.objects.create_user("plume", "plume@example.org", "x")
    user.groups.add(Group.objects.get(name="Editors"))
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


def posted(page: str, **changes: Any) -> dict[str, Any]:
    """The form of a page as a browser sends it, with some changes."""
    secret = re.search(r'name="secret" value="([^"]+)"', page)
    assert secret
    return {"name": "Vitrine", "secret": secret[1], "is_active": "on", **changes}


def test_a_new_one_has_a_secret_and_begins_now(boss: Client) -> None:
    pages.article()
    tasks.number_events()
    page = boss.get(url(Webhook, "add")).content.decode()
    form = posted(page, url="https://vitrine.example/hook", kinds=["article", "item"])
    assert boss.post(url(Webhook, "add"), form).status_code == 302
    webhook = Webhook.objects.get()
    assert webhook.secret.startswith("whsec_")
    assert webhook.position == relay.latest_number() > 0
    assert (webhook.kinds, webhook.actions) == (["article", "item"], [])
    edit = boss.get(url(Webhook, "edit", webhook.pk)).content.decode()
    assert len(re.findall(r'name="kinds"[^>]*checked', edit)) == 2
    assert webhook.secret in edit
    home = boss.get(reverse("wagtailadmin_home")).content.decode()
    assert url(Webhook, "list") in home
    assert url(WebhookDelivery, "list") in home


@pytest.mark.parametrize(
    "address",
    [
        "http://vitrine.example/hook",
        "ftp://vitrine.example/",
        "https://user:pass@vitrine.example/",
        "vitrine",
    ],
)
def test_an_address_that_is_not_safe_is_refused(boss: Client, address: str) -> None:
    page = boss.get(url(Webhook, "add")).content.decode()
    assert boss.post(url(Webhook, "add"), posted(page, url=address)).status_code == 200
    assert not Webhook.objects.exists()


@pytest.mark.parametrize("address", ["http://127.0.0.1:4321/hook", "http://localhost:4321/"])
def test_a_developers_own_machine_needs_no_https(boss: Client, address: str) -> None:
    page = boss.get(url(Webhook, "add")).content.decode()
    assert boss.post(url(Webhook, "add"), posted(page, url=address)).status_code == 302


def test_a_secret_that_is_none_is_refused(boss: Client) -> None:
    page = boss.get(url(Webhook, "add")).content.decode()
    form = posted(page, url="https://vitrine.example/", secret="motdepasse")
    answer = boss.post(url(Webhook, "add"), form)
    assert "whsec_" in answer.content.decode()
    assert not Webhook.objects.exists()


def test_one_that_fails_says_why(boss: Client, receiver: Receiver, webhook_to: Make) -> None:
    webhook = webhook_to(receiver)
    receiver.status = 500
    pages.article()
    for _ in range(2):
        tasks.number_events()
        Webhook.objects.update(next_try_at=timezone.now())
        send_webhooks()
    page = boss.get(url(Webhook, "edit", webhook.pk)).content.decode()
    assert "HTTP 500" in page
    assert "help-warning" in page
    assert "HTTP 500" in boss.get(url(WebhookDelivery, "list")).content.decode()
    Webhook.objects.update(stopped_at=timezone.now())
    page = boss.get(url(Webhook, "edit", webhook.pk)).content.decode()
    assert "help-critical" in page
    boss.post(url(Webhook, "edit", webhook.pk), posted(page, url=receiver.url))
    receiver.status = 200
    assert send_webhooks() == 1


@pytest.fixture
def delivery(receiver: Receiver, webhook_to: Make) -> WebhookDelivery:
    webhook_to(receiver)
    pages.article(slug="un")
    tasks.number_events()
    assert send_webhooks() == 1
    return WebhookDelivery.objects.get()


def test_a_delivery_is_sent_again(
    boss: Client, receiver: Receiver, delivery: WebhookDelivery
) -> None:
    listed = boss.get(url(WebhookDelivery, "list")).content.decode()
    assert f"{REPLAY}?id={delivery.pk}" in listed
    shown = boss.get(url(WebhookDelivery, "inspect", delivery.pk)).content.decode()
    assert delivery.message_id in shown
    asked = boss.get(f"{REPLAY}?id={delivery.pk}").content.decode()
    assert "Vitrine" in asked
    answer = boss.post(f"{REPLAY}?id={delivery.pk}", {"next": url(WebhookDelivery, "list")})
    assert answer.status_code == 302
    assert send_webhooks() == 1
    assert receiver.events == [("publish", "/articles/un/")] * 2


@pytest.mark.parametrize("together", [False, True])
def test_one_is_deleted_with_its_log(
    boss: Client, delivery: WebhookDelivery, together: bool
) -> None:
    bulk = reverse("wagtail_bulk_action", args=["syndication", "webhook", "delete"])
    alone = url(Webhook, "delete", delivery.webhook_id)
    boss.post(f"{bulk}?id={delivery.webhook_id}" if together else alone)
    assert not Webhook.objects.exists()
    assert not WebhookDelivery.objects.exists()


def test_the_log_is_written_by_nobody(boss: Client, delivery: WebhookDelivery) -> None:
    for view in ("edit", "delete"):
        assert boss.get(url(WebhookDelivery, view, delivery.pk)).status_code == 302
    assert boss.get(url(WebhookDelivery, "add")).status_code == 302
    assert boss.post(url(WebhookDelivery, "delete", delivery.pk)).status_code == 302
    assert WebhookDelivery.objects.count() == 1


def test_editors_see_nothing_of_it(delivery: WebhookDelivery) -> None:
    editor = logged_in()
    for address in (
        url(Webhook, "list"),
        url(Webhook, "edit", delivery.webhook_id),
        url(WebhookDelivery, "list"),
        url(WebhookDelivery, "inspect", delivery.pk),
    ):
        answer = editor.get(address)
        assert answer.status_code == 302, address
        assert SECRET not in answer.content.decode()
    editor.post(f"{REPLAY}?id={delivery.pk}")
    assert WebhookDelivery.objects.count() == 1
    assert "webhook" not in editor.get(reverse("wagtailadmin_home")).content.decode()


def test_whoever_was_given_the_right_looks_after_them(delivery: WebhookDelivery) -> None:
    helper = logged_in("change_webhook")
    assert helper.get(url(Webhook, "edit", delivery.webhook_id)).status_code == 200
    assert helper.get(url(WebhookDelivery, "list")).status_code == 200
    helper.post(f"{REPLAY}?id={delivery.pk}")
    assert WebhookDelivery.objects.count() == 2


def test_no_api_gives_the_secret_away(boss: Client, delivery: WebhookDelivery) -> None:
    assert not registry.has("syndication.Webhook")
    assert not registry.has("syndication.WebhookDelivery")
