"""What a CDN or a proxy in front of the site is told to forget, by address: Wagtail's own backends
(`WAGTAILFRONTENDCACHE`) know no surrogate keys. The worker does so, so that no save waits.
"""

from collections.abc import Sequence

from django.conf import settings
from wagtail.contrib.frontend_cache.utils import purge_urls_from_cache

from cms import relay
from cms.models import Kind, Publication, PublicationEvent, PublicationFacet, Tally
from cms.publications import REPEATED_AS

PURGED = "cdn"
"""The tally of the last event that was told."""
BATCH = 200
"""Events at a time."""
LISTS = (
    *("/personnes/", "/personnes/?role=auteurs", "/themes/", "/dossiers/", "/sources/"),
    "/rectificatifs/",
)
"""Those that are no page of the tree and have no feed."""


def is_due() -> bool:
    return bool(settings.WAGTAILFRONTENDCACHE) and relay.latest_number() > last_purged()


def last_purged() -> int:
    """The number of an event. What happened before there was a CDN is in none."""
    tally, _is_new = Tally.objects.get_or_create(
        name=PURGED, defaults={"count": relay.latest_number()}
    )
    return tally.count


def purge() -> int:
    """Has the addresses of a batch of changes forgotten; how many. What a backend refuses is in its
    log and not tried again: `s-maxage` ends it."""
    first = last_purged()
    new = PublicationEvent.objects.filter(number__gt=first).order_by("number")[:BATCH]
    events = list(new)
    if not events:
        return 0
    urls = [f"{settings.SITE_URL}{path}" for path in sorted(paths_of(events))]
    purge_urls_from_cache(urls)
    Tally.objects.filter(name=PURGED).update(count=events[-1].number)
    return len(urls)


def paths_of(events: Sequence[PublicationEvent]) -> set[str]:
    """Its own, where it stood before, of what lists it, and of all lists that it may be new in."""
    own = {path for event in events for path in (event.path, event.former_path) if path}
    uuids = {event.uuid for event in events}
    named = PublicationFacet.objects.filter(
        publication__uuid__in=uuids, facet__in=REPEATED_AS.values()
    )
    listing = Publication.objects.filter(uuid__in=named.values("target_id"))
    indexes = Publication.objects.filter(kind=Kind.INDEX)
    lists = {*listing.values_list("path", flat=True), *indexes.values_list("path", flat=True)}
    played = [event for event in events if event.kind in (Kind.EDITO, Kind.EPISODE)]
    players = {
        f"/lecteur{path}" for event in played for path in (event.path, event.former_path) if path
    }
    return {*own, *players, *lists, *(f"/flux{path}" for path in lists), *LISTS}
