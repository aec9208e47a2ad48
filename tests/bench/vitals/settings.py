"""Those of production, and the demo newsroom, of which production has no trace."""

from cms.settings.production import *  # noqa: F403 - the settings are one namespace
from cms.settings.production import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "cms.demo"]
