"""Alarms ring once an episode, on whichever machine notices first, and say when they are over."""

import logging
from dataclasses import dataclass
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cms.models import Alarm

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Cause:
    """What can ring. `remedy` says what to do, to whom it may concern."""

    name: str
    title: str | Promise
    remedy: str | Promise


CAUSES: dict[str, Cause] = {}


def register(cause: Cause) -> None:
    CAUSES[cause.name] = cause


def settle(cause: Cause, *, rings: bool) -> None:
    """Makes the alarm what it is to be, and tells people of a change. Idempotent.

    A mail that could not leave is tried again at the next call, while the alarm rings.
    """
    if rings:
        Alarm.objects.get_or_create(name=cause.name, defaults={"since": timezone.now()})
        _tell(cause)
    elif Alarm.objects.filter(name=cause.name).delete()[0]:
        # The row can be deleted once only: so is the news of it.
        _send(_("Over: %(title)s") % {"title": cause.title}, _("All is well again."))


def _tell(cause: Cause) -> None:
    alarm = Alarm.objects.untold().filter(name=cause.name)
    claimed = alarm.update(is_told=True)
    if claimed and not _send(_("Alarm: %(title)s") % {"title": cause.title}, str(cause.remedy)):
        Alarm.objects.filter(name=cause.name).update(is_told=False)


def _send(subject: str, text: str) -> bool:
    """To everybody who is to know; the log knows in any case."""
    logger.error("%s", subject)
    body = f"{text}\n\n{settings.SITE_URL}/admin/\n"
    prefix = f"[{settings.WAGTAIL_SITE_NAME}] "
    try:
        send_mail(prefix + subject, body, None, settings.ALERT_EMAIL)
    except (SMTPException, OSError):
        logger.exception("The mail of an alarm did not leave.")
        return False
    return True


def ringing() -> list[tuple[Alarm, Cause]]:
    """What rings at this moment, the oldest first."""
    return [(alarm, CAUSES[alarm.name]) for alarm in Alarm.objects.all() if alarm.name in CAUSES]
