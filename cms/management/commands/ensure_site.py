"""`manage.py ensure_site`: the default site stands at SITE_URL, so that full addresses are true."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from wagtail.models import Site

PORTS = {"http": 80, "https": 443}


class Command(BaseCommand):
    help = "Gives the default site the host and port of SITE_URL, where they differ."

    def handle(self, *args: Any, **options: Any) -> None:
        site = Site.objects.filter(is_default_site=True).first()
        if site is None:
            raise CommandError("There is no default site: choose one in the admin, under Sites.")
        if move(site, settings.SITE_URL) and options["verbosity"]:
            self.stdout.write(f"The site is at {site.root_url}.")


def move(site: Site, url: str) -> bool:
    """Whether the site had to be moved to the host and port of `url`."""
    parts = urlsplit(url)
    place = (parts.hostname, parts.port or PORTS[parts.scheme])
    if place == (site.hostname, site.port):
        return False
    site.hostname, site.port = place
    site.site_name = site.site_name or settings.WAGTAIL_SITE_NAME
    site.save()
    return True
