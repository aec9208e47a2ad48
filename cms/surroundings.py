"""What is printed around every page: read at most once a second (`cms.recent`)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from cms.models.site_settings import Link, SiteSettings
from cms.recent import recent


@dataclass(frozen=True, slots=True)
class ShownLink:
    url: str
    title: str


@dataclass(frozen=True, slots=True)
class ShownMagazine:
    """What the strip at the foot of a page says of it."""

    url: str
    title: str
    standfirst: str
    price_euros: Decimal | None
    subscription_url: str


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Words, links to what is published, and the magazine where anybody may read its page."""

    site_id: int
    site_name: str
    tagline: str
    description: str
    footer_text: str
    contact_email: str
    alert_text: str
    alert_url: str
    alert_until: datetime | None
    navigation: tuple[ShownLink, ...]
    footer_links: tuple[ShownLink, ...]
    social_links: tuple[ShownLink, ...]
    legal_links: tuple[ShownLink, ...]
    magazine: ShownMagazine | None

    @property
    def alert(self) -> str:
        """The text of the strip now; empty for none."""
        is_over = self.alert_until is not None and self.alert_until <= timezone.now()
        return "" if is_over else self.alert_text


def site_of(request: HttpRequest) -> Site | None:
    """The site that this request is for, as Wagtail finds it and from now on knows it."""
    asked: Any = request
    if not hasattr(asked, "_wagtail_site"):
        name = ("site", asked._get_raw_host(), asked.get_port())
        asked._wagtail_site = recent(name, lambda: Site._find_for_request(asked))
    site: Site | None = asked._wagtail_site
    return site


def surroundings_of(request: HttpRequest) -> Surroundings:
    """Raises SiteSettings.DoesNotExist where there is no site."""
    site = site_of(request)
    if site is None:
        raise SiteSettings.DoesNotExist
    return recent(("surroundings", site.pk), lambda: _read(SiteSettings.for_site(site)))


def _read(found: SiteSettings) -> Surroundings:
    return Surroundings(
        site_id=found.site_id,
        site_name=found.site_name,
        tagline=found.tagline,
        description=found.description,
        footer_text=found.footer_text,
        contact_email=found.contact_email,
        alert_text=found.alert_text,
        alert_url=found.alert_url,
        alert_until=found.alert_until,
        navigation=_shown(found.navigation.all()),
        footer_links=_shown(found.footer_links.all()),
        social_links=_shown(found.social_links.all()),
        legal_links=_shown(found.legal_links.all()),
        magazine=_magazine(found),
    )


def _shown(links: Iterable[Link]) -> tuple[ShownLink, ...]:
    """Those that lead somewhere."""
    shown = ((link.url, link.title) for link in links)
    return tuple(ShownLink(url, title) for url, title in shown if url)


def _magazine(found: SiteSettings) -> ShownMagazine | None:
    page = found.public_magazine
    if page is None:
        return None
    return ShownMagazine(
        url=page.url,
        title=page.title,
        standfirst=page.standfirst,
        price_euros=page.price_euros,
        subscription_url=page.subscription_url,
    )
