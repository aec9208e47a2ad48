from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class SyndicationConfig(AppConfig):
    name = "syndication"
    verbose_name = _("Syndication")

    def ready(self) -> None:
        from cms import alarms, clock
        from syndication import signal_handlers as on
        from syndication import webhooks

        clock.register(clock.Errand("syndication.tasks.send_webhooks", webhooks.has_work))
        alarms.register(webhooks.CAUSE)
        post_migrate.connect(on.schedule_sending, sender=self)
