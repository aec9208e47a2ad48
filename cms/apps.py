from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_login_failed
        from django_q.signals import post_execute_in_worker, pre_execute
        from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site
        from wagtail.signals import post_page_move

        from cms import checks, logs, metrics, models  # noqa: F401 (importing checks registers them)
        from cms import signal_handlers as on
        from cms.faces import Publisher
        from cms.publications import register
        from media_library.signals import image_changed

        for page in (
            models.ArticleIndexPage,
            models.ArticlePage,
            models.DossierPage,
            models.FormPage,
            models.MagazinePage,
            models.StandardPage,
        ):
            register(Publisher(page, page.face_queryset, page.faces))
        for named in (models.Topic, models.Person):
            register(Publisher(named, named.face_queryset, named.faces))

        image_changed.connect(on.refresh_image)
        post_save.connect(on.refresh_moved, sender=Page)
        post_page_move.connect(on.refresh_linking)
        post_delete.connect(on.withdraw_page, sender=Page)
        post_delete.connect(on.refresh_call_to_action, sender=models.CallToAction)
        for signal in (post_save, post_delete):
            signal.connect(on.refresh_restricted, sender=PageViewRestriction)
            signal.connect(on.refresh_collection, sender=CollectionViewRestriction)
            signal.connect(on.refresh_site, sender=Site)
        pre_execute.connect(logs.number_task)
        post_execute_in_worker.connect(on.beat_tasks)
        user_login_failed.connect(metrics.note_login_failure)
        post_migrate.connect(on.schedule_tasks, sender=self)
