import django.db.models.deletion
import modelcluster.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Where the éditos are followed elsewhere."""

    dependencies = [("shows", "0007_show_credits")]

    operations = [
        migrations.CreateModel(
            name="EditoSubscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("sort_order", models.IntegerField(blank=True, editable=False, null=True)),
                ("label", models.CharField(max_length=60, verbose_name="label")),
                ("url", models.URLField(max_length=1000, verbose_name="address")),
                (
                    "page",
                    modelcluster.fields.ParentalKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="subscriptions",
                        to="shows.editoindexpage",
                    ),
                ),
            ],
            options={
                "verbose_name": "subscription link",
                "verbose_name_plural": "subscription links",
                "ordering": ["sort_order"],
                "abstract": False,
            },
        )
    ]
