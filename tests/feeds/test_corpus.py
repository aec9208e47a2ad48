"""Real and hostile feeds, served by a local server, through the commands an operator types."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.management import call_command

from cms.models import Publication
from feeds.errors import REMEDIES
from feeds.models import FeedItem, Source
from feeds.parse import parse
from tests.feeds.conftest import CORPUS, Site
from tests.feeds.reading import document, read

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
        assert report["ms"] > 0, report
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


def serve_again(site: Site, name: str) -> dict[str, Any]:
    """The report of a visit that finds this document where the other one was."""
    site.put("/flux", (CORPUS / name).read_bytes(), Content_Type="application/xml")
    Source.objects.update(body_hash="")
    (report,) = run("--all")
    return report


@pytest.fixture
def flux(site: Site) -> None:
    address = f"{site.root}/flux"
    call_command("add_source", address, "--trust", "auto", stdout=io.StringIO())


@pytest.mark.django_db
@pytest.mark.usefixtures("flux")
def test_criterion_6_permalinks_that_change_make_no_second_item(site: Site) -> None:
    assert serve_again(site, "guid_permalink_changed_before.xml")["new"] == 1
    before = FeedItem.objects.get()
    report = serve_again(site, "guid_permalink_changed_after.xml")
    assert (report["new"], report["updated"]) == (0, 1)
    after = FeedItem.objects.get()
    assert (after.uuid, after.url) == (before.uuid, "https://y.exemple.fr/notre-programme/")


@pytest.mark.django_db
@pytest.mark.usefixtures("flux")
def test_criterion_5_guids_that_repeat_or_are_long_or_missing(site: Site) -> None:
    for name in (
        "guid_reused_for_all_items.xml",
        "bad_no_guid_no_date.xml",
        "rss092_freebox_fr_latin1_noguid.xml",
        "bad_long_guid.xml",
    ):
        count = int(ENTRIES[name])
        FeedItem.objects.all().delete()
        assert serve_again(site, name)["new"] == count
        assert serve_again(site, name)["unchanged"] == count
    assert max(map(len, FeedItem.objects.values_list("identity", flat=True))) <= 512


@pytest.mark.django_db
@pytest.mark.usefixtures("flux")
def test_criterion_27_a_deleted_entry_is_flagged(site: Site) -> None:
    document = (CORPUS / "deleted_entry_rfc6721.xml").read_text()
    whole = document.replace(
        "<entry>", "<entry><id>tag:t.exemple.fr,2026:1</id><title>Retiré</title></entry><entry>"
    )
    site.put("/flux", whole, Content_Type="application/xml")
    assert run("--all")[0]["new"] == 2
    serve_again(site, "deleted_entry_rfc6721.xml")
    gone = FeedItem.objects.get(guid="tag:t.exemple.fr,2026:1")
    assert (gone.gone_reason, gone.is_visible) == ("deleted", False)
    assert Publication.objects.of_kind("item").count() == 1


@pytest.mark.django_db
@pytest.mark.usefixtures("flux")
def test_criterion_20_the_next_page_is_found(site: Site) -> None:
    serve_again(site, "page_pagination_rfc5005.rss")
    fetched = document((CORPUS / "page_pagination_rfc5005.rss").read_bytes())
    assert parse(fetched).next_url == "http://example.org/index.atom?page=4"


def test_criterion_24_dates_of_the_corpus() -> None:
    dates = {
        item.title: item.published_at
        for item in read(document((CORPUS / "date_french_and_bad_zones.xml").read_bytes()))
    }
    half_past_nine = datetime(2026, 5, 12, 7, 30, tzinfo=UTC)
    for name in ("mois français", "CEST", "sans fuseau"):
        assert dates[name] == half_past_nine, name
    for name in ("futur", "1970", "fuseau impossible"):
        assert dates[name] is None, name
