"""Fills what is empty around the pages: the site's settings, its menus, the lead zone."""

from typing import Any

from wagtail.models import Site

from cms.demo.content.site import PINS, SETTINGS, SHARE_PICTURE
from cms.demo.desk import Desk
from cms.models import FooterLink, NavigationLink, SiteSettings, SocialLink
from home.models import HomePage, Pin

SETTINGS_KEY = "settings"


def write_settings(desk: Desk, site: Site) -> None:
    """Only empty fields are filled; the record keeps what was written into them."""
    is_new = not SiteSettings.objects.filter(site=site).exists()
    settings = SiteSettings.for_site(site)
    if not desk.find(SETTINGS_KEY):
        filled = fill_empty(settings, _values(desk))
        settings.save()
        desk.mark(SETTINGS_KEY, settings, {"filled": filled, "is_new": is_new})
    _write_links(desk, settings, "navigation", NavigationLink, SETTINGS.navigation)
    _write_links(desk, settings, "footer_links", FooterLink, SETTINGS.footer)
    _write_links(desk, settings, "social_links", SocialLink, SETTINGS.social)


def _values(desk: Desk) -> dict[str, Any]:
    return {
        **SETTINGS.texts,
        "share_image_id": desk[f"picture:{SHARE_PICTURE}"].pk,
        "magazine_id": desk["magazine:journal"].pk,
    }


def fill_empty(settings: SiteSettings, values: dict[str, Any]) -> dict[str, Any]:
    """Writes `values` where nothing is written yet, and gives back those."""
    filled = {name: value for name, value in values.items() if not getattr(settings, name)}
    for name, value in filled.items():
        setattr(settings, name, value)
    return filled


def _write_links(desk: Desk, settings: SiteSettings, relation: str, model: Any, links: Any) -> None:
    """A menu that somebody has begun is left as it is."""
    if getattr(settings, relation).exists():
        return
    for position, (label, target) in enumerate(links):
        is_page = not target.startswith(("/", "https://"))
        where = {"page": desk[target]} if is_page else {"address": target}
        link = model.objects.create(settings=settings, label=label, sort_order=position, **where)
        desk.mark(f"{relation}:{position}", link)


def write_pins(desk: Desk, home: HomePage) -> None:
    """A lead zone that somebody has begun, or is drafting, is left as it is."""
    if home.pins.exists() or home.has_unpublished_changes:
        return
    for position, key in enumerate(PINS):
        pin = Pin.objects.create(page=home, content=desk.uuid(key), sort_order=position)
        desk.mark(f"pin:{position}", pin)
    HomePage.objects.get(pk=home.pk).save()
