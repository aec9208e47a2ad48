"""Why nothing is known of a video of others. A name is stored and counted; it never changes its
meaning. Its sentence tells an editor what to do."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_AWAY = _(
    "Its host does not answer. We ask again by ourselves; if it lasts, open the video in a browser "
    "to see whether it still plays."
)
_REFUSED = _(
    "This address leads to a place that is never asked: a private network, an unusual port or a "
    "user name. Paste the public address of the video."
)
_UNREADABLE = _(
    "Its host answered something that we do not understand. Write the duration and choose an image "
    "yourself, on the page."
)

SENTENCES: dict[str, Promise] = {
    "gone": _(
        "Its host says that this video does not exist, or not any more. Check the address, or take "
        "the video out of the page."
    ),
    "private": _(
        "Its host does not show this video to everybody: it is private, or may not be played on "
        "other sites. Ask its owner to open it, or choose another."
    ),
    **dict.fromkeys(("unresolved", "unreachable", "timeout", "broken_response"), _AWAY),
    **dict.fromkeys(("server_error", "too_many_requests", "interrupted"), _AWAY),
    **dict.fromkeys(("refused_url", "refused_address"), _REFUSED),
    **dict.fromkeys(("unreadable", "http_error", "too_large", "too_many_redirects"), _UNREADABLE),
    "bad_certificate": _(
        "The security certificate of its host is not valid, so nothing was read. Tell the owner of "
        "the site; until then, readers' browsers will refuse the video as well."
    ),
    "internal": _(
        "We made a mistake while reading the answer: our technical team finds it in the log."
    ),
}

GONE = frozenset({"gone", "private"})
"""The host knows, and says no."""
FINAL = GONE | {"refused_url", "refused_address", "unreadable", "too_large"}
"""Asking again would bring the same answer."""

_STATUSES = {
    401: "private",
    403: "private",
    404: "gone",
    410: "gone",
    429: "too_many_requests",
    451: "private",
}


class HostError(Exception):
    """A host that told nothing, for a known reason. `retry_after_s`: what it asked us to wait."""

    def __init__(self, name: str, detail: str = "", retry_after_s: int | None = None) -> None:
        if name not in SENTENCES:
            raise ValueError(f"no sentence is written for {name!r}")
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.retry_after_s = retry_after_s


def status_error(status: int) -> str:
    """The name of an answer that is no document."""
    return _STATUSES.get(status, "server_error" if status >= 500 else "http_error")


def sentence(name: str) -> str:
    """What an editor is told; empty for no error."""
    return str(SENTENCES[name]) if name in SENTENCES else ""
