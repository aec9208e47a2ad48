"""What hubs call: `/websub/<token>/`. Nothing is read, fetched or rendered while they wait."""

from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from feeds import subscriptions
from feeds.deliveries import MAX_BODY, Parcel, receive
from feeds.models import Subscription
from feeds.websub import Intent


@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def websub(request: HttpRequest, token: str) -> HttpResponse:
    """GET: a hub verifies what we have asked it for. POST: it delivers."""
    return _verify(request, token) if request.method == "GET" else _deliver(request, token)


def _verify(request: HttpRequest, token: str) -> HttpResponse:
    said = {name: request.GET.get(f"hub.{name}", "") for name in ("mode", "topic", "challenge")}
    lease, reason = request.GET.get("hub.lease_seconds", ""), request.GET.get("hub.reason", "")
    intent = Intent(**said, lease=lease, reason=reason)
    challenge = subscriptions.confirm(token, intent, timezone.now())
    return _answer(404) if challenge is None else _answer(200, challenge)


def _deliver(request: HttpRequest, token: str) -> HttpResponse:
    """202 for a right signature and for a wrong one: nobody learns which it was (section 7.1)."""
    row = Subscription.objects.filter(token=token).first()
    if row is None or row.source_id is None:
        # What is ended, the hub may forget (section 7).
        return _answer(410 if row else 404)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not (length.isascii() and length.isdigit()):
        return _answer(411)
    if int(length[:20]) > MAX_BODY:
        return _answer(413)
    try:
        body = request.body
    except UnreadablePostError:
        return _answer(400)
    signature = request.headers.get("X-Hub-Signature", "")
    receive(row, Parcel(body, request.content_type or "", signature), timezone.now())
    return _answer(202)


def _answer(status: int, text: str = "") -> HttpResponse:
    """Plain text whatever it says: a challenge is a stranger's."""
    response = HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
