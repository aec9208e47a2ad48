from django.urls import path

from syndication.feeds import Contents

app_name = "syndication"

urlpatterns = [
    path("", Contents(), name="all"),
    path("<path:path>/", Contents(), name="of_page"),
]
