"""`manage.py resanitize`: what is stored, cleaned again by today's rules."""

from collections.abc import Sequence
from typing import Any

from django.core.management import BaseCommand
from django.db import transaction

from cms import bulk, publications
from feeds.models import FeedItem
from feeds.sanitise import clean_html

BATCH = 200


class Command(BaseCommand):
    help = (
        "Cleans the text of every feed item again: for when the rules have become stricter. "
        "Run twice, the second run changes nothing; a run that was stopped is simply run again."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        pks = list(FeedItem.objects.exclude(html="").order_by("pk").values_list("pk", flat=True))
        changed = sum(clean(chunk) for chunk in publications.chunks(pks, BATCH))
        self.stdout.write(f"{changed} of {len(pks)} items changed.")


@transaction.atomic
def clean(pks: Sequence[int]) -> int:
    """How many of these items changed. Nothing was lost that a visit brings back: the hash of what
    the source says stays, so that only a change of its own writes the item again."""
    rows = FeedItem.objects.filter(pk__in=pks)
    rows.hold_sources()
    changed = []
    for item in rows.select_for_update():
        html = clean_html(item.html, item.url)
        if html != item.html:
            item.html = html
            changed.append(item)
    bulk.update(changed, ["html"])
    publications.refresh(FeedItem, [item.pk for item in changed])
    return len(changed)
