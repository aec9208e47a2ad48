"""Real and hostile feeds, served by a local server, through the commands an operator types."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.management import call_command

from cms.models import Publication
from feeds.errors import REMEDIES
from feeds.models import FeedItem, Source
from tests.feeds.conftest import CORPUS, Site

with (CORPUS / "MANIFEST.csv").open(encoding="utf-8") as manifest:
    ROWS = list(csv.DictReader(manifest))

NOT_FEEDS = ("html_", "empty_", "txt_", "opml_", "json_feed_unknown_version")
# Its charset is told by the header alone; feedparser, asked without one, finds nothing.
HEADERS = {
    "enc_utf16le_bom.xml": {"Content_Type": "application/rss+xml; charset=utf-16le"},
    "attack_gzip_bomb.xml.gz": {"Content_Encoding": "gzip", "Content_Type": "application/xml"},
}
# feedparser reads no JSON Feed: these are the items that stand in the files.
JSON_ENTRIES = {
    "json_feed_1_0.json": "20",
    "json_feed_1_1.json": "3",
    "json_feed_1_1_fr.json": "2",
}
ENTRIES = {row["file"]: row["fp6014_entries"] for row in ROWS} | JSON_ENTRIES


def run(*options: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("refresh_feeds", "--json", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def serve(site: Site) -> None:
    addresses = []
    for name in ENTRIES:
        headers = HEADERS.get(name, {"Content_Type": "application/xml"})
        addresses.append(site.put(f"/{name}", (CORPUS / name).read_bytes(), 200, **headers))
    call_command("add_source", *addresses, "--trust", "auto", stdout=io.StringIO())


def file_of(report: dict[str, Any]) -> str:
    return report["address"].rpartition("/")[2]


@pytest.mark.django_db
def test_every_document_ends_in_items_or_in_a_named_error(site: Site) -> None:
    serve(site)

    reports = run()

    assert {file_of(report) for report in reports} == set(ENTRIES)
    for report in reports:
        assert report["outcome"] in {"updated", "error"}, report
        assert bool(report["error"]) == (report["outcome"] == "error"), report
        assert report["error"] in {"", *REMEDIES} - {"internal"}, report
        assert report["ms"] < 10_000, report
        expected = ENTRIES[file_of(report)]
        if expected.isdigit() and int(expected):
            assert report["new"] >= int(expected), report
        if file_of(report).startswith(NOT_FEEDS):
            assert report["new"] == 0, report
            assert report["outcome"] == "error", report
    assert FeedItem.objects.count() == sum(report["new"] for report in reports)
    assert Publication.objects.of_kind("item").count() == FeedItem.objects.visible().count()

    check_nothing_is_live()

    requests = len(site.requests)
    again = run("--all")
    assert len(site.requests) - requests == len(ENTRIES)
    assert sum(report["new"] + report["updated"] for report in again) == 0
    # Also without validators and hashes: identities alone keep every document's items apart.
    Source.objects.update(etag="", last_modified="", body_hash="")
    once_more = run("--all")
    assert sum(report["new"] + report["updated"] for report in once_more) == 0
    assert sum(report["unchanged"] for report in once_more) == FeedItem.objects.count()


def check_nothing_is_live() -> None:
    for item in FeedItem.objects.all():
        low = item.html.lower()
        assert not any(word in low for word in ("<script", "<iframe", "<svg", "<style", "<form"))
        assert 'href="javascript' not in low
        assert "javascript:" not in item.url + item.image_url + json.dumps(item.enclosures)
    for item in FeedItem.objects.filter(source__feed_url__contains="/attack_"):
        assert "root:" not in item.title + item.html
