"""Named contents in alphabetical order. `rebuild_publications` fills the column."""

from importlib import import_module
from typing import Any

from django.db import migrations, models

search = import_module("cms.migrations.0002_search_index")


def search_again(apps: Any, schema_editor: Any) -> None:
    """SQLite makes the table anew for a new column, and drops what followed it."""
    if schema_editor.connection.vendor == "sqlite":
        search.drop_search(apps, schema_editor)
        search.create_search(apps, schema_editor)
        schema_editor.execute(
            "INSERT INTO cms_publication_search (cms_publication_search) VALUES ('rebuild')"
        )


class Migration(migrations.Migration):
    dependencies = [("cms", "0010_around_pages")]

    operations = [
        migrations.RunPython(migrations.RunPython.noop, search_again),
        migrations.AddField(
            model_name="publication",
            name="sort_title",
            field=models.CharField(blank=True, max_length=60),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=~models.Q(sort_title=""),
                fields=["kind", "sort_title", "id"],
                name="publication_title",
            ),
        ),
        migrations.RunPython(search_again, migrations.RunPython.noop),
    ]
