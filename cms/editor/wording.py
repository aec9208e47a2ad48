"""Sentences of Wagtail's editor that our catalogue says otherwise: it comes before Wagtail's own,
whose French is wrong (8.0.1 says of the first that saving *writes a new version*)."""

from django.utils.translation import gettext_noop

OURS = (gettext_noop("Saving will overwrite a newer version."),)
