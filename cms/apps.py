from django.apps import AppConfig
from django.db.models.signals import post_delete, post_migrate, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    verbose_name = _("Newsroom")

    def ready(self) -> None:
        from cms import admin_search, checks, models  # noqa: F401 (importing checks registers them)
        from cms.api.v3 import bodies
        from cms.faces import Publisher
        from cms.models.base import BasePage
        from cms.publications import register

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
        bodies.register()
        admin_search.follow(BasePage)
        self._follow_what_is_not_ours()
        self._tell_what_is_no_content()
        self._work()

    def _follow_what_is_not_ours(self) -> None:
        from django.contrib.auth.signals import user_login_failed
        from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction, Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from cms import metrics, models
        from cms import signal_handlers as on
        from media_library.models import Document
        from media_library.signals import image_changed, media_changed

        image_changed.connect(on.refresh_image)
        media_changed.connect(on.refresh_media)
        post_save.connect(on.refresh_moved, sender=Page)
        post_page_move.connect(on.refresh_linking)
        post_delete.connect(on.withdraw_page, sender=Page)
        post_delete.connect(on.refresh_call_to_action, sender=models.CallToAction)
        for signal in (post_save, post_delete):
            signal.connect(on.refresh_document, sender=Document)
            signal.connect(on.refresh_restricted, sender=PageViewRestriction)
            signal.connect(on.refresh_collection, sender=CollectionViewRestriction)
            signal.connect(on.refresh_site, sender=Site)
        for signal in (page_published, page_unpublished):
            signal.connect(on.revoke_previews)
        user_login_failed.connect(metrics.note_login_failure)

    def _tell_what_is_no_content(self) -> None:
        from wagtail.contrib.redirects.models import Redirect

        from cms import models
        from cms import signal_handlers as on
        from cms.models.site_settings import Link

        for signal in (post_save, post_delete):
            for model in (models.SiteSettings, models.CallToAction, *Link.__subclasses__()):
                signal.connect(on.tell_site, sender=model)
            signal.connect(on.tell_redirects, sender=Redirect)

    def _work(self) -> None:
        from django_q.models import Schedule
        from django_q.signals import post_execute, post_execute_in_worker, pre_execute

        from cms import cdn, clock, cluster, due, logs, schedules
        from cms import signal_handlers as on

        clock.register(clock.Errand("cms.tasks.publish_scheduled", due.pages, pace_s=10))
        clock.register(clock.Errand("cms.tasks.refresh_publications", due.rows, pace_s=10))
        clock.register(clock.Errand("cms.tasks.purge_cdn", cdn.is_due))
        for before in (logs.number_task, cluster.note_begin, on.count_attempt):
            pre_execute.connect(before)
        for after in (on.beat_tasks, cluster.note_end):
            post_execute_in_worker.connect(after)
        post_execute.connect(cluster.note_saved)
        pre_save.connect(schedules.refuse_unreadable, sender=Schedule)
        post_migrate.connect(on.schedule_tasks, sender=self)
