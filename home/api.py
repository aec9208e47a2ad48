"""`/home`: the whole front page in one request."""

from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Router
from pydantic import BaseModel

from cms.api.caching import conditional, content_key, etag_of
from cms.api.parameters import NoParameters
from cms.schemas import Card
from home.fronts import Row, Zones, front_keys, zones
from home.models import HomePage

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
    found = zones(pinned())
    rows = [row for name in found for row in found[name]]
    keys = {*front_keys(), *(content_key(row.uuid) for row in rows)}
    etag = etag_of(f"{row.zone}{row.etag}" for row in rows)
    return conditional(request, etag, lambda: rendered(found), sorted(keys))


def pinned() -> list[UUID]:
    """Contents kept in the lead zone by the published front page."""
    pins = HomePage.objects.live().filter(depth=2).values_list("pins__content", flat=True)
    return [content for content in pins.order_by("pins__sort_order") if content]


def rendered(found: Zones) -> HttpResponse:
    """Cards go out as they are stored, unparsed, with the origin before each address."""
    head = {name: (title, rule) for name, title, rule in words()}
    parts = [_zone(name, *head[name], found[name]) for name in head]
    body = f'{{"zones":[{",".join(parts)}]}}'.replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    return HttpResponse(body, content_type="application/json")


def _zone(name: str, title: str, rule: str, rows: list[Row]) -> str:
    head = Zone(name=name, title=title, rule=rule, items=[]).model_dump_json()
    cards = ",".join(row.card for row in rows)
    return f"{head.removesuffix(']}')}{cards}]}}"


def words() -> list[tuple[str, str, str]]:
    """Name, title and rule of each zone, in the order of the page."""
    return [
        ("lead", _("Headlines"), _("Chosen by the newsroom; the newest articles fill the rest.")),
        ("edito", _("Today’s édito"), _("The newest édito.")),
        ("fil", _("The feed"), _("The newest contents, those of the headlines left out.")),
        ("episodes", _("Shows"), _("The newest episodes.")),
        ("dossiers", _("Dossiers"), _("The newest dossiers.")),
        ("videos", _("Videos"), _("The newest videos, episodes left out.")),
        ("partners", _("Partner media"), _("The newest contents of partner media.")),
        ("magazine", _("Magazine"), _("The newest page of the magazine.")),
    ]
