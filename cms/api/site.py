"""`/site`: all that a frontend prints around a page. `/redirects`: for those who build pages."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings as configuration
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router
from pydantic import BaseModel, Field
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page

from cms.api.caching import conditional, content_key, etag_of, facet_key, path_key, until
from cms.api.parameters import NoParameters, Parameters
from cms.models import Publication, SiteSettings
from cms.models.site_settings import Link
from cms.redirects import of_default_site, open_links, path_here
from cms.schemas import CallToActionSchema
from cms.typography import correct
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema

router = Router(tags=["site"])

REDIRECTS = 1_000
"""Redirects an answer."""


class SiteLink(BaseModel):
    """`uuid` is that of a content of ours, null for any other address."""

    title: str
    url: str
    uuid: UUID | None = None


class Footer(BaseModel):
    text: str
    links: list[SiteLink]


class Alert(BaseModel):
    """A strip above every page; `until` null: as long as it is here."""

    text: str
    url: str
    until: datetime | None


class SeoDefaults(BaseModel):
    """What a page without its own words and picture shows to search engines and in shares."""

    description: str
    image: ImageSchema | None


class SiteAnswer(BaseModel):
    name: str
    tagline: str
    language: str
    url: str
    feed_url: str
    contact_email: str
    navigation: list[SiteLink]
    footer: Footer
    legal: list[SiteLink]
    social: list[SiteLink]
    call_to_action: CallToActionSchema | None
    magazine: SiteLink | None
    alert: Alert | None
    seo: SeoDefaults


@router.get("/site", response=SiteAnswer, summary="What stands around every page")
def site(request: HttpRequest) -> HttpResponse:
    NoParameters.refuse_unknown(request)
    found = SiteSettings.for_request(request)
    shown = answer_for(found)
    body = shown.model_dump_json()
    alert, image = shown.alert, shown.seo.image
    ends = (alert.until if alert else None, image.shown_until if image else None)
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        ["site", *_picture_keys(found), *map(content_key, _uuids(shown))],
        until(min(filter(None, ends), default=None), timezone.now()),
    )


def answer_for(found: SiteSettings) -> SiteAnswer:
    return _shown(found, Around(found))


class Around:
    """The links of a site, each list read once, and the public addresses of their pages."""

    def __init__(self, found: SiteSettings) -> None:
        self.lists = {
            name: list(getattr(found, name).all())
            for name in ("navigation", "footer_links", "legal_links", "social_links")
        }
        pages = [link.page for links in self.lists.values() for link in links if link.page]
        self.magazine = found.magazine
        self.rows = _public([*pages, *([found.magazine] if found.magazine else [])])

    def links(self, name: str) -> list[SiteLink]:
        return [shape for link in self.lists[name] if (shape := self._shape(link))]

    def page(self, page: Page | None) -> SiteLink | None:
        if page is None or page.translation_key not in self.rows:
            return None
        path, title = self.rows[page.translation_key]
        return SiteLink(title=title, url=absolute(path), uuid=page.translation_key)

    def _shape(self, link: Link) -> SiteLink | None:
        """None while the page is not public: so does the site itself."""
        if link.page is None:
            return SiteLink(title=link.label, url=absolute(link.address))
        shape = self.page(link.page)
        return shape and shape.model_copy(update={"title": link.label})


def _public(pages: Iterable[Page]) -> dict[UUID, tuple[str, str]]:
    """Path and title of each page that is public, by uuid."""
    rows = Publication.objects.filter(uuid__in={page.translation_key for page in pages})
    return {
        uuid: (path, title)
        for uuid, path, title in rows.values_list("uuid", "path", "search_title")
    }


def absolute(url: str) -> str:
    if url.startswith("//"):
        return f"{urlsplit(configuration.SITE_URL).scheme}:{url}"
    return f"{configuration.SITE_URL}{url}" if url.startswith("/") else url


def _shown(found: SiteSettings, around: Around) -> SiteAnswer:
    return SiteAnswer(
        name=found.site_name or configuration.WAGTAIL_SITE_NAME,
        tagline=correct(found.tagline),
        language=configuration.LANGUAGE_CODE,
        url=absolute("/"),
        feed_url=absolute("/flux/"),
        contact_email=found.contact_email,
        navigation=around.links("navigation"),
        footer=Footer(text=correct(found.footer_text), links=around.links("footer_links")),
        legal=around.links("legal_links"),
        social=around.links("social_links"),
        call_to_action=found.call_to_action.shape() if found.call_to_action else None,
        magazine=around.page(around.magazine),
        alert=_alert(found),
        seo=SeoDefaults(
            description=correct(found.description), image=image_shape(found.share_image)
        ),
    )


def _alert(found: SiteSettings) -> Alert | None:
    text = found.alert_at(timezone.now())
    return (
        Alert(text=correct(text), url=absolute(found.alert_url), until=found.alert_until)
        if text
        else None
    )


def _picture_keys(found: SiteSettings) -> Iterator[str]:
    """Also of one that is not shown: the day it may be, it stands in the answer."""
    if found.share_image:
        yield facet_key("image", found.share_image.uuid)


def _uuids(shown: SiteAnswer) -> set[UUID]:
    links = [*shown.navigation, *shown.footer.links, *shown.legal, *shown.social]
    return {link.uuid for link in [*links, shown.magazine] if link and link.uuid}


class RedirectsQuery(Parameters):
    after: int = Field(0, ge=0, lt=2**63, description="`next` of an earlier answer")


class RedirectShape(BaseModel):
    """`source` is a path here; `target` a full address; `permanent` says 301, else 302."""

    source: str
    target: str
    permanent: bool


class Redirects(BaseModel):
    """`next` is null at the end."""

    items: list[RedirectShape]
    next: int | None


@router.get("/redirects", response=Redirects, summary="Old addresses and where they lead")
def redirects(request: HttpRequest, query: Annotated[RedirectsQuery, Query()]) -> HttpResponse:
    RedirectsQuery.refuse_unknown(request)
    found = of_default_site().filter(pk__gt=query.after).order_by("pk")
    rows = list(found.select_related("redirect_page")[: REDIRECTS + 1])
    more, rows = len(rows) > REDIRECTS, rows[:REDIRECTS]
    paths = _public(row.redirect_page for row in rows if row.redirect_page)
    open_paths = open_links([row.redirect_link for row in rows if row.redirect_link])
    items = [shape for row in rows if (shape := _redirect(row, paths, open_paths))]
    body = Redirects(items=items, next=rows[-1].pk if more else None).model_dump_json()
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        ["redirects", *sorted(_keys(rows))],
    )


def _keys(rows: Iterable[Redirect]) -> Iterable[str]:
    """Of all that they lead to: what is not public may become it."""
    for row in rows:
        if row.redirect_page:
            yield content_key(row.redirect_page.translation_key)
        elif path := path_here(row.redirect_link):
            yield path_key(path)


def _redirect(
    row: Redirect, paths: dict[UUID, tuple[str, str]], open_paths: set[str]
) -> RedirectShape | None:
    """None where it leads to what is not public: its address would tell a title."""
    if row.redirect_page:
        found = paths.get(row.redirect_page.translation_key)
        target = found[0] + row.redirect_page_route_path.lstrip("/") if found else ""
    else:
        target = row.redirect_link if row.redirect_link in open_paths else ""
    return (
        RedirectShape(source=row.old_path, target=absolute(target), permanent=row.is_permanent)
        if target
        else None
    )
