"""`/editos`: the éditos of one month by day, for a calendar."""

import json
import re
from calendar import monthrange
from datetime import date
from typing import Annotated
from uuid import UUID

from django.conf import settings
from django.db.models import Max, Min, QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import AfterValidator, BaseModel, Field

from cms.api.caching import conditional, content_key, etag_of, list_key
from cms.api.parameters import Parameters
from cms.models.publication import Kind, Publication
from cms.schemas import Card
from shows.models import EditoPage

router = Router(tags=["éditos"])


def month_of(text: str) -> str:
    """Raises ValueError for what is no month as `2026-11`."""
    if text and not re.fullmatch(r"(19|2\d)\d\d-(0[1-9]|1[0-2])", text):
        raise ValueError("a month is written 2026-11")
    return text


class EditosQuery(Parameters):
    month: Annotated[str, AfterValidator(month_of)] = Field(
        "", description="A month, as 2026-11. Empty: the present one, in Paris."
    )


class Edito(BaseModel):
    """One édito, and its day (which may not be that of its publication)."""

    day: date
    content: Card


class Editos(BaseModel):
    """The éditos of `month`, first day first; `first_day` and `last_day` are those of all éditos,
    null where there is none."""

    month: str
    first_day: date | None
    last_day: date | None
    items: list[Edito]


@router.get("/editos", response=Editos, summary="The éditos of a month")
def editos(request: HttpRequest, query: Annotated[EditosQuery, Query()]) -> HttpResponse:
    EditosQuery.refuse_unknown(request)
    month = query.month or timezone.localdate().strftime("%Y-%m")
    days, rows = _of_month(month)
    span = public().aggregate(first=Min("day"), last=Max("day"))
    bounds = {name: value.isoformat() if value else None for name, value in span.items()}
    keys = [list_key(Kind.EDITO), *(content_key(uuid) for uuid, *_rest in rows)]
    etag = etag_of([month, str(bounds), *(f"{days[uuid]}{tag}" for uuid, tag, _card in rows)])
    return conditional(request, etag, lambda: _rendered(month, bounds, days, rows), keys)


def public() -> QuerySet[EditoPage]:
    """What the counter shows, without second addresses."""
    uuids = Publication.objects.listed().of_kind(Kind.EDITO).values("uuid")
    return EditoPage.objects.filter(translation_key__in=uuids, alias_of=None)


Rows = list[tuple[UUID, str, str]]
"""uuid, ETag and card of each."""


def _of_month(month: str) -> tuple[dict[UUID, date], Rows]:
    """Public éditos of a month, in the order of their days. Two queries."""
    first = date.fromisoformat(f"{month}-01")
    last = first.replace(day=monthrange(first.year, first.month)[1])
    days = dict(public().filter(day__range=(first, last)).values_list("translation_key", "day"))
    rows = Publication.objects.filter(uuid__in=days).newest_first()
    kept = list(rows.values_list("uuid", "etag", "card"))
    return days, sorted(kept, key=lambda row: days[row[0]])


def _rendered(
    month: str, bounds: dict[str, str | None], days: dict[UUID, date], rows: Rows
) -> HttpResponse:
    items = ",".join(f'{{"day":"{days[uuid]}","content":{card}}}' for uuid, _tag, card in rows)
    items = items.replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    head = {"month": month, "first_day": bounds["first"], "last_day": bounds["last"]}
    body = f'{json.dumps(head).removesuffix("}")}, "items":[{items}]}}'
    return HttpResponse(body, content_type="application/json")
