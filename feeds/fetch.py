"""Getting a document: a conditional GET through the guarded door, in named failures only."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from cms import outbound
from feeds.addresses import web_url
from feeds.errors import FeedError
from feeds.moves import permanent_target
from feeds.types import Fetched, Validators

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9, "
    "application/xml;q=0.8, text/xml;q=0.8, */*;q=0.5"
)
STATUS_ERRORS = {
    401: "forbidden",
    403: "forbidden",
    404: "not_found",
    410: "gone",
    429: "too_many_requests",
    451: "forbidden",
}


def fetch(address: str, validators: Validators, now: datetime) -> Fetched:
    """The document at `address`; `not_modified` when it is the one the validators describe.

    Raises FeedError. `now` (UTC) is what a Retry-After date is compared with.
    """
    sent = _conditions(validators)
    try:
        response = outbound.fetch(address, headers=sent)
    except outbound.OutboundError as error:
        raise FeedError(error.name, str(error)) from error
    fetched = Fetched(
        url=response.url,
        status=response.status,
        headers=response.headers,
        body=response.body,
        validators=validators,
        sent=sent,
        moved_to=web_url(permanent_target(response.redirects, response.url)),
    )
    if response.status == 304:
        return replace(fetched, not_modified=True)
    if response.status != 200:
        raise FeedError(
            status_error(response.status),
            f"HTTP {response.status}",
            fetched,
            retry_after(response.headers, now),
        )
    seen = Validators(
        etag=response.headers.get("etag", ""),
        last_modified=response.headers.get("last-modified", ""),
        body_hash=hashlib.sha256(response.body).hexdigest(),
    )
    return replace(fetched, validators=seen, not_modified=seen.body_hash == validators.body_hash)


def _conditions(validators: Validators) -> dict[str, str]:
    headers = {"Accept": ACCEPT}
    if validators.etag:
        headers["If-None-Match"] = validators.etag
    if validators.last_modified:
        headers["If-Modified-Since"] = validators.last_modified
    return headers


def status_error(status: int) -> str:
    """The name of an answer that is no document."""
    return STATUS_ERRORS.get(status, "server_error" if status >= 500 else "http_error")


def retry_after(headers: Mapping[str, str], now: datetime) -> int | None:
    """Seconds of a Retry-After header, number or date (RFC 9110, 10.2.3); None if unreadable."""
    value = headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return max(0, round((at - now).total_seconds()))
