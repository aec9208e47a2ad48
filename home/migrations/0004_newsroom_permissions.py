"""Wagtail's groups Editors and Moderators may use the newsroom's own snippets from the start.

Once only: what an administrator changes afterwards stays.
"""

from typing import Any

from django.db import migrations

EDITORS = {
    "cms": {"person": "add change view", "topic": "add change view", "calltoaction": "add change view"},
    "feeds": {
        "source": "add change view",
        "sourcegroup": "add change view",
        "feeditem": "change view",
    },
}
MODERATORS = {
    "cms": {
        "person": "add change delete view",
        "topic": "add change delete view",
        "calltoaction": "add change delete view",
        "sitesettings": "change",
    },
    "feeds": {
        "source": "add change delete view",
        "sourcegroup": "add change delete view",
        "feeditem": "change delete view",
    },
    "wagtailredirects": {"redirect": "add change delete"},
}


def grant(apps: Any, schema_editor: Any) -> None:
    groups = apps.get_model("auth", "Group").objects
    for name, models in (("Editors", EDITORS), ("Moderators", MODERATORS)):
        group = groups.filter(name=name).first()
        if group:
            group.permissions.add(*_permissions(apps, models))


def _permissions(apps: Any, models: dict[str, dict[str, str]]) -> list[Any]:
    """Made here where they do not exist yet: Django makes them after the last migration."""
    content_types = apps.get_model("contenttypes", "ContentType").objects
    permissions = apps.get_model("auth", "Permission").objects
    found = []
    for app_label, actions_of in models.items():
        for model, actions in actions_of.items():
            content_type, _ = content_types.get_or_create(app_label=app_label, model=model)
            for action in actions.split():
                permission, _ = permissions.get_or_create(
                    content_type=content_type,
                    codename=f"{action}_{model}",
                    defaults={"name": f"Can {action} {model}"},
                )
                found.append(permission)
    return found


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_create_front_page"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
