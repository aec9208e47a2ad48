"""`/changes`: what a mirror or a static build has to do again, event by event."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from cms.api.caching import conditional, etag_of
from cms.api.errors import problem
from cms.api.pagination import BadCursorError
from cms.api.parameters import Parameters
from cms.changes import Change, ForgottenError, Place, Stretch, since, told

router = Router(tags=["changes"])

NOW = "now"
LIMIT, MOST = 100, 500
CACHE_CONTROL = "public, max-age=0, s-maxage=1"
"""Long enough for a crowd that asks at once, and no mirror is late for it."""


class ChangesQuery(Parameters):
    """Where to go on from, and how far."""

    since: str = Field(
        NOW, max_length=100, description="`next` of an earlier answer; `now` tells where that is"
    )
    limit: int = Field(LIMIT, ge=1, le=MOST)


class Changes(Schema):
    """Events, the oldest first. `next` is where to go on from, at once if there is `more`, also
    where `items` is empty: what is told of contents that have left since is only that."""

    items: list[Change]
    next: str
    more: bool


@router.get("/changes", response=Changes, summary="What has happened since, in order")
def changes(request: HttpRequest, query: Annotated[ChangesQuery, Query()]) -> HttpResponse:
    ChangesQuery.refuse_unknown(request)
    try:
        stretch = stretch_of(query)
    except BadCursorError:
        return problem(422, "Invalid cursor", hint="Use `next` as it was given, or `now`.")
    except ForgottenError:
        return problem(
            410,
            "Too old a cursor",
            "What has happened since is not kept any more: events are, for 90 days.",
            hint="Start over: take the cursor of /changes?since=now, read /contents from its first "
            "page to its last, then go on from that cursor.",
        )
    items, end = told(stretch.events), stretch.end.encode()
    etag = etag_of([end, str(stretch.more), *(f"{item.id}{item.action}" for item in items)])
    response = conditional(request, etag, lambda: rendered(items, end, stretch.more), ["changes"])
    response["Cache-Control"] = CACHE_CONTROL
    return response


def stretch_of(query: ChangesQuery) -> Stretch:
    """Raises BadCursorError, ForgottenError."""
    if query.since in {"", NOW}:
        return Stretch([], Place.now(), more=False)
    return since(Place.decode(query.since), query.limit)


def rendered(items: list[Change], end: str, more: bool) -> HttpResponse:
    body = Changes(items=items, next=end, more=more).model_dump_json()
    return HttpResponse(body, content_type="application/json")
