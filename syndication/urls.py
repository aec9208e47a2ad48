from django.urls import path

from syndication import embeds
from syndication.feeds import Contents

app_name = "syndication"

urlpatterns = [
    path("flux/", Contents(), name="all"),
    path("flux/<path:path>/", Contents(), name="of_page"),
    path("lecteur/<path:path>/", embeds.player, name="player"),
    path("oembed", embeds.oembed, name="oembed"),
]
