"""What a public recording is exported as: subtitles for players, chapters for podcast apps.

Read from the counter's row alone, so that a draft's are nowhere.
"""

import json
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from cms.api.caching import conditional
from cms.models import Kind, Publication
from shows import chapters, transcripts

RECORDED = (Kind.EDITO, Kind.EPISODE)


@require_safe
def transcript_vtt(request: HttpRequest, path: str) -> HttpResponse:
    """WebVTT of a transcript that says when; 404 for one that does not."""
    row = _row(path)
    cues = [transcripts.Cue(**cue) for cue in _listed(row, "transcript")]
    return _export(request, row, transcripts.to_vtt(cues), "text/vtt; charset=utf-8")


@require_safe
def chapters_json(request: HttpRequest, path: str) -> HttpResponse:
    """Podcasting 2.0 chapters; 404 without any."""
    row = _row(path)
    listed = [chapters.Chapter(**chapter) for chapter in _listed(row, "chapters")]
    text = chapters.to_json(listed) if listed else ""
    return _export(request, row, text, "application/json+chapters")


def _row(path: str) -> Publication:
    return get_object_or_404(Publication.objects.of_kind(*RECORDED), path=f"/{path}")


def _listed(row: Publication, name: str) -> list[dict[str, Any]]:
    """Of the details of a document; one that was stored before they were lists has none."""
    found = json.loads(row.document)["details"].get(name)
    return found if isinstance(found, list) else []


def _export(request: HttpRequest, row: Publication, text: str, kind: str) -> HttpResponse:
    if not text:
        raise Http404
    return conditional(request, f'"{row.etag}"', lambda: HttpResponse(text, content_type=kind))
