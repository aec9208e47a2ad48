"""What other sites show of ours: a player to put into a frame, and oEmbed (https://oembed.com), by
which their editors are told of it when somebody pastes one of our addresses."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from cms.api.caching import content_key, shared, until
from cms.api.errors import problem
from cms.models import Kind, Publication, SiteSettings
from cms.redirects import redirect_of, target_of
from cms.templatetags.pictures import share_image

Card = Mapping[str, Any]

WIDTH = 640
"""CSS pixels of a frame, where nobody asks for less."""
NARROW = 360
"""CSS pixels of a frame for a film that is higher than wide."""
BELOW = 120
"""CSS pixels below the picture: who is contacted, and whose it is. static/css/site.css knows them
as 7.5rem."""
SOUND = 200
"""CSS pixels of a frame that is only heard."""
RECORDED = (Kind.EDITO, Kind.EPISODE)


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})  # type: ignore[arg-type]  # any view, whatever it types
def player(request: HttpRequest, path: str) -> HttpResponse:
    """The recording of a public page, for frames anywhere; 404 for a page that plays nothing."""
    row = Publication.objects.of_kind(*RECORDED).filter(path=f"/{path}/").first()
    if row is None and (new := _moved(f"/{path}/")):
        return redirect(f"/lecteur{new}")
    card = json.loads(row.card) if row and not _is_due(row) else {}
    if row is None or not card.get("media"):
        raise Http404
    context = {
        "card": card,
        "captions": json.loads(row.document)["details"].get("transcript_url", ""),
        "keys": [content_key(row.uuid)],
        "changes_at": row.refresh_at,
    }
    return TemplateResponse(request, "syndication/player.html", context)


@require_safe
def oembed(request: HttpRequest) -> HttpResponse:
    """What stands at `url`, as oEmbed 1.0 has it: a player in a frame for what plays, a link for
    all else. `maxwidth` and `maxheight` are CSS pixels."""
    if request.GET.get("format", "json") != "json":
        return problem(501, "Not implemented", hint="format=json is the only one there is.")
    sizes = {name: request.GET.get(name, "") for name in ("maxwidth", "maxheight")}
    for name, size in sizes.items():
        if size and not (size.isascii() and size.isdigit() and 0 < len(size) <= 5 and int(size)):
            return problem(400, "Bad request", hint=f"{name} is a number of pixels above 0.")
    row = _row(request.GET.get("url", ""))
    if row is None:
        hint = f"url is the address of a public page of {settings.SITE_URL}."
        return problem(404, "Not found", hint=hint)
    most = {name: int(size) for name, size in sizes.items() if size}
    name = SiteSettings.for_request(request).site_name or settings.WAGTAIL_SITE_NAME
    card = json.loads(row.card)
    if _is_due(row):
        card |= {"image": None, "media": None}
    answer = JsonResponse({"provider_name": name, **_told(card, **most)})
    answer["Access-Control-Allow-Origin"] = "*"
    by_itself = until(row.refresh_at, timezone.now())
    return shared(answer, ["site", content_key(row.uuid)], by_itself)


def frame(card: Card, width: int = 0, height: int = 0) -> SafeString:
    """The element that shows the player of a content, as somebody may paste it anywhere."""
    width = width or _width(card)
    return format_html(
        '<iframe src="{}/lecteur{}" title="{}" width="{}" height="{}" allow="fullscreen; '
        'autoplay; encrypted-media; picture-in-picture" style="border:0;max-width:100%" '
        'loading="lazy"></iframe>',
        settings.SITE_URL,
        card["url"],
        card["title"],
        width,
        height or _height(card, width),
    )


def _row(url: str) -> Publication | None:
    """Of one of our own contents: what was published elsewhere is theirs to tell of."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if (
        "\0" in url
        or parts.netloc != urlsplit(settings.SITE_URL).netloc
        or parts.scheme not in ("http", "https")
    ):
        return None
    ours = Publication.objects.exclude(kind=Kind.ITEM)
    row = ours.filter(path=parts.path).first()
    if row is None and (new := _moved(parts.path)):
        row = ours.filter(path=new).first()
    return row


def _moved(path: str) -> str:
    """Where what stood there is now, "" for what is not here: a frame was pasted for good."""
    found = redirect_of(path)
    target = target_of(found) if found else ""
    return target if target.startswith("/") else ""


def _is_due(row: Publication) -> bool:
    """Whether it may have to go by now: the page tells, until the clock writes the row anew."""
    return row.refresh_at is not None and row.refresh_at <= timezone.now()


def _told(card: Card, maxwidth: int = 0, maxheight: int = 0) -> dict[str, Any]:
    told: dict[str, Any] = {
        "version": "1.0",
        "type": "link",
        "title": card["title"],
        "url": f"{settings.SITE_URL}{card['url']}",
        "provider_url": settings.SITE_URL,
    }
    if card["authors"]:
        told["author_name"] = ", ".join(person["name"] for person in card["authors"])
    if (image := share_image(card["image"])) and _fits(image, maxwidth, maxheight):
        told["thumbnail_url"] = f"{settings.SITE_URL}{image['url']}"
        told["thumbnail_width"], told["thumbnail_height"] = image["width"], image["height"]
    if card["media"] and card["kind"] in RECORDED:
        width = min(_width(card), maxwidth or WIDTH)
        height = min(_height(card, width), maxheight or 10**5)
        html = frame(card, width, height)
        told |= {"type": "video", "html": html, "width": width, "height": height}
    return told


def _width(card: Card) -> int:
    return NARROW if _is_vertical(card) else WIDTH


def _height(card: Card, width: int) -> int:
    if card["media"]["kind"] == "audio":
        return SOUND
    return (width * 16 // 9 if _is_vertical(card) else width * 9 // 16) + BELOW


def _is_vertical(card: Card) -> bool:
    """A card that was written by the version before says nothing of it."""
    return bool(card["media"].get("is_vertical"))


def _fits(image: Mapping[str, Any], maxwidth: int, maxheight: int) -> bool:
    """Bounds hold for thumbnails too."""
    return not (
        (maxwidth and image["width"] > maxwidth) or (maxheight and image["height"] > maxheight)
    )
