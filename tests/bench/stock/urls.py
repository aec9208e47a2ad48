"""Our addresses, and Wagtail's own pages endpoint beside them, unchanged."""

from django.urls import path
from wagtail.api.v2.router import WagtailAPIRouter
from wagtail.api.v2.views import PagesAPIViewSet
from wagtail.images.api.v2.views import ImagesAPIViewSet

from cms.urls import urlpatterns as ours

router = WagtailAPIRouter("stock_v2")
router.register_endpoint("pages", PagesAPIViewSet)
router.register_endpoint("images", ImagesAPIViewSet)

urlpatterns = [path("stock/v2/", router.urls), *ours]
