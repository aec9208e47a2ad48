from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ShowsConfig(AppConfig):
    name = "shows"
    verbose_name = _("Shows")

    def ready(self) -> None:
        from cms.faces import Publisher
        from cms.publications import register
        from shows import models

        for page in (
            models.EditoIndexPage,
            models.EditoPage,
            models.ShowPage,
            models.EpisodePage,
        ):
            register(Publisher(page, page.face_queryset, page.faces))
