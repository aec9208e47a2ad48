"""Whatever is asked wrongly of the content API is refused as problem+json with a hint.

Each parameter of its OpenAPI file, each part of an address and the body of a form are asked with
all that they cannot hold.
"""

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from django.test import Client, TestCase
from wagtail.contrib.forms.models import FormSubmission

from cms.api.app import api
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

LONG = "x" * 10_000
DIGITS = "9" * 10_000

NUMBERS = ("abc", "-1", "1.5", "1e3", "", "%D9%A1x", "[1]", "null", DIGITS, LONG, "%ff")
MOMENTS = ("hier", "0.5", "1700000000", "2026-13-01", "0001-01-01T00:00:00Z", "2026-02-30", LONG)
NAMES = ("nulle-part", str(uuid4()), "a%20b", "[]", LONG, DIGITS, "%ff", "'", "a,%2C,b")
CURSORS = ("abc", "%C3%A9", "MTIz", "%ff", "=", "bnVsbA==", "MS4A", LONG)
WORDS = ("artcle", "null", "[]", "1", "%ff", LONG, "article;edito")

WRONG = {
    "after": NUMBERS,
    "limit": (*NUMBERS, "0", "501"),
    "page": (*NUMBERS, "0", "26"),
    "kind": (*WORDS, "index"),
    "has": WORDS,
    "fields": WORDS,
    "include": WORDS,
    "rich_text": (*WORDS, "", "HTML"),
    "topic": NAMES,
    "person": NAMES,
    "source": NAMES,
    "show": NAMES,
    "dossier": NAMES,
    "published_from": MOMENTS,
    "published_to": MOMENTS,
    "updated_since": MOMENTS,
    "locale": ("FR", "fr-FR", "x", "%ff", LONG),
    "cursor": CURSORS,
    "since": (*CURSORS, "hier", "1700000000"),
    "month": ("novembre", "2026-13", "2026", "2026-11-01", "1", "%ff", LONG),
    "sort": (*WORDS, "", "date"),
    "match": (*WORDS, "", "ANY"),
    "q": (LONG, "%C3%A9" * 201),
    "path": ("", "articles", "/" + LONG, "%ff", "http://[", "http://h//[x", "/nulle-part/"),
}
"""What each parameter refuses, as it is written in a query."""

ADDRESSED = {
    "uuid": ("pas-un-uuid", "0", "null", "%ff", LONG, DIGITS, str(uuid4()), "%20", "%0A"),
    "slug": ("nulle-part", "a%20b", "%ff", LONG, "null", "..%2f", "%25", "a%0A", "a%0Ab"),
    "token": ("jamais", "%ff", LONG, "a%3Ab%3Ac", "%20", "%0A"),
}
"""What each part of an address refuses."""


def operations() -> Iterator[tuple[str, str, list[dict[str, Any]]]]:
    for path, methods in json.loads(json.dumps(api.get_openapi_schema()))["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation.get("parameters", [])


def in_query(parameters: list[dict[str, Any]]) -> list[str]:
    return [each["name"] for each in parameters if each["in"] == "query"]


class Refused(TestCase):
    client: Client

    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)

    def refused(self, response: Any, asked: str, *statuses: int) -> None:
        assert 400 <= response.status_code < 500, f"{asked[:200]} {response.status_code}"
        assert not statuses or response.status_code in statuses, f"{asked[:200]} {response}"
        assert response["Content-Type"] == "application/problem+json", asked[:200]
        problem = response.json()
        assert problem["status"] == response.status_code
        assert problem["title"], asked[:200]
        assert problem["hint"], f"{asked[:200]} {problem}"


