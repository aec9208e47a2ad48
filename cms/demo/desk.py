"""The desk of one run: what the demo has made so far, under the names of its content."""

from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q
from wagtail.models import Page

from cms.demo.models import DemoRecord
from feeds.models import FeedItem


class Desk:
    """Finds objects by key, and marks each one that this run makes.

    What the newsroom has already (a topic of the same name, its own index of articles) is used
    and not marked: it stays theirs.
    """

    def __init__(self, now: datetime) -> None:
        self.now = now
        self.made = 0
        self._known: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:
        """Raises KeyError for a key that was not written yet."""
        return self._known[key]

    def find(self, key: str) -> Any:
        """What an earlier run made under this key; None when it is not there, or not any more."""
        record = DemoRecord.objects.filter(key=key).first()
        found = record.object if record else None
        if record and found is None:
            record.delete()
        if found is not None:
            self.use(key, found)
        return found

    def use(self, key: str, found: Any) -> Any:
        self._known[key] = found
        return found

    def mark(self, key: str, made: Model, note: dict[str, Any] | None = None) -> Any:
        DemoRecord.objects.create(
            key=key,
            content_type=ContentType.objects.get_for_model(made),
            object_id=str(made.pk),
            note=note or {},
        )
        self.made += 1
        return self.use(key, made)

    def ensure(self, key: str, model: type[Model], same: Q, **fields: Any) -> Any:
        """The object of this key, or one of theirs that is the `same`, or a new one."""
        found = self.find(key) or model._default_manager.filter(same).first()
        if found is not None:
            return self.use(key, found)
        return self.mark(key, model._default_manager.create(**fields))

    def page(self, key: str, parent: Page, page: Page) -> Any:
        """Puts a new page below its parent. Where its address is taken, it takes another."""
        if parent.get_children().filter(slug=page.slug).exists():
            page.slug = f"{page.slug}-exemple"
        parent.add_child(instance=page)
        return self.mark(key, page)

    def is_ours(self, key: str) -> bool:
        return DemoRecord.objects.filter(key=key).exists()

    def uuid(self, key: str) -> Any:
        """The public id of a page, or of an item (`item:podcast/1`); None for one that is gone."""
        kind, _, name = key.partition(":")
        if kind != "item":
            return self[key].uuid
        source, _, number = name.partition("/")
        items = FeedItem.objects.filter(source=self[f"source:{source}"])
        ending = items.filter(identity__endswith=number)
        return ending.values_list("uuid", flat=True).first()
