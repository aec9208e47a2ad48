"""Which part of the page tree everybody may read, and at which address."""

from dataclasses import dataclass
from typing import Self

from wagtail.models import Page, PageViewRestriction, Site


@dataclass(frozen=True, slots=True)
class PublicTree:
    """As it stands at one moment: two queries, read once."""

    root_url_path: str
    closed: tuple[str, ...]

    @classmethod
    def load(cls) -> Self:
        sites = Site.objects.filter(is_default_site=True)
        root = sites.values_list("root_page__url_path", flat=True).first() or ""
        closed = PageViewRestriction.objects.values_list("page__path", flat=True)
        return cls(root_url_path=root, closed=tuple(closed))

    def path_of(self, page: Page) -> str | None:
        """Relative to the site's root; None for a page outside it, restricted or not live."""
        if not page.live or not self.root_url_path or page.path.startswith(self.closed):
            return None
        if not page.url_path.startswith(self.root_url_path):
            return None
        return "/" + page.url_path[len(self.root_url_path) :]
