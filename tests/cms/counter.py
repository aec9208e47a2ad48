"""What a test of the counter asks again and again."""

import json
from typing import Any
from uuid import UUID

from wagtail.models import Page

from cms.models import Publication, PublicationEvent
from cms.rebuild import check


def agrees() -> bool:
    """True when the table agrees with the contents; else the test shows every disagreement."""
    differences = list(check())
    assert not differences, differences
    return True


def row(content: Any) -> Publication | None:
    return Publication.objects.filter(uuid=content.uuid).first()


def stored(content: Any) -> Publication:
    """The row of a content that must be public."""
    return Publication.objects.get(uuid=content.uuid)


def card(content: Any) -> dict[str, Any]:
    return json.loads(stored(content).card)


def paths() -> set[str]:
    return set(Publication.objects.values_list("path", flat=True))


def actions(uuid: UUID) -> list[str]:
    """What happened to a content, oldest first."""
    events = PublicationEvent.objects.filter(uuid=uuid).order_by("pk")
    return list(events.values_list("action", flat=True))


def fresh(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).specific


class CounterError(Exception):
    """The counter is out of order."""
