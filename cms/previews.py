"""Drafts shown outside the admin: a token opens one draft of one page, for an hour.

wagtail-headless-preview keeps the drafts (`PagePreview`) and knows where a frontend shows them. Its
own tokens are checked by their signature alone, name the page's number, and leave a whole page in
the database at each pause in the typing. Ours end, say nothing, can be revoked, and follow the
typing.
"""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import urlsplit

from django.core.signing import BadSignature, TimestampSigner
from django.utils import timezone
from django.utils.crypto import salted_hmac
from wagtail.models import Page
from wagtail_headless_preview.models import PagePreview
from wagtail_headless_preview.settings import headless_preview_settings

P = TypeVar("P", bound=Page)

SALT = "cms.previews"

LIFETIME = timedelta(hours=1)

FOLLOWS = timedelta(minutes=30)
"""While a token is younger, it shows what its editor goes on to write."""


class NoPreviewError(Exception):
    """No draft opens to it: it is not ours, has ended or was revoked, or its page is gone."""


def issue(page: Page, editor: object) -> str:
    """Keeps a page as it stands in memory, and gives the token that opens it.

    `editor` is the primary key of who writes: two editors of a page do not see each other's words.
    """
    name = _mark(_identity(page)) + _mark(f"editor {editor}")
    token = _followed(name) or _signer().sign(name)
    page.update_page_preview(token)
    return token


def draft(token: str) -> Page:
    """The page that a token opens, as it would be published now. Raises NoPreviewError."""
    if not _is_younger(token, LIFETIME):
        raise NoPreviewError
    row = PagePreview.objects.filter(token=token).first()
    if row is None:
        raise NoPreviewError
    try:
        return as_if_published(row.as_page())
    except Page.DoesNotExist as error:
        raise NoPreviewError from error


def as_if_published(page: P) -> P:
    """The same page, with the address and the dates that readers would find, were it published now.

    Raises Page.DoesNotExist where the page or its parent is gone.
    """
    first = last = None
    if page.pk:
        dates = Page.objects.values_list("first_published_at", "last_published_at")
        first, last = dates.get(pk=page.pk)
    now = timezone.now()
    page.first_published_at, page.last_published_at = first or now, last or now
    for field in page._meta.concrete_fields:
        moment = getattr(page, field.attname)
        if isinstance(moment, datetime):
            # As databases give it: kept drafts say it in the site's time zone.
            setattr(page, field.attname, moment.astimezone(UTC))
    page.set_url_path(page.get_parent())
    return page


def revoke(page: Page | None = None) -> int:
    """Closes all drafts, or those of one page; how many."""
    rows = PagePreview.objects.all()
    if page is not None:
        rows = rows.filter(token__startswith=_mark(_identity(page)))
    return rows.delete()[0]


def forget() -> int:
    """Deletes what opens to no token any more; how many."""
    tokens = PagePreview.objects.values_list("pk", "token")
    ended = [pk for pk, token in tokens if not _is_younger(token, LIFETIME)]
    return PagePreview.objects.filter(pk__in=ended).delete()[0]


def frontend_origins() -> list[str]:
    """Where drafts are shown beside this site: scheme, host and port of each frontend."""
    parts = map(urlsplit, headless_preview_settings.CLIENT_URLS.values())
    return [f"{address.scheme}://{address.netloc}" for address in parts]


def _signer() -> TimestampSigner:
    return TimestampSigner(salt=SALT)


def _mark(identity: str) -> str:
    """What stands for it in a token, made with the installation's secret: 32 hexadecimal digits."""
    return salted_hmac(SALT, identity, algorithm="sha256").hexdigest()[:32]


def _identity(page: Any) -> str:
    if page.pk:
        return f"page {page.pk}"
    return f"new {page._meta.label} below {page.get_parent().pk}"


def _followed(name: str) -> str | None:
    tokens = PagePreview.objects.filter(token__startswith=name).values_list("token", flat=True)
    return next((token for token in tokens if _is_younger(token, FOLLOWS)), None)


def _is_younger(token: str, age: timedelta) -> bool:
    try:
        _signer().unsign(token, max_age=age)
    except BadSignature:
        return False
    return True
