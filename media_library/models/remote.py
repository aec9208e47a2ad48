from datetime import datetime
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.search import index

from media_library.remote_errors import sentence
from media_library.video_facts import MAX_TEXT, MediaFacts, uuid_of
from media_library.video_url import Video


class State(models.TextChoices):
    """What we know of a video of others."""

    WAITING = "waiting", _("asked for")
    KNOWN = "known", _("known")
    GONE = "gone", _("gone or private")
    FAILED = "failed", _("unknown: its host did not tell")


class RemoteMediaQuerySet(models.QuerySet["RemoteMedia"]):
    def due(self, now: datetime) -> Self:
        """Those whose hosts are to be asked, the longest waiting first."""
        return self.filter(next_try_at__lte=now).order_by("next_try_at", "pk")


class RemoteMedia(index.Indexed, models.Model):
    """A video or recording that stands at somebody else's, and what its host says of it.

    `uuid` is worked out from (provider, host, its own id). Nobody types these rows: a page that
    is saved with an address makes one, and `media_library.remote` asks the host later.
    `next_try_at` is set while there is something left to ask; `poster_url` is where its picture
    came from, or could not be had.
    """

    uuid = models.UUIDField(unique=True, editable=False)
    provider = models.CharField(_("hosted by"), max_length=12)
    host = models.CharField(_("PeerTube instance"), max_length=255, blank=True)
    external_id = models.CharField(_("its id there"), max_length=2000)
    page_url = models.URLField(_("address"), max_length=2000)
    title = models.CharField(_("title"), max_length=MAX_TEXT, blank=True)
    author = models.CharField(_("author"), max_length=MAX_TEXT, blank=True)
    duration_s = models.PositiveIntegerField(_("duration (seconds)"), null=True, blank=True)
    is_vertical = models.BooleanField(null=True, editable=False)
    poster = models.ForeignKey(
        "media_library.Image",
        verbose_name=_("poster"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    poster_url = models.CharField(max_length=2000, blank=True, editable=False)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    error = models.CharField(max_length=32, blank=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("asked again at"), null=True, blank=True)
    fetched_at = models.DateTimeField(_("told at"), null=True, blank=True)

    objects = RemoteMediaQuerySet.as_manager()

    search_fields = [
        index.SearchField("title"),
        index.AutocompleteField("title"),
        index.SearchField("author"),
        index.SearchField("page_url"),
        index.FilterField("state"),
        index.FilterField("provider"),
    ]

    class Meta:
        verbose_name = _("video elsewhere")
        verbose_name_plural = _("videos elsewhere")
        ordering = ["-pk"]
        indexes = [
            models.Index(
                fields=["next_try_at", "id"],
                name="remote_media_due",
                condition=models.Q(next_try_at__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return self.title or self.page_url

    @classmethod
    def of_video(cls, video: Video, now: datetime) -> Self:
        """A row to be written, due at once."""
        return cls(
            uuid=uuid_of(video),
            provider=video.provider,
            host=video.host,
            external_id=video.id,
            page_url=video.page_url,
            next_try_at=now,
        )

    @property
    def facts(self) -> MediaFacts:
        return MediaFacts(
            title=self.title,
            author=self.author,
            duration_s=self.duration_s,
            poster_url=self.poster_url,
            is_vertical=self.is_vertical,
        )

    @property
    def error_sentence(self) -> str:
        """What an editor can do about it; empty where all is well."""
        return sentence(self.error)

    @property
    def video(self) -> Video:
        """Enough of it to ask its host."""
        return Video(
            provider=self.provider,  # type: ignore[arg-type]  # only `of_video` writes it
            id=self.external_id,
            player_url="",
            page_url=self.page_url,
            host=self.host,
        )
