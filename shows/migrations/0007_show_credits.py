import wagtail.fields
from django.db import migrations


class Migration(migrations.Migration):
    """A show tells who pays for it and who makes it."""

    dependencies = [("shows", "0006_peertube_address")]

    operations = [
        migrations.AddField(
            model_name="showpage",
            name="credits",
            field=wagtail.fields.RichTextField(
                blank=True,
                help_text="Who pays for it, who films, edits and mixes it, whose music it is.",
                verbose_name="funding and credits",
            ),
        )
    ]
