from django.db import migrations


def rename(apps, schema_editor):  # type: ignore[no-untyped-def]  # Django types neither
    apps.get_model("feeds", "FeedItem").objects.filter(kind="audio").update(kind="podcast")


class Migration(migrations.Migration):
    dependencies = [("feeds", "0002_item_extras")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
