from django.db import migrations, models


class Migration(migrations.Migration):
    """Films that are higher than wide are shown so; null: nobody has told."""

    dependencies = [("media_library", "0006_recording_permissions")]

    operations = [
        migrations.AddField(
            model_name=model,
            name="is_vertical",
            field=models.BooleanField(editable=False, null=True),
        )
        for model in ("remotemedia", "video")
    ]
