from django.urls import path, re_path

from feeds import callbacks, views

app_name = "feeds"

urlpatterns = [
    path("sources/", views.source_list, name="sources"),
    path("sources/sources.opml", views.source_opml, name="opml"),
    path("sources/<slug:slug>/", views.source_detail, name="source"),
    # Tokens of another shape are pages like any others, and there is none.
    re_path(r"^websub/(?P<token>[\w-]{43})/$", callbacks.websub, name="websub"),
    path("le-fil/<slug:source>/<slug:slug>-<int:pk>/", views.item_detail, name="item"),
]
