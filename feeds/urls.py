from django.urls import path

from feeds import views

app_name = "feeds"

urlpatterns = [
    path("sources/", views.source_list, name="sources"),
    path("sources/<slug:slug>/", views.source_detail, name="source"),
    path("le-fil/<slug:source>/<slug:slug>-<int:pk>/", views.item_detail, name="item"),
]
