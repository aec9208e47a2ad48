"""Sentences of Wagtail's editor that our catalogue says otherwise: it comes before Wagtail's own,
whose French is wrong (8.0.1 says of the first that saving *writes a new version*) or spells both
genders at once (« Ajouter un(e) saison »)."""

from django.utils.translation import gettext_noop

OURS = (
    gettext_noop("Saving will overwrite a newer version."),
    gettext_noop("Add %(label)s"),
    gettext_noop("Add %(model_name)s"),
    gettext_noop("Create a new %(model_name)s"),
)
