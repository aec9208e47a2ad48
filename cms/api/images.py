"""`/images/{uuid}`: one picture with the files that exist of it."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Router

from cms.api.caching import conditional, etag_of, facet_key
from cms.api.parameters import NoParameters
from media_library.models import Image
from media_library.renditions import image_shape
from media_library.schemas import ImageSchema

router = Router(tags=["images"])


@router.get("/images/{uuid}", response=ImageSchema, summary="One picture and its renditions")
def image(request: HttpRequest, uuid: Path[UUID]) -> HttpResponse:
    """404 for what is not there, whose rights have ended, or whose collection is restricted."""
    NoParameters.refuse_unknown(request)
    rows = Image.objects.shown().select_related("collection").prefetch_related("renditions")
    shape = image_shape(rows.filter(uuid=uuid).first())
    if shape is None:
        raise Http404
    body = shape.model_dump_json().replace('"url":"/', f'"url":"{settings.SITE_URL}/')
    return conditional(
        request,
        etag_of([body]),
        lambda: HttpResponse(body, content_type="application/json"),
        [facet_key("image", uuid)],
    )
