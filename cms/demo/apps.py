from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DemoConfig(AppConfig):
    """Installed by the settings of development and of tests alone."""

    name = "cms.demo"
    label = "demo"
    verbose_name = _("Demo newsroom")
