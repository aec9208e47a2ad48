from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("Front page")

    def ready(self) -> None:
        from cms.faces import Publisher
        from cms.publications import register
        from home import signal_handlers as on
        from home.models import HomePage, Pin

        register(Publisher(HomePage, HomePage.face_queryset, HomePage.faces))
        post_migrate.connect(on.publish_first_pages, sender=self)
        for signal in (post_save, post_delete):
            for model in (HomePage, Pin):
                signal.connect(on.tell_home, sender=model)
