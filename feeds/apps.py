from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_delete
from django.utils.translation import gettext_lazy as _


class FeedsConfig(AppConfig):
    name = "feeds"
    verbose_name = _("Feeds")

    def ready(self) -> None:
        from cms import alarms, clock, health
        from cms.faces import Publisher
        from cms.metrics import REGISTRY
        from cms.models import Kind, Person
        from cms.publications import register
        from feeds import figures, leases, metrics, models, publications, silence
        from feeds import signal_handlers as on
        from feeds.schemas import ItemDetails
        from media_library.models import Image

        page = models.FeedIndexPage
        register(Publisher(page, page.face_queryset, page.faces))
        register(Publisher(models.Source, publications.source_queryset, publications.source_faces))
        register(
            Publisher(
                models.FeedItem,
                publications.item_queryset,
                publications.item_faces,
                bulk=True,
                kind=Kind.ITEM,
                details=ItemDetails,
                insides=publications.item_insides,
            ),
            on_delete=on.withdraw_item,
        )

        clock.register(clock.Errand("feeds.tasks.refresh_due", leases.has_work))
        clock.register(clock.Errand("feeds.tasks.refresh_suspects", leases.has_suspects, pace_s=5))
        health.register("sources", figures.ask_sources)
        alarms.register(silence.CAUSE)
        REGISTRY.register(metrics.FeedsCollector())
        pre_delete.connect(on.withdraw_source, sender=models.Source)
        pre_delete.connect(on.hold_sources_of_person, sender=Person)
        pre_delete.connect(on.hold_sources_of_image, sender=Image)
        post_migrate.connect(on.schedule_visits, sender=self)
