"""An empty newsroom has a front page and « Le fil », at its fixed address, instead of Wagtail's
welcome page. A database that already has pages is left alone."""

import uuid
from typing import Any

from django.db import migrations
from django.utils import timezone

HOME = {"title": "Accueil", "slug": "accueil", "path": "00010001", "depth": 2, "numchild": 1}
FEED = {"title": "Le fil", "slug": "le-fil", "path": "000100010001", "depth": 3, "numchild": 0}


def create_front_page(apps: Any, schema_editor: Any) -> None:
    page_model = apps.get_model("wagtailcore", "Page")
    if page_model.objects.filter(depth__gt=1).exclude(path="00010001").exists():
        return
    page_model.objects.filter(path="00010001").delete()
    home = _create(apps, "home", "HomePage", {**HOME, "url_path": "/accueil/"})
    _create(apps, "feeds", "FeedIndexPage", {**FEED, "url_path": "/accueil/le-fil/"})
    page_model.objects.filter(depth=1).update(numchild=1)
    apps.get_model("wagtailcore", "Site").objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "port": 80, "root_page_id": home.pk},
    )


def _create(apps: Any, app_label: str, name: str, fields: dict[str, Any]) -> Any:
    content_type, _created = apps.get_model("contenttypes", "ContentType").objects.get_or_create(
        app_label=app_label, model=name.lower()
    )
    locale = apps.get_model("wagtailcore", "Locale").objects.order_by("pk").first()
    now = timezone.now()
    return apps.get_model(app_label, name).objects.create(
        **fields,
        first_published_at=now,
        last_published_at=now,
        draft_title=fields["title"],
        content_type=content_type,
        locale=locale,
        translation_key=uuid.uuid4(),
        live=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0002_relations"),
        ("feeds", "0001_initial"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [migrations.RunPython(create_front_page, migrations.RunPython.noop)]
