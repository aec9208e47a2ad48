"""`/livez`, `/readyz` and `/metrics`: for machines, which ask by address and not by host name."""

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.db import Error
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.utils.crypto import constant_time_compare
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from cms import health
from cms.metrics import REGISTRY
from cms.models import Alarm
from cms.networks import is_internal


class ProbeMiddleware:
    """Answers probes before hosts, https and sessions are looked at: a load balancer or Prometheus
    has neither our host name nor a cookie, and `/livez` must not need the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = PROBES.get(request.path) if request.method in ("GET", "HEAD") else None
        if probe is None:
            return self.get_response(request)
        response = probe(request)
        response["Cache-Control"] = "no-store"
        return response


def live(request: HttpRequest) -> HttpResponse:
    """This process answers; no more is promised."""
    return HttpResponse("ok\n", content_type="text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """`{"ready": bool, "checks": {name: fault or "ok"}, "alarms": [name]}`; 503 when not ready.

    An alarm rings for people: it takes no machine out of service.
    """
    findings = health.inspect()
    is_ready = all(finding.is_good for finding in findings)
    body = {
        "ready": is_ready,
        "checks": {finding.name: finding.fault or "ok" for finding in findings},
        "alarms": _alarms() if findings[0].is_good else [],
    }
    return JsonResponse(body, status=HTTPStatus.OK if is_ready else HTTPStatus.SERVICE_UNAVAILABLE)


def _alarms() -> list[str]:
    try:
        return list(Alarm.objects.values_list("name", flat=True))
    except Error:
        # The table may not be there yet, which the check of migrations says.
        return []


def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format 0.0.4 or later; 404 for those who are not to know that it exists."""
    if not may_scrape(request.META, settings.METRICS_TOKEN):
        return HttpResponseNotFound()
    return HttpResponse(generate_latest(REGISTRY), content_type=CONTENT_TYPE_LATEST)


def may_scrape(meta: dict[str, str], token: str) -> bool:
    """A direct connection from this machine or its private network, or the bearer of the token.

    Behind the proxy every request comes from a private address: what it forwards is a stranger.
    """
    scheme, _, given = meta.get("HTTP_AUTHORIZATION", "").partition(" ")
    if token and scheme.lower() == "bearer" and constant_time_compare(given, token):
        return True
    forwarded = "HTTP_X_FORWARDED_FOR" in meta or "HTTP_FORWARDED" in meta
    return not forwarded and is_internal(meta.get("REMOTE_ADDR", ""))


PROBES = {"/livez": live, "/readyz": ready, "/metrics": metrics}
