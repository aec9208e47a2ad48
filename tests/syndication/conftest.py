from collections.abc import Callable, Iterator
from typing import Any

import pytest

from cms import tasks
from syndication.models import Webhook
from tests.factories import pages
from tests.syndication.receiver import SECRET, Receiver, receiving


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    """One that the guarded door is told to let through."""
    with receiving() as receiver:
        settings.OUTBOUND_ALLOW = [receiver.url.split("/")[2]]
        yield receiver


@pytest.fixture
def webhook_to(db: None) -> Callable[..., Webhook]:
    """Makes one for a receiver, of a newsroom where all that has happened is numbered."""

    def make(receiver: Receiver, **fields: Any) -> Webhook:
        pages.home_page()
        pages.article()
        tasks.number_events()
        defaults = {"name": "Vitrine", "url": receiver.url, "secret": SECRET}
        return Webhook.objects.create(**{**defaults, **fields})

    return make
