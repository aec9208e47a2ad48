"""Our addresses, and Wagtail's own pages endpoint beside them, unchanged."""

from django.urls import path

from cms.urls import urlpatterns as ours
from tests.bench.stock.endpoints import router

urlpatterns = [path("stock/v2/", router.urls), *ours]
