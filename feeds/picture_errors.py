"""Why an item has no picture. A name is stored, counted and shown; it never changes its meaning."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from feeds.errors import TITLES as VISIT_TITLES

OWN_TITLES: dict[str, Promise] = {
    "not_a_picture": _("not a JPEG, PNG, WebP, GIF or AVIF picture"),
    "too_many_pixels": _("too many pixels"),
    "too_small": _("narrower than 300 pixels"),
    "broken_picture": _("damaged picture"),
    "no_picture": _("no picture on its page"),
    "robots": _("the site asks robots to leave its page alone"),
    "interrupted": _("interrupted"),
}
"""Names that visits of sources do not have; the others mean what feeds/errors.py says."""

FINAL = frozenset(
    {
        *("not_a_picture", "too_many_pixels", "too_small", "no_picture", "robots"),
        *("too_large", "too_complex", "refused_url", "refused_address", "gone"),
    }
)
"""Asking again would bring the same answer."""


def choices() -> list[tuple[str, Promise]]:
    """For models: a function, so that a new name is no new migration."""
    return list({**VISIT_TITLES, **OWN_TITLES}.items())


class PictureError(Exception):
    """A picture that could not be had, for a known reason. `retry_after_s`: what the site asked."""

    def __init__(self, name: str, detail: str = "", retry_after_s: int | None = None) -> None:
        if name not in OWN_TITLES and name not in VISIT_TITLES:
            raise ValueError(f"no title is written for {name!r}")
        # All of them, since it travels between processes.
        super().__init__(name, detail, retry_after_s)
        self.name = name
        self.detail = detail
        self.retry_after_s = retry_after_s
