"""`/preview/{token}`: a draft, or a private page, in the schema of its publication and by the same
function."""

from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from ninja import Query, Router

from cms import previews, readings
from cms.api.content_types import AnyContent
from cms.api.documents import FIELDS, QUOTING, DetailQuery, Quoted, formatted, whole
from cms.api.errors import problem
from cms.api.lists import Row
from cms.api.parameters import Parameters, chosen
from cms.editor.userbar import userbar_html
from cms.faces import Face
from cms.models.publication import Publication

router = Router(tags=["preview"])


class UserbarQuery(Parameters):
    """`framed`: beside the editor, which has its own buttons; only the checks are needed."""

    framed: bool = False


@router.get(
    "/preview/{token}",
    response=AnyContent,
    summary="A draft, as it would be published, or a private page",
)
def preview(
    request: HttpRequest, token: str, query: Annotated[DetailQuery, Query()]
) -> HttpResponse:
    """To whoever holds the token: of a draft, which the editor's preview gives for an hour; or of a
    private page as it is published, which its editors give for a month. A draft differs from the
    answer of `/contents/{uuid}` by `preview: true` alone, a private page by nothing."""
    DetailQuery.refuse_unknown(request)
    wanted = chosen(query.fields, FIELDS)
    try:
        page, is_preview = opened_by(token)
    except (previews.NoPreviewError, readings.NotOpenError):
        return ended()
    # Words of ours in it are those that readers get.
    with translation.override(settings.LANGUAGE_CODE):
        text = told(page.draft_face(), is_preview)
    body = formatted(text, query.rich_text, wanted)
    return closed(HttpResponse(body, content_type="application/json"))


def opened_by(token: str) -> tuple[Any, bool]:
    """The page, and whether it is a draft. Raises NoPreviewError, NotOpenError."""
    try:
        return previews.draft(token), True
    except previews.NoPreviewError:
        return readings.page_of(token), False


@router.get("/preview/{token}/userbar", include_in_schema=False)
def userbar(
    request: HttpRequest, token: str, query: Annotated[UserbarQuery, Query()]
) -> HttpResponse:
    """HTML of Wagtail's user bar, for the frontend that shows this draft."""
    UserbarQuery.refuse_unknown(request)
    try:
        previews.draft(token)
    except previews.NoPreviewError:
        return ended()
    request.in_preview_panel = query.framed  # type: ignore[attr-defined]  # Wagtail's
    return closed(HttpResponse(userbar_html(request)))


def told(face: Face, is_preview: bool) -> str:
    """JSON of a `Content`, as if its row stood in the counter; addresses are still relative."""
    stored = (face.kind, face.locale, face.path, face.etag, face.card_json, face.document_json)
    row = Row(0, face.published_at.isoformat(), face.uuid, *stored)
    named = {target for facet, target in face.facets if facet in QUOTING}
    quoted = Publication.objects.filter(uuid__in=named).order_by("-published_at", "uuid")
    found = dict(quoted.values_list("uuid", "card"))
    hidden = frozenset(str(uuid) for uuid in named - found.keys())
    return whole(row, Quoted(cards=tuple(found.values()), hidden=hidden), is_preview=is_preview)


def ended() -> HttpResponse:
    """The same for a token that has ended, was revoked, or never was."""
    hint = "A preview lasts an hour, a private page is open for a month: ask the newsroom for it."
    return closed(problem(404, "No preview", hint=hint))


def closed(response: HttpResponse) -> HttpResponse:
    """Kept by nobody, told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
