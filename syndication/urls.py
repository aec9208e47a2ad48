from django.urls import path

from syndication.feeds import AllContents

app_name = "syndication"

urlpatterns = [path("", AllContents(), name="all")]
