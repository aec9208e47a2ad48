"""Wagtail's groups Editors and Moderators may use recordings from the start.

Once only: what an administrator changes afterwards stays.
"""

from typing import Any

from django.db import migrations

EDITORS = {"video": "add change view", "audio": "add change view", "remotemedia": "view"}
GRANTED = {
    "Editors": EDITORS,
    "Moderators": {model: f"{actions} delete" for model, actions in EDITORS.items()},
}


def grant(apps: Any, schema_editor: Any) -> None:
    for group in apps.get_model("auth", "Group").objects.filter(name__in=GRANTED):
        for model, actions in GRANTED[group.name].items():
            group.permissions.add(*(_permission(apps, model, action) for action in actions.split()))


def _permission(apps: Any, model: str, action: str) -> Any:
    """Made here where it does not exist yet: Django makes them after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    content_type, _ = content_types.get_or_create(app_label="media_library", model=model)
    permission, _ = apps.get_model("auth", "Permission").objects.get_or_create(
        content_type=content_type,
        codename=f"{action}_{model}",
        defaults={"name": f"Can {action} {model}"},
    )
    return permission


class Migration(migrations.Migration):
    dependencies = [
        ("media_library", "0005_recordings"),
        ("auth", "0012_alter_user_first_name_max_length"),
        # It makes the two groups.
        ("wagtailcore", "0002_initial_data"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
