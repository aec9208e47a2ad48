"""What is printed around every page: read at most once a second (`cms.recent`)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from wagtail.models import Site

from cms.models.site_settings import Link, SiteSettings
from cms.recent import recent
from cms.typography import correct
from media_library.renditions import image_shape


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
class SharedPicture:
    """What a page without a picture of its own is shared with: `image` is its shape as a dict, None
    while it may not be shown; `until` is the moment from which it may not, None for never."""

    uuid: UUID
    image: Mapping[str, Any] | None
    until: datetime | None


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
    shared_picture: SharedPicture | None

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
    """The same for a whole request. Raises SiteSettings.DoesNotExist where there is no site."""
    asked: Any = request
    if not hasattr(asked, "_surroundings"):
        site = site_of(request)
        if site is None:
            raise SiteSettings.DoesNotExist
        name = ("surroundings", site.pk)
        asked._surroundings = recent(name, lambda: _read(SiteSettings.for_site(site)))
    found: Surroundings = asked._surroundings
    return found


def _read(found: SiteSettings) -> Surroundings:
    return Surroundings(
        site_id=found.site_id,
        site_name=found.site_name,
        tagline=correct(found.tagline),
        description=correct(found.description),
        footer_text=correct(found.footer_text),
        contact_email=found.contact_email,
        alert_text=correct(found.alert_text),
        alert_url=found.alert_url,
        alert_until=found.alert_until,
        navigation=_shown(found.navigation.all()),
        footer_links=_shown(found.footer_links.all()),
        social_links=_shown(found.social_links.all()),
        legal_links=_shown(found.legal_links.all()),
        magazine=_magazine(found),
        shared_picture=_shared_picture(found),
    )


def _shared_picture(found: SiteSettings) -> SharedPicture | None:
    if found.share_image is None:
        return None
    shape = image_shape(found.share_image)
    image = shape.model_dump(mode="json") if shape else None
    return SharedPicture(found.share_image.uuid, image, shape.shown_until if shape else None)


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
        title=correct(page.title),
        standfirst=correct(page.standfirst),
        price_euros=page.price_euros,
        subscription_url=page.subscription_url,
    )
