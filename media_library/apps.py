from django.apps import AppConfig
from django.db.models.signals import post_delete, post_save, pre_save
from django.utils.translation import gettext_lazy as _


class MediaLibraryConfig(AppConfig):
    name = "media_library"
    verbose_name = _("Media library")

    def ready(self) -> None:
        from wagtail.models import UploadedFile

        from media_library import models, signals
        from media_library import signal_handlers as on

        post_save.connect(on.start_renditions, sender=models.Image)
        post_delete.connect(on.announce_deletion, sender=models.Image)
        pre_save.connect(on.silence_waiting, sender=UploadedFile)
        signals.file_replaced.connect(on.forget_replaced)
        for recording in (models.Video, models.Audio):
            post_delete.connect(on.announce_deleted_recording, sender=recording)
        for filed in (models.Video, models.Audio, models.Captions):
            post_delete.connect(on.forget_file, sender=filed)
