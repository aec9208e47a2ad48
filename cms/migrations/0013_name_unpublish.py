"""What was told as « withdraw » is « unpublish » in the contract with frontends. Which of it was a
deletion nobody knows any more."""

from typing import Any

from django.db import migrations


def rename(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("cms", "PublicationEvent").objects
    events.filter(action="withdraw").update(action="unpublish")


def name_back(apps: Any, schema_editor: Any) -> None:
    events = apps.get_model("cms", "PublicationEvent").objects
    events.filter(action__in=["unpublish", "delete"]).update(action="withdraw")


class Migration(migrations.Migration):
    dependencies = [("cms", "0012_event_actions")]

    operations = [migrations.RunPython(rename, name_back)]
