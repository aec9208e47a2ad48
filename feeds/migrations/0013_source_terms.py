from django.db import migrations, models

LICENCES = [
    ("agreement", "by agreement with us"),
    ("cc0", "CC0 1.0"),
    ("by", "CC BY 4.0"),
    ("by-sa", "CC BY-SA 4.0"),
    ("by-nd", "CC BY-ND 4.0"),
    ("by-nc", "CC BY-NC 4.0"),
    ("by-nc-sa", "CC BY-NC-SA 4.0"),
    ("by-nc-nd", "CC BY-NC-ND 4.0"),
]


class Migration(migrations.Migration):
    """What others may do with the texts of a source, and whether engines may find them here."""

    dependencies = [("feeds", "0012_source_contact")]

    operations = [
        migrations.AddField(
            model_name="source",
            name="keeps_from_engines",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Where you have agreed on that. Engines are sent to the original in any "
                "case.",
                verbose_name="hide its contents from search engines",
            ),
        ),
        migrations.AddField(
            model_name="source",
            name="licence",
            field=models.CharField(
                blank=True,
                choices=LICENCES,
                db_default="",
                help_text="Readers see it with each of its contents. Empty: all rights are "
                "reserved.",
                max_length=9,
                verbose_name="licence",
            ),
        ),
    ]
