"""Private pages for who has no account: a token opens one as it is published, for a month.

It ends before, where what closes the page is taken away or changed, a new password for instance:
that is how it is revoked.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Page

from cms.models.base import BasePage

SALT = "cms.readings"
LIFETIME = timedelta(days=30)
UUID_DIGITS = 32


class NotOpenError(Exception):
    """No page opens to it: it is not ours, has ended, or the page is gone, or closed otherwise."""


def can_be_opened(page: Page) -> bool:
    """An alias stands for a page that may be closed otherwise."""
    is_ours = page.live and page.alias_of_id is None
    return is_ours and bool(_closed_by(page)) and isinstance(page.specific, BasePage)


def issue(page: Page) -> tuple[str, datetime]:
    """The token of a private page, and the moment at which it ends."""
    value = f"{page.translation_key.hex}{_mark(page)}"
    return TimestampSigner(salt=SALT).sign(value), timezone.now() + LIFETIME


def page_of(token: str) -> BasePage:
    """As it is published. Raises NotOpenError."""
    try:
        value = TimestampSigner(salt=SALT).unsign(token, max_age=LIFETIME)
        uuid = UUID(value[:UUID_DIGITS])
    except (BadSignature, ValueError) as error:
        raise NotOpenError from error
    page = Page.objects.live().filter(translation_key=uuid, alias_of=None).first()
    if page is None or not can_be_opened(page) or value[UUID_DIGITS:] != _mark(page):
        raise NotOpenError
    specific = page.specific
    assert isinstance(specific, BasePage)  # noqa: S101 - can_be_opened has looked
    return specific


def _closed_by(page: Page) -> list[tuple[Any, ...]]:
    told = ("pk", "restriction_type", "password", "groups")
    return list(page.get_view_restrictions().order_by("pk", "groups").values_list(*told))


def _mark(page: Page) -> str:
    """Of what closes it: 32 hexadecimal digits, made with the installation's secret."""
    identity = f"{page.translation_key} {_closed_by(page)}"
    return salted_hmac(SALT, identity, algorithm="sha256").hexdigest()[:32]
