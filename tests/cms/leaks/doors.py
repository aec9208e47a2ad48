"""Where strangers ask: every door takes a secret and gives the addresses at which it is asked for.

A new endpoint of the content API is a line in `LISTS`, and one in `BY_…` for each parameter that
names a content. An address that no door answers is a 404, and tells nothing.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from cms.api.wagtail_v2 import ENDPOINTS
from tests.cms.leaks.secret import Secret

V2 = "/api/v2"
CONTENT = "/api/content/v1"

PAGE_TYPES = (
    *("home.HomePage", "cms.ArticleIndexPage", "cms.ArticlePage", "cms.DossierPage"),
    *("cms.StandardPage", "cms.FormPage", "cms.MagazinePage", "feeds.FeedIndexPage"),
    *("shows.EditoIndexPage", "shows.EditoPage", "shows.ShowPage", "shows.EpisodePage"),
)

LISTS = (
    *(f"{V2}/{name}/?fields=*&limit=50" for name in ENDPOINTS),
    *(f"{V2}/pages/?type={name}&fields=*&limit=50" for name in PAGE_TYPES),
    f"{V2}/pages/?order=-title&limit=50",
    f"{V2}/pages/?descendant_of=root&fields=*&limit=50",
    f"{V2}/pages/?child_of=root&fields=*&limit=50",
    f"{V2}/pages/?locale=en&fields=*&limit=50",
    f"{V2}/images/?order=-title&fields=*&limit=50",
    f"{V2}/items/?order=published_at&fields=*&limit=50",
    *(
        f"{CONTENT}/{name}"
        for name in (
            *("contents?limit=50", "contents?has=video&limit=50", "contents?kind=item&limit=50"),
            *("contents?include=body&limit=50", "contents?include=details&limit=50"),
            "contents?include=body,details,related,seo&limit=50",
            *("site", "home", "topics", "people", "dossiers", "shows", "sources", "editos"),
            *("redirects", "changes", "openapi.json", "forms"),
        )
    ),
    *("/", "/articles/", "/editos/", "/bifurcations/", "/le-fil/", "/personnes/", "/themes/"),
    "/dossiers/",
    *("/sources/", "/flux/", "/sitemap.xml", "/robots.txt", "/espace/"),
)
"""Asked as they stand, and followed to their last page."""

COLUMNS = {
    "pages": (
        *("title", "slug", "seo_title", "search_description", "kicker", "standfirst", "body"),
        *("methodology", "transcript", "withdrawal_reason", "draft_title", "url_path", "intro"),
    ),
    "images": ("title", "alt", "credit", "description", "tags", "source_url", "file"),
    "documents": ("title", "tags", "file", "file_hash"),
    "redirects": ("old_path", "redirect_link"),
    "items": ("title", "slug", "excerpt", "html", "author", "url", "guid", "identity"),
    "sources": ("name", "slug", "description", "feed_url", "last_error_detail", "trust"),
    "people": ("name", "slug", "biography"),
    "topics": ("name", "slug", "description", "aliases"),
}
"""What one may try to filter by, shown or not."""

RELATIONS = {
    "pages": (
        ("pages", ("child_of", "descendant_of", "ancestor_of", "translation_of", "alias_of")),
        ("redirects", ("redirect_page",)),
    ),
    "images": (
        ("pages", ("image",)),
        ("items", ("image",)),
        ("sources", ("logo",)),
        ("people", ("portrait",)),
    ),
    "sources": (("items", ("source",)),),
}
"""By what a key is of: who may name it, and how."""


@dataclass(frozen=True, slots=True)
class Door:
    """`is_api`: what is hidden must be answered as what never was, to the letter. A page may send
    to a login, or answer 410 where a public reason was given."""

    name: str
    addresses: Callable[[Secret], Iterator[str]]
    is_api: bool = True


def by_key(secret: Secret) -> Iterator[str]:
    for endpoint, key in secret.keys.items():
        yield f"{V2}/{endpoint}/{key}/?fields=*"
        yield f"{V2}/{endpoint}/find/?id={key}"
        yield f"{V2}/{endpoint}/?id={key}&fields=*"
    for kind, key in secret.keys.items():
        for endpoint, names in RELATIONS.get(kind, ()):
            yield from (f"{V2}/{endpoint}/?{name}={key}&fields=*" for name in names)
    if "pages" in secret.keys:
        yield f"{V2}/pages/?child_of={secret.keys['pages']}&search=titre"


def by_uuid(secret: Secret) -> Iterator[str]:
    for uuid in secret.uuids:
        for endpoint in ENDPOINTS:
            yield f"{V2}/{endpoint}/?uuid={uuid}"
        yield f"{V2}/pages/?translation_key={uuid}"
        for name in ("topic", "person", "source", "show", "dossier", "image", "group"):
            yield f"{CONTENT}/contents?{name}={uuid}"
        for name in ("contents", "images", "forms", "preview", "dossiers", "sources", "shows"):
            yield f"{CONTENT}/{name}/{uuid}"


def by_slug(secret: Secret) -> Iterator[str]:
    if not secret.slug:
        return
    for name in ("topic", "person", "source", "show", "dossier"):
        yield f"{CONTENT}/contents?{name}={secret.slug}"
    for name in ("topics", "people", "dossiers", "shows", "sources"):
        yield f"{CONTENT}/{name}/{secret.slug}"


def by_word(secret: Secret) -> Iterator[str]:
    for endpoint, names in COLUMNS.items():
        for name in names:
            # As slugs and titles are made of it, and alone.
            value = {"slug": f"s-{secret.word}", "title": f"Titre {secret.word}"}.get(name)
            yield f"{V2}/{endpoint}/?{name}={quote(value or secret.word)}&fields=*"
    for endpoint in ("pages", "images", "documents", "redirects"):
        yield f"{V2}/{endpoint}/?search={secret.word}"
        yield f"{V2}/{endpoint}/?search={secret.word}&search_operator=or&order=title"
    yield f"{V2}/pages/?search=titre+{secret.word}"
    yield f"{V2}/pages/?type=cms.ArticlePage&search={secret.word}&fields=*"
    yield f"{V2}/pages/?type=cms.ArticlePage&kicker={secret.word}"
    yield f"{V2}/pages/?site={secret.word}.example"
    for query in (f"q={secret.word}", f"q={secret.word}&kind=article"):
        yield f"{CONTENT}/search?{query}"
        yield f"{CONTENT}/contents?{query}"


def by_path(secret: Secret) -> Iterator[str]:
    paths = {secret.path, f"/ancien-{secret.word}/"} - {""}
    for path in paths:
        yield f"{V2}/pages/find/?html_path={path}"
        yield f"{V2}/redirects/find/?html_path={path}"
        yield f"{CONTENT}/resolve?path={path}"


def by_reading(secret: Secret) -> Iterator[str]:
    if secret.path:
        yield secret.path
        yield f"{secret.path}transcription.vtt"
        yield f"{secret.path}chapitres.json"
    for endpoint, key in secret.keys.items():
        if endpoint == "documents":
            yield f"/documents/{key}/x.pdf"
    yield f"/ancien-{secret.word}/"
    yield f"/recherche/?q={secret.word}"


DOORS = (
    Door("key", by_key),
    Door("uuid", by_uuid),
    Door("slug", by_slug),
    Door("word", by_word),
    Door("path", by_path),
    Door("reading", by_reading, is_api=False),
)
