"""Lists by language, and of what has changed: an index for each, so that few among many are found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cms", "0008_dossiers_of_stories")]

    operations = [
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("listed", True)),
                fields=["locale", "-published_at", "-id"],
                name="publication_locale",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                condition=models.Q(("listed", True)),
                fields=["-updated_at", "-id"],
                name="publication_updated",
            ),
        ),
    ]
