"""Bodies stored by an earlier version, read by this one."""

import json
import uuid
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import connection
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData

from cms.blocks.changes import ItemsToLinks
from cms.models import ArticlePage
from tests.factories import pages


@pytest.mark.django_db
def test_contents_of_the_feed_become_link_cards() -> None:
    item = uuid.uuid4()
    old = [
        {"type": "text", "value": "<p>Avant</p>", "id": str(uuid.uuid4())},
        {"type": "item", "value": str(item), "id": str(uuid.uuid4())},
    ]
    article = pages.article()
    article.save_revision()
    with connection.cursor() as cursor:  # past the field, which would drop what it does not know
        cursor.execute("UPDATE cms_articlepage SET body = %s", [json.dumps(old)])
    revision = article.latest_revision
    revision.content["body"] = json.dumps(old)
    revision.save()
    change = MigrateStreamData("cms", "ArticlePage", "body", [(ItemsToLinks(), "")])
    change.migrate_stream_data_forward(apps, SimpleNamespace(connection=connection))
    article = ArticlePage.objects.get()
    for body in (article.body, article.get_latest_revision_as_object().body):
        assert [block.block_type for block in body] == ["text", "link"]
        assert body[1].value["content"] == item
        assert body[1].id == old[1]["id"]
