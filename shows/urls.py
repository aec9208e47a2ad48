from django.urls import re_path

from shows import views
from shows.models.recordings import CHAPTERS, VTT

app_name = "shows"

# Wagtail answers no address with a dot in it.
PAGE = r"^(?P<path>(?:[\w-]+/)+)"

urlpatterns = [
    re_path(rf"{PAGE}{VTT.replace('.', '[.]')}$", views.transcript_vtt, name="transcript"),
    re_path(rf"{PAGE}{CHAPTERS.replace('.', '[.]')}$", views.chapters_json, name="chapters"),
]