class TestQueries(Refused):
    slugs: dict[str, str]
    uuids: dict[str, str]

    @classmethod
    def setUpTestData(cls) -> None:
        article, form, image = pages.article(), pages.form(), pages.image()
        FeedItemFactory.create()
        cls.uuids = {
            "contents": str(article.uuid),
            "forms": str(form.uuid),
            "images": str(image.uuid),
        }
        cls.slugs = {
            "topics": pages.topic().slug,
            "people": pages.person().slug,
            "sources": FeedItemFactory.create().source.slug,
            "dossiers": pages.dossier().slug,
            "shows": pages.show().slug,
        }

    def address(self, path: str) -> str:
        """One that is answered, but for a preview: who asks wrongly needs no token."""
        room = path.split("/")[4]
        filled = path.replace("{uuid}", self.uuids.get(room, "")).replace("{token}", "a:b:c")
        return filled.replace("{slug}", self.slugs.get(room, ""))

    def rooms(self) -> Iterator[tuple[str, list[str]]]:
        for path, method, parameters in operations():
            if method == "get":
                yield self.address(path), in_query(parameters)

    def test_addresses_are_answered_when_they_are_asked_well(self) -> None:
        """Or all that follows would be refused for another reason."""
        for address, names in self.rooms():
            if "preview" not in address:
                query = "path=/" if "path" in names else ""
                assert self.client.get(address, QUERY_STRING=query).status_code == 200, address

    def test_every_parameter_with_what_it_cannot_hold(self) -> None:
        seen = set()
        for address, names in self.rooms():
            for name in names:
                for value in WRONG[name]:
                    query = f"{name}={value}"
                    response = self.client.get(address, QUERY_STRING=query)
                    self.refused(response, f"{address}?{query}", 404 if name == "path" else 422)
                seen.add(name)
        assert seen == set(WRONG)

    def test_every_parameter_repeated_misspelt_or_with_a_nul(self) -> None:
        for address, names in self.rooms():
            for name in names:
                self.refused(
                    self.client.get(address, QUERY_STRING=f"{name}=&{name}="), address, 422
                )
                for wrong in (f"{name}x", f"{name}[]", name.upper(), f"{name}%20"):
                    query = f"path=/&{wrong}=1" if "path" in names else f"{wrong}=1"
                    response = self.client.get(address, QUERY_STRING=query)
                    self.refused(response, f"{address}?{query}", 422)
                for nul in (f"{name}=%00", f"{name}=a%00b", f"{name}%00=1"):
                    self.refused(
                        self.client.get(address, QUERY_STRING=nul), f"{address}?{nul}", 400
                    )

    def test_endpoints_without_parameters_take_none(self) -> None:
        for address, names in self.rooms():
            if not names:
                for query in ("a=1", "=1", "%ff=%ff", f"{LONG}=1", "limit=1&limit=1"):
                    self.refused(self.client.get(address, QUERY_STRING=query), address, 422)

    def test_a_parameter_that_is_missing(self) -> None:
        for path, method, parameters in operations():
            if method == "get" and any(p["in"] == "query" and p["required"] for p in parameters):
                self.refused(self.client.get(path), path, 422)

    def test_addresses_of_nothing(self) -> None:
        seen = set()
        for path, method, parameters in operations():
            for name in (each["name"] for each in parameters if each["in"] == "path"):
                seen.add(name)
                for value in ADDRESSED[name]:
                    address = path.replace(f"{{{name}}}", value)
                    response = self.client.generic(method, address)
                    self.refused(response, f"{method} {address}", 404, 422)
                address = path.replace(f"{{{name}}}", "%00")
                self.refused(self.client.generic(method, address), address, 400)
        assert seen == set(ADDRESSED)

    def test_addresses_that_no_door_answers(self) -> None:
        for end in ("", "%0A", "a%0Ab", "content/v1/%0A", "content/v1/home%0A", "v2/%0A", "v9/"):
            self.refused(self.client.get(f"/api/{end}"), end, 404)

    def test_methods_that_nobody_takes(self) -> None:
        taken: dict[str, set[str]] = {}
        for path, method, _parameters in operations():
            taken.setdefault(path, {"head"}).add(method)
        for path, known in taken.items():
            for method in {"post", "put", "patch", "delete", "options", "trace"} - known:
                response = self.client.generic(method.upper(), self.address(path))
                self.refused(response, f"{method} {path}", 405)
                assert "GET" in response["Allow"]


