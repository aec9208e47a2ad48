"""A mail a day about sources that need somebody: they fail, or have nothing to say any more."""

from datetime import datetime

from django.conf import settings
from django.core.mail import send_mail
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from feeds.figures import FAILING
from feeds.models import FeedItem, Source
from feeds.silence import Quiet, silent_sources


def send(now: datetime | None = None) -> int:
    """Mails nothing when there is nothing to say. How many sources the mail names."""
    moment = now or timezone.now()
    with override(settings.LANGUAGE_CODE):
        failing = Source.objects.visible().filter(failures__gte=FAILING)
        lines = [_failure(source) for source in failing]
        lines += [_silence(quiet) for quiet in silent_sources(moment)]
        held = FeedItem.objects.held_back().filter(source=OuterRef("pk"))
        lines += [_flood(source) for source in Source.objects.visible().filter(Exists(held))]
        if lines:
            subject = _("Sources that need attention: %(count)d") % {"count": len(lines)}
            text = "\n\n".join(lines)
            send_mail(subject, text + "\n", None, settings.ALERT_EMAIL)
    return len(lines)


def _failure(source: Source) -> str:
    sentence = _("%(name)s: %(count)d failures in a row (%(error)s).") % {
        "name": source.name,
        "count": source.failures,
        "error": source.get_last_error_display(),
    }
    return f"{sentence}\n{source.remedy}\n{source.feed_url}"


def _flood(source: Source) -> str:
    count = source.held_count
    sentence = ngettext(
        "%(name)s: %(count)d content at once: held, to be checked.",
        "%(name)s: %(count)d contents at once: held, to be checked.",
        count,
    )
    return f"{sentence % {'name': source.name, 'count': count}}\n{source.feed_url}"


def _silence(quiet: Quiet) -> str:
    source = quiet.source
    if quiet.last_item_at is None:
        sentence = _("%(name)s: nothing has ever come in.") % {"name": source.name}
    else:
        day = date_format(quiet.last_item_at, "DATE_FORMAT")
        sentence = _("%(name)s: nothing new since %(day)s.") % {"name": source.name, "day": day}
    return f"{sentence}\n{source.feed_url}"
