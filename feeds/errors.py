"""Named failures of a visit, each with what the editor can do about it.

A name is stored on the source, counted and shown; it never changes its meaning.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feeds.types import Fetched

TITLES: dict[str, Promise] = {
    "refused_url": _("address refused"),
    "refused_address": _("private network"),
    "unresolved": _("unknown site"),
    "unreachable": _("site down"),
    "bad_certificate": _("invalid certificate"),
    "timeout": _("too slow"),
    "too_large": _("too large"),
    "too_many_redirects": _("endless redirects"),
    "broken_response": _("answer cut off"),
    "not_found": _("not found"),
    "gone": _("gone for good"),
    "forbidden": _("access refused"),
    "too_many_requests": _("asked too often"),
    "server_error": _("failure of the site"),
    "http_error": _("unexpected answer"),
    "empty": _("empty document"),
    "html_page": _("a web page, not a feed"),
    "not_a_feed": _("not a feed"),
    "malformed": _("unreadable feed"),
    "too_complex": _("too complex"),
    "bridge_error": _("the bridge has failed"),
    "internal": _("mistake of ours"),
    "quarantined": _("set aside"),
}
"""What a list shows of each name."""


def choices() -> list[tuple[str, Promise]]:
    """For models: a function, so that a new name is no new migration."""
    return list(TITLES.items())


REMEDIES: dict[str, Promise] = {
    "refused_url": _(
        "This address is not one we may read: it must begin with http:// or https://, name no "
        "user and use a usual port. Correct the address of the feed."
    ),
    "refused_address": _(
        "This address leads to a private network, which is never read. Check the address of the "
        "feed; if the site is new, its name may not be published yet."
    ),
    "unresolved": _(
        "The name of the site does not exist. Check its spelling; if it is right, the site may "
        "have lost its domain: ask its owner."
    ),
    "unreachable": _(
        "The site does not answer. It may be down for a while: we try again by ourselves. If it "
        "lasts, ask its owner."
    ),
    "bad_certificate": _(
        "The security certificate of the site is not valid, so nothing was read. Tell its owner, "
        "or try the address without the “s” of https."
    ),
    "timeout": _(
        "The site was too slow to answer. We try again by ourselves; if it lasts, ask its owner."
    ),
    "too_large": _(
        "The document is larger than 10 MB, which no feed is. Check the address, or ask the owner "
        "of the site for a shorter feed."
    ),
    "too_many_redirects": _(
        "The address sends us from one page to the next without end. Open it in a browser and "
        "enter the address you arrive at."
    ),
    "broken_response": _(
        "The answer was cut off or cannot be read. We try again by ourselves; if it lasts, tell "
        "the owner of the site."
    ),
    "not_found": _(
        "There is nothing at this address (404). The feed has moved or is gone: look for its new "
        "address on the site."
    ),
    "gone": _(
        "The site says that this feed is gone for good (410). Look for its new address, or delete "
        "the source."
    ),
    "forbidden": _(
        "The site refuses to let us read this feed. Ask its owner to let our reader in, or look "
        "for another address."
    ),
    "too_many_requests": _(
        "The site asks us to come less often. We wait as long as it says; there is nothing to do."
    ),
    "server_error": _(
        "The site has a failure of its own. We try again by ourselves; if it lasts, tell its owner."
    ),
    "http_error": _(
        "The site answered something that we do not understand. Open the address in a browser to "
        "see what it says."
    ),
    "empty": _(
        "The document is empty. The site may be being repaired: we try again by ourselves. If it "
        "lasts, check the address."
    ),
    "html_page": _(
        "This is a web page, not a feed. Look on the site for the address of its RSS or Atom "
        "feed; often it is the address of the site followed by /feed/ or /rss."
    ),
    "not_a_feed": _(
        "This document is not an RSS or Atom feed. Check the address with the owner of the site."
    ),
    "malformed": _(
        "This feed has so many mistakes that no entry can be read. Tell the owner of the site, who "
        "can test it at validator.w3.org/feed/."
    ),
    "too_complex": _(
        "This feed takes too much time or memory to read, which no honest feed does. Ask the owner "
        "of the site for a shorter and simpler one."
    ),
    "bridge_error": _(
        "The bridge that makes this feed cannot read its site, and says so in the place of "
        "contents. Nothing was taken in. Tell whoever runs the bridge, or look for a feed of the "
        "site's own."
    ),
    "internal": _(
        "We made a mistake while reading this feed. Our technical team finds the details in the "
        "log; other sources go on."
    ),
    "quarantined": _(
        "Three visits in a row stopped our reader, so this source is set aside and nothing more is "
        "asked of it. Tell our technical team; then choose “Visit now” in the list of sources, "
        "or correct the address of the feed."
    ),
}


NETWORK = frozenset({"unresolved", "unreachable", "timeout", "broken_response"})
"""Errors that may be of our own network."""


class FeedError(Exception):
    """A visit that failed for a known reason. `fetched` is the answer, when one came;
    `retry_after_s`, the seconds that the site asked us to wait."""

    def __init__(
        self,
        name: str,
        detail: str = "",
        fetched: Fetched | None = None,
        retry_after_s: int | None = None,
    ) -> None:
        if name not in REMEDIES:
            raise ValueError(f"no remedy is written for {name!r}")
        super().__init__(f"{name}: {detail}" if detail else name)
        self.name = name
        self.detail = detail
        self.fetched = fetched
        self.retry_after_s = retry_after_s

    def __reduce__(self) -> tuple[type["FeedError"], tuple[str, str, None, int | None]]:
        # Raised in one process and caught in another, which has the answer at hand; Exception
        # would travel with its message only.
        return type(self), (self.name, self.detail, None, self.retry_after_s)

    @property
    def status(self) -> int | None:
        """HTTP's."""
        return self.fetched.status if self.fetched else None


def remedy(name: str) -> str:
    """The sentence that tells an editor what to do; empty for no error."""
    return str(REMEDIES[name]) if name in REMEDIES else ""