class TestForms(Refused):
    url: str

    @classmethod
    def setUpTestData(cls) -> None:
        page = pages.form()
        fields: list[dict[str, Any]] = [
            {"label": "Nom", "field_type": "singleline"},
            {"label": "Adresse", "field_type": "email"},
            {"label": "Sujets", "field_type": "checkboxes", "choices": "Erreur, Autre"},
            {"label": "Jour", "field_type": "date", "required": False},
            {"label": "Combien", "field_type": "number", "required": False},
        ]
        for field in fields:
            page.form_fields.create(**field)
        page.save()
        cls.url = f"/api/content/v1/forms/{page.uuid}"

    good = {"nom": "Ada", "adresse": "ada@example.org", "sujets": ["Erreur"]}

    def send(self, body: str | bytes, *statuses: int, kind: str = "application/json") -> Any:
        response = self.client.generic("POST", self.url, body, content_type=kind)
        self.refused(response, f"{kind} {body[:100]!r}", *statuses)
        assert not FormSubmission.objects.exists()
        return response

    def test_what_is_sent_well_is_taken(self) -> None:
        response = self.client.post(self.url, self.good, content_type="application/json")
        assert response.status_code == 201

    def test_each_field_with_what_it_cannot_hold(self) -> None:
        wrong: dict[str, tuple[Any, ...]] = {
            "nom": (None, "", [], {}, [[]], [{}], LONG, "a\0b", "\0", False),
            "adresse": (None, "ada", 1, True, ["a", "b"], LONG, "a\0@example.org", {"a": 1}),
            "sujets": (None, [], ["Rien"], "Rien", [LONG], ["Erreur", "\0"], [["Erreur"]], 1, {}),
            "jour": ("hier", "2026-13-01", LONG, "\0", True, DIGITS, {}),
            "combien": ("beaucoup", LONG, "\0", True, "NaN", {}),
        }
        for name, values in wrong.items():
            for value in values:
                response = self.send(json.dumps({**self.good, name: value}), 422)
                assert name in response.content.decode()

    def test_fields_that_are_missing_or_unknown(self) -> None:
        errors = self.send("{}", 422).json()["errors"]
        assert set(errors) == {"nom", "adresse", "sujets"}
        for name in ("inconnu", "Nom", "nom\0", "", LONG, "wagtailcaptcha", "__proto__"):
            self.send(json.dumps({**self.good, name: "a"}), 422)

    def test_bodies_that_are_no_object(self) -> None:
        for body in ("{", "nul", "\0", "[" * 50_000, "{" * 50_000, '{"nom": NaN'):
            self.send(body, 400)
        self.send(b"\xff\xfe", 400)
        for body in ("[]", "null", "1", "true", '"nom"', "1e400", DIGITS[:4_000], "-0"):
            self.send(body, 422)
        self.send("", 415)
        self.send(json.dumps({"nom": "a" * 100_001}), 413)

    def test_a_browsers_form_with_what_it_cannot_hold(self) -> None:
        kind = "application/x-www-form-urlencoded"
        good = "nom=Ada&adresse=ada%40example.org&sujets=Erreur"
        for body in (
            *("nom", "%00=1", "nom=Ada", f"{good}&inconnu=1", f"{good}&jour=%ff"),
            *(good.replace("Ada", "%00"), good.replace("Ada", LONG), good.replace("Ada", "")),
            good.replace("Erreur", "Rien"),
            f"{good}&sujets=Rien",
            "&".join(f"a{n}=1" for n in range(5_000)),
        ):
            self.send(body, 400, 422, kind=kind)

    def test_other_kinds_of_bodies(self) -> None:
        for kind in (
            "text/plain",
            "",
            "multipart/form-data; boundary=x",
            "application/xml",
            "\xff",
        ):
            self.send(json.dumps(self.good), 415, kind=kind)

    def test_parameters_and_addresses(self) -> None:
        for query in ("a=1", "nom=Ada", f"{quote(LONG)}=1"):
            response = self.client.post(f"{self.url}?{query}", self.good, "application/json")
            self.refused(response, query, 422)
        response = self.client.post(f"{self.url}?a=%00", self.good, "application/json")
        self.refused(response, "%00", 400)
