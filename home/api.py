"""`/home`: the whole front page in one request."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router
from pydantic import BaseModel

from cms.api.caching import conditional, content_key, etag_of, until
from cms.api.parameters import NoParameters
from cms.recent import recent
from cms.schemas import Card
from home import pins
from home.fronts import Row, Zones, front_keys, zones
from home.models import Pin
from home.pins import Kept
from home.zones import ZONES

router = Router(tags=["home"])


class Zone(BaseModel):
    """One zone, in the order of the page; `rule` says in words how it fills itself."""

    name: str
    title: str
    rule: str
    items: list[Card]


class Home(BaseModel):
    """Zones without contents are there too, empty."""

    zones: list[Zone]


@router.get("/home", response=Home, summary="The front page: every zone with its cards")
def home(request: HttpRequest) -> HttpResponse:
    NoParameters.refuse_unknown(request)
    (kept, pages), now = recent("published pins", published), timezone.now()
    found = zones(pins.shown(kept, now))
    rows = [row for name in found for row in found[name]]
    keys = {*front_keys(), *map(content_key, (*pages, *(row.uuid for row in rows)))}
    etag = etag_of(f"{row.zone}{row.etag}" for row in rows)
    by_itself = until(pins.next_change(kept, now), now)
    return conditional(request, etag, lambda: rendered(found), sorted(keys), by_itself)


def published() -> tuple[list[Kept], set[UUID]]:
    """What the published front page keeps, in order, whether it counts now or not; and that page,
    whose row is written anew when a moment of one has come."""
    pinned = Pin.objects.filter(page__live=True, page__depth=2).order_by("sort_order")
    rows = list(pinned.values_list("page__translation_key", *Kept._fields))
    return [Kept(*rest) for _page, *rest in rows], {page for page, *_rest in rows}


def rendered(found: Zones) -> HttpResponse:
    """Cards go out as they are stored, unparsed, with the origin before each address."""
    parts = (_zone(zone.name, str(zone.title), str(zone.rule), found[zone.name]) for zone in ZONES)
    body = f'{{"zones":[{",".join(parts)}]}}'.replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    return HttpResponse(body, content_type="application/json")


def _zone(name: str, title: str, rule: str, rows: list[Row]) -> str:
    head = Zone(name=name, title=title, rule=rule, items=[]).model_dump_json()
    cards = ",".join(row.card for row in rows)
    return f"{head.removesuffix(']}')}{cards}]}}"
