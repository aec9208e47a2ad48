"""What is delivered is what the OpenAPI file declares under `webhooks`."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema_rs import Draft202012Validator

from cms import tasks
from syndication.models import Webhook
from syndication.tasks import send_webhooks
from tests.cms.counter import fresh
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory
from tests.syndication.receiver import Receiver

pytestmark = pytest.mark.django_db
DESCRIBED = json.loads(
    (Path(__file__).resolve().parents[1] / "snapshots" / "openapi.json").read_text("utf-8")
)
CHANGES = DESCRIBED["webhooks"]["changes"]["post"]


def declared(schema: dict[str, Any]) -> Draft202012Validator:
    """Of the file: what it names stands in its components."""
    whole = {**schema, "components": DESCRIBED["components"]}
    return Draft202012Validator(whole, validate_formats=True)


def message() -> Draft202012Validator:
    return declared(CHANGES["requestBody"]["content"]["application/json"]["schema"])


def undeclared(schema: dict[str, Any], value: Any, at: str = "") -> Iterator[str]:
    """Fields of a value that its schema does not name, at any depth."""
    if name := schema.get("$ref", ""):
        schema = DESCRIBED["components"]["schemas"][name.rpartition("/")[2]]
    if isinstance(value, list):
        for each in value:
            yield from undeclared(schema["items"], each, f"{at}[]")
    if isinstance(value, dict):
        for key, held in value.items():
            if key in schema["properties"]:
                yield from undeclared(schema["properties"][key], held, f"{at}.{key}")
            else:
                yield f"{at}.{key}"


def tell() -> None:
    tasks.number_events()
    send_webhooks()


@pytest.fixture
def told(receiver: Receiver, webhook_to: Callable[..., Webhook]) -> Receiver:
    """One that was told of every action, and of an item."""
    webhook_to(receiver)
    article = pages.article(slug="un")
    article.title = "Autre"
    article.save()
    article.slug = "deux"
    article.save()
    item = FeedItemFactory.create()
    tell()
    fresh(article).unpublish()
    item.delete()
    tell()
    return receiver


def test_what_is_delivered_is_what_is_declared(told: Receiver) -> None:
    actions = {action for action, _path in told.events}
    assert actions == {"publish", "update", "move", "unpublish", "delete"}
    validator, schema = message(), CHANGES["requestBody"]["content"]["application/json"]["schema"]
    for body in told.bodies:
        validator.validate(json.loads(body))
        assert not list(undeclared(schema, json.loads(body)))


def test_its_headers_are_declared(told: Receiver) -> None:
    for parameter in CHANGES["parameters"]:
        assert (parameter["in"], parameter["required"]) == ("header", True)
        for headers in told.headers:
            declared(parameter["schema"]).validate(headers[parameter["name"]])
    names = {parameter["name"] for parameter in CHANGES["parameters"]}
    sent = {name for name in told.headers[0] if name.startswith("webhook-")}
    assert names == sent


def test_another_message_is_not_what_is_declared(told: Receiver) -> None:
    """The declaration says something."""
    body = json.loads(told.bodies[0])
    events = body["data"]["events"]
    for wrong in (
        {**body, "type": "ping"},
        {**body, "timestamp": "hier"},
        {**body, "data": {**body["data"], "cursor": None}},
        {**body, "data": {"events": events, "gap": False}},
        {**body, "data": {**body["data"], "events": [{**events[0], "action": "burn"}]}},
        {**body, "data": {**body["data"], "events": [{**events[0], "id": "1"}]}},
    ):
        assert not message().is_valid(wrong), wrong


def test_the_answer_of_a_receiver_is_declared() -> None:
    assert set(CHANGES["responses"]) == {"2XX", "default"}
