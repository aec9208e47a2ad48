from django.db import migrations, models

import feeds.models.sources


class Migration(migrations.Migration):
    """Readers may write to a source."""

    dependencies = [("feeds", "0011_last_documents_are_text")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="contact",
            field=models.CharField(
                blank=True,
                help_text="A mail address, or the address of a page, for readers to write to it.",
                max_length=500,
                validators=[feeds.models.sources.validate_contact],
                verbose_name="contact",
            ),
        )
    ]
