"""The block « content of the feed » is one of the link cards now. Revisions are changed as well."""

from django.db import migrations
from wagtail.blocks.migrations.migrate_operation import MigrateStreamData

from cms.blocks.changes import ItemsToLinks

CHANGES = [(ItemsToLinks(), "")]


class Migration(migrations.Migration):
    dependencies = [("shows", "0002_end_matter")]

    operations = [
        MigrateStreamData("shows", "EditoPage", "body", CHANGES),
        MigrateStreamData("shows", "EpisodePage", "body", CHANGES),
    ]
