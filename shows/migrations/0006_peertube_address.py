from django.db import migrations, models

import cms.blocks.media


class Migration(migrations.Migration):
    """Éditos and episodes may stand on PeerTube too, where readers are not followed."""

    dependencies = [("shows", "0005_dossiers_of_stories")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="peertube_url",
            field=models.URLField(
                blank=True,
                max_length=1000,
                validators=[cms.blocks.media.validate_peertube_url],
                help_text=(
                    "If it stands there too: readers then watch it where nobody follows them, and "
                    "the address above stays a link."
                ),
                verbose_name="The same video on PeerTube",
            ),
        )
        for model in ("editopage", "episodepage")
    ]
