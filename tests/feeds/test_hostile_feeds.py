"""RELIABILITY 25 to 28: what strangers slip into a feed is live nowhere, in no place of a page."""

import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from django.test import TestCase
from django.urls import reverse
from django.utils import timezone

from cms.users.models import User
from feeds.models import FeedItem, Source
from feeds.pipeline import ingest
from feeds.sanitise import clean_html
from tests.factories.feeds import SourceFactory
from tests.factories.pages import home_page
from tests.feeds.payloads import PAYLOADS, feed, live
from tests.feeds.reading import document

PER_SOURCE = 12


def test_the_payloads_are_live_by_themselves() -> None:
    """The finder finds, or the tests below prove nothing."""
    assert len(set(PAYLOADS)) >= 100
    assert sum(bool(live(payload)) for payload in PAYLOADS) > 60
    assert not any(live(clean_html(payload, "https://a.example/")) for payload in PAYLOADS)


class TestHostileFeeds(TestCase):
    sources: list[Source]

    @classmethod
    def setUpTestData(cls) -> None:
        """An item for each payload, and all of them public."""
        home_page()
        cls.sources = []
        for number in range(0, len(PAYLOADS), PER_SOURCE):
            url = f"https://s{number}.example/flux"
            source = SourceFactory.create(feed_url=url, name=Source.provisional_name(url))
            body = feed(PAYLOADS[number : number + PER_SOURCE])
            ingest(source, document(body, url=url), timezone.now())
            cls.sources.append(Source.objects.get(pk=source.pk))

    def public_pages(self) -> Iterator[str]:
        yield from ("/", "/recherche/?q=mot1", "/sources/")
        yield from (source.path for source in self.sources)
        yield from (item.path for item in FeedItem.objects.select_related("source"))

    def admin_pages(self) -> Iterator[str]:
        lists = [reverse(f"wagtailsnippets_feeds_{name}:list") for name in ("feeditem", "source")]
        yield from (*lists, *(f"{address}?q=mot1" for address in lists), "/admin/")
        for source in self.sources:
            for content in (source, source.items.all()[0]):
                name = f"wagtailsnippets_feeds_{content._meta.model_name}"
                for view in ("edit", "delete", "usage", "history"):
                    yield reverse(f"{name}:{view}", args=[content.pk])

    def check_nothing_is_live(self, paths: Iterator[str]) -> None:
        for path in paths:
            response = self.client.get(path)
            assert response.status_code == 200, path
            assert live(response.content.decode()) == [], path

    def test_row_25_nothing_is_live_in_public_pages(self) -> None:
        assert FeedItem.objects.visible().count() == len(PAYLOADS)
        self.check_nothing_is_live(self.public_pages())

    def test_row_26_nothing_is_live_in_the_admin(self) -> None:
        self.client.force_login(User.objects.create_superuser("cheffe", "c@example.org", "x"))
        Source.objects.update(last_error="malformed", last_error_detail=PAYLOADS[0])
        self.check_nothing_is_live(self.admin_pages())

    def test_row_27_apis_and_the_outgoing_feed_hold_clean_values(self) -> None:
        answers = [
            self.client.get("/api/content/v1/contents?limit=50").json(),
            self.client.get("/api/v2/sources/?limit=20&fields=*").json(),
        ]
        for item in FeedItem.objects.all():
            answers.append(self.client.get(f"/api/v2/items/{item.pk}/").json())
        for name, value in (pair for answer in answers for pair in values(answer)):
            if "url" in name:
                assert not value or value.startswith(("http://", "https://", "/")), (name, value)
            elif name in {"body", "html"}:
                assert live(value) == []
        flux = self.client.get(reverse("syndication:all")).content
        for element in ET.fromstring(flux).iter():  # noqa: S314 - our own output
            if element.tag in {"link", "guid", "{http://www.w3.org/2005/Atom}link"}:
                assert not (element.text or "").strip().lower().startswith("javascript:")
            elif element.tag in {
                "description",
                "{http://purl.org/rss/1.0/modules/content/}encoded",
            }:
                assert live(element.text or "") == []

    def test_row_28_only_plain_addresses_are_stored(self) -> None:
        for item in FeedItem.objects.all():
            for address in [item.url, item.image_url, *(e["url"] for e in item.enclosures)]:
                assert address == "" or address.startswith(("http://", "https://")), address
            assert "zzz" not in json.dumps(item.video)
            assert item.html.count("<a ") == item.html.count('rel="noopener nofollow ugc"')


def values(answer: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(answer, dict):
        for key, value in answer.items():
            yield from values(value, key)
    elif isinstance(answer, list):
        for value in answer:
            yield from values(value, name)
    elif isinstance(answer, str):
        yield name, answer
