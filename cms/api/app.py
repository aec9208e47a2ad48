"""The one public API of ours, and its list of routers: one line a room."""

from cms.api.contents import router as contents
from cms.api.documents import router as documents
from cms.api.errors import register_handlers
from cms.api.openapi import ContentAPI
from cms.api.resolve import router as resolve

api = ContentAPI(
    title="Kiosque content API",
    version="1.0.0",
    description="Public contents of the newsroom: typed, cached, read only.",
    urls_namespace="content_v1",
    openapi_url="/openapi.json",
    docs_url="/docs",
)
register_handlers(api)
api.add_router("", contents)
api.add_router("", documents)
api.add_router("", resolve)
