from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class MediaLibraryConfig(AppConfig):
    name = "media_library"
    verbose_name = _("Media library")

    def ready(self) -> None:
        from wagtail.models import UploadedFile

        from media_library import models, signal_handlers

        post_save.connect(signal_handlers.start_renditions, sender=models.Image)
        post_delete.connect(signal_handlers.announce_deletion, sender=models.Image)
        pre_save.connect(signal_handlers.silence_waiting, sender=UploadedFile)
