"""The leak matrix: no door tells of what is hidden, nor that there is something."""

import re
from collections.abc import Iterator
from urllib.parse import unquote_plus

from django.test import Client, TestCase

from cms.models import Publication
from tests.cms.counter import agrees
from tests.cms.leaks import elsewhere, in_feeds, in_library, in_pages
from tests.cms.leaks.doors import CONTENT, DOORS, LISTS, V2, Door
from tests.cms.leaks.secret import BUILDERS, Secret
from tests.factories import pages

ROOMS = (elsewhere, in_feeds, in_library, in_pages)
SMALLEST = 40
"""Secrets, at least."""
GONE = 410
"""What left with a public reason says so."""


class TestLeaks(TestCase):
    client: Client
    secrets: dict[str, Secret]
    answers: dict[str, tuple[int, str]]

    @classmethod
    def setUpTestData(cls) -> None:
        pages.home_page()
        pages.show()
        cls.secrets = {name: build() for name, build in BUILDERS.items()}
        cls.answers = {}

    def read(self, address: str) -> tuple[int, str, str]:
        """Status, where it sends to, and the body."""
        response = self.client.get(address)
        body = b"".join(response) if response.streaming else response.content
        return response.status_code, response.get("Location", ""), body.decode(errors="replace")

    def test_there_are_enough_and_the_counter_agrees(self) -> None:
        assert len(self.secrets) >= SMALLEST
        assert agrees()

    def test_lists_and_all_that_is_public_name_none(self) -> None:
        """Every list to its end, and every public content at each of its doors."""
        found: list[str] = []
        for address in self.public_addresses():
            _status, location, body = self.read(address)
            found += self.told(address, location + body, self.secrets)
        assert not found, "\n".join(found)

    def told(self, address: str, text: str, secrets: dict[str, Secret]) -> list[str]:
        return [
            f"{address} tells {marker!r} of {name}"
            for name, secret in secrets.items()
            for marker in sorted(secret.texts)
            if marker in text and not ("/changes" in address and secret.was_public)
        ]

    def public_addresses(self) -> Iterator[str]:
        for address in LISTS:
            yield from self.pages_of(address)
        for row in Publication.objects.order_by("pk"):
            yield row.path
            yield f"{CONTENT}/contents/{row.uuid}"
            yield f"{CONTENT}/forms/{row.uuid}"
            yield f"{CONTENT}/resolve?path={row.path}"
            yield f"{row.path}transcription.vtt"
        for endpoint in ("pages", "items", "sources", "people", "images", "documents", "redirects"):
            answer = self.client.get(f"{V2}/{endpoint}/?fields=_,id&limit=50").json()
            for entry in answer["items"]:
                yield f"{V2}/{endpoint}/{entry['id']}/?fields=*"

    def pages_of(self, address: str) -> Iterator[str]:
        yield address
        if address.startswith(V2):
            total = self.client.get(address).json().get("meta", {}).get("total_count", 0)
            yield from (f"{address}&offset={start}" for start in range(50, total, 50))
        elif "/contents?" in address:
            cursor = self.client.get(address).json().get("next")
            while cursor:
                following = f"{address}&cursor={cursor}"
                yield following
                cursor = self.client.get(following).json().get("next")

    def test_whoever_asks_for_it_is_answered_as_for_what_never_was(self) -> None:
        for door in DOORS:
            found: list[str] = []
            for name, secret in self.secrets.items():
                found += self.asked(door, name, secret)
            with self.subTest(door.name):
                assert not found, "\n".join(found)

    def asked(self, door: Door, name: str, secret: Secret) -> Iterator[str]:
        absent = secret.absent()
        pairs = zip(door.addresses(secret), door.addresses(absent), strict=True)
        for address, twin in pairs:
            status, location, body = self.read(address)
            heard = without_echo(unquote_plus(location) + body, address, secret, absent)
            yield from self.told(address, heard, {name: secret})
            if door.is_api and status != GONE and (status, heard) != self.answer_to(twin):
                yield f"{address} ({name}) answers {status} {heard[:300]!r}, unlike {twin}"

    def answer_to(self, twin: str) -> tuple[int, str]:
        if twin not in self.answers:
            status, location, body = self.read(twin)
            self.answers[twin] = (status, unquote_plus(location) + body)
        return self.answers[twin]


def without_echo(text: str, address: str, secret: Secret, absent: Secret) -> str:
    """An answer in which what was asked for reads as what never was."""
    pairs: list[tuple[object, object]] = [(secret.word, absent.word)]
    pairs += zip(secret.uuids, absent.uuids, strict=True)
    pairs += [(key, absent.keys[name]) for name, key in secret.keys.items()]
    for value, nothing in pairs:
        whole = rf"(?<![0-9]){value}(?![0-9])"
        if re.search(whole, address):
            text = re.sub(whole, str(nothing), text)
    return text
