"""The block « content of the feed » is one of the link cards now. Revisions are changed as well."""

from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData

from cms.blocks.changes import ItemsToLinks


class Migration(migrations.Migration):
    dependencies = [("cms", "0004_attempts")]

    operations = [
        MigrateStreamData("cms", "ArticlePage", "body", [(ItemsToLinks(), "")]),
    ]
