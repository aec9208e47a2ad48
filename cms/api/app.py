"""The one public API of ours, and its list of routers: one line a room."""

from cms.api.changes import router as changes
from cms.api.contents import router as contents
from cms.api.documents import router as documents
from cms.api.errors import register_handlers
from cms.api.forms import router as forms
from cms.api.listings import router as listings
from cms.api.openapi import ContentAPI, reading
from cms.api.preview import router as preview
from cms.api.resolve import router as resolve
from cms.api.site import router as site
from home.api import router as home
from media_library.api import router as images
from search.api import router as search
from shows.api import router as editos
from syndication.api import CHANGES

api = ContentAPI(
    title="Kiosque content API",
    version="1.0.0",
    description="Public contents of the newsroom: typed, cached, read only.",
    urls_namespace="content_v1",
    openapi_url="/openapi.json",
    docs_url="/docs",
    docs_decorator=reading,
    webhooks=[CHANGES],
)
register_handlers(api)
ROUTERS = (
    contents,
    documents,
    resolve,
    listings,
    editos,
    home,
    site,
    search,
    images,
    forms,
    changes,
    preview,
)
for router in ROUTERS:
    api.add_router("", router)
