"""A page that stands in for one that cannot be drawn says so, and of when it is."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import translation

from cms.response_cache.answers import OK, SHORT, Answer

PLACE = b'<main id="contenu"'
"""Before it the notice stands: in every page of ours, and in nothing else."""
MINUTE_S = 60


def as_copy(answer: Answer) -> Answer:
    """The page with its notice, for a moment, under a tag of its own: whoever holds the page itself
    is told too. What is no page of ours, or says so already, is given back."""
    before, place, rest = answer.body.partition(PLACE)
    if answer.is_copy or answer.code != OK or not place:
        return answer
    body = b"".join((before, _notice(int(answer.drawn_at // MINUTE_S)), place, rest))
    etag = f'{answer.etag[:-1]}-copy"' if answer.etag else ""
    own = {"etag": etag, "content-length": str(len(body)), "cache-control": SHORT}
    headers = [(name, own.get(name.lower(), value)) for name, value in answer.headers]
    return replace(answer, body=body, headers=headers, etag=etag, is_copy=True)


@lru_cache(maxsize=64)
def _notice(minute: int) -> bytes:
    drawn_at = datetime.fromtimestamp(minute * MINUTE_S, UTC)
    with translation.override(settings.LANGUAGE_CODE):
        return render_to_string("includes/copy_notice.html", {"drawn_at": drawn_at}).encode()
