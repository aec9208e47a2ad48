from django.conf import settings
from django.urls import include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms import closed_pages, public_pages, views
from cms.api.app import api
from cms.api.errors import not_found
from cms.api.wagtail_v2 import api_router
from cms.api.wagtail_v3 import api as wagtail_v3

named = (
    [
        path("personnes/", views.person_list, name="people"),
        path("personnes/<slug:slug>/", views.person_detail, name="person"),
        path("themes/", views.topic_list, name="topics"),
        path("themes/<slug:slug>/", views.topic_detail, name="topic"),
        path("dossiers/", views.dossier_list, name="dossiers"),
        path("rectificatifs/", views.correction_list, name="corrections"),
        path("ma-liste/", views.kept, name="kept"),
        path("hors-ligne/", views.offline, name="offline"),
    ],
    "cms",
)

media = (
    [path("media/<path:path>", views.media_file, {"document_root": settings.MEDIA_ROOT})]
    if settings.SERVE_MEDIA
    else []
)

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/content/v1/", api.urls),
    path("api/v2/", api_router.urls),
    path("api/v3/", wagtail_v3.urls),
    re_path(r"^api/", not_found),
    path("recherche/", include("search.urls")),
    path("", include("syndication.urls")),
    path("", include(named)),
    path("", include("feeds.urls")),
    path("", include("shows.urls")),
    *media,
    # Before the pages, whose pattern takes it. Wagtail's `_util/login/` stays shut: readers have no
    # account, and editors have one door (WAGTAIL_FRONTEND_LOGIN_URL).
    path(
        "_util/authenticate_with_password/<int:page_view_restriction_id>/<int:page_id>/",
        closed_pages.door,
    ),
    # Last: every other address is a page's.
    re_path(wagtail_urls.serve_pattern, public_pages.serve, name="wagtail_serve"),
    path("", include(wagtail_urls)),
]

handler400 = "cms.views.bad_request"
handler404 = "cms.views.page_not_found"
handler500 = "cms.views.server_error"
