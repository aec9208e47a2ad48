"""Whatever a machine sends to `/api/v3/`, it is answered, never with an error of the server;
the counter agrees afterwards."""

import json
import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from wagtail.api.v3.api import api
from wagtail.api.v3.registry import registry
from wagtail.models import Page, get_page_models

from cms.api.v3.parameters import columns_of
from tests.cms.counter import agrees
from tests.cms.test_v2_fuzz import ALWAYS, BYTES, HEADERS, PATHS, VALUES
from tests.cms.tokens import V3, Machine, superuser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

SEED = 20261128
ANSWERS = {200, 201, 204, 302, 400, 403, 404, 405, 422}
SNIPPETS = ("cms.Topic", "cms.Person", "feeds.FeedItem", "feeds.Source", "feeds.SourceGroup")

JSONS: tuple[Any, ...] = (
    *(
        None,
        True,
        0,
        -1,
        1,
        2**31,
        2**63,
        10**40,
        1.5,
        1e308,
        "",
        " ",
        "x",
        "é" * 5_000,
        "x" * 20_000,
    ),
    *("a\0b", "\ud800", "\uffff\u202e🙂", "1", "2026-02-30", "9999-12-31T23:59:59-14:00", "NaN"),
    *("0001-01-01", "00000000-0000-0000-0000-000000000000", "javascript:alert(1)", "http://[::1"),
    *([], [[]], [None], ["x"], [1], [0], [10**40], {}, {"x": 1}, [{}], [{"type": "text"}]),
    *(
        {"format": "markdown", "content": "# a\0"},
        {"format": "zzz", "content": "x"},
        {"content": 3},
    ),
    *([{"id": 1}], [{"id": 10**40}], [{"person_id": 10**40}], [{"content": "x", "note": None}]),
    *([{"type": "text", "value": "\0"}], [{"type": "heading", "value": {"text": "\ud800"}}]),
    *([{"type": "image", "value": {"image": 10**40}}], [{"type": "image", "value": {"image": -1}}]),
    *(
        [{"type": "video", "value": {"url": "x" * 20_000}}],
        [{"type": "link", "value": {"content": 3}}],
    ),
    *(
        [{"type": "gallery", "value": {"images": [{"image": "x"}] * 50}}],
        [{"type": [], "value": 1}],
    ),
    *([{"type": "table", "value": {"table": {"columns": [{}], "rows": [{}]}}}], "<p>x" * 3_000),
    *([{"type": "text", "value": "x", "id": "é" * 500}], [{"type": "document", "value": 3}]),
)
RAW = (
    *(b"", b"{", b"[]", b"null", b"3", b'"x"', b"\xff\xfe", b'{"title": "\xff"}', b"{}" * 9),
    *(b"[" * 100_000, b'{"a":' * 50_000, b'{"title": NaN}', b'{"title": 1e999}', b"x" * 100_000),
)


class TestFuzz(TestCase):
    machine: Machine
    article: Any
    person: Any
    image: Any
    document: Any
    item: Any
    revision: Any

    @classmethod
    def setUpTestData(cls) -> None:
        cls.article = pages.article(body=[("text", "<p>Un mot.</p>")])
        cls.article.topics.add(pages.topic())
        pages.edito()
        pages.episode()
        pages.magazine()
        pages.dossier()
        pages.form()
        pages.standard()
        cls.person = pages.person()
        cls.image, cls.document = pages.image(), pages.document()
        cls.image.tags.add("mot")
        cls.item = FeedItemFactory.create()
        cls.revision = cls.article.save_revision()
        cls.machine = Machine(superuser())

    def tearDown(self) -> None:
        assert agrees()

    def judged(self, response: Any, what: str) -> int:
        said = f"{what[:400]} {response.status_code} {response.content[:300]!r}"
        assert response.status_code in ANSWERS, said
        if response.status_code >= 400:
            assert response["Content-Type"] == "application/problem+json", said
            assert response.json()["hint"], said
        return int(response.status_code)

    def ask(self, path: str, query: str = "") -> int:
        return self.judged(self.machine.get(path, QUERY_STRING=query), f"{path}?{query}")

    def send(self, method: str, path: str, body: Any) -> int:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        sent = self.machine.generic(method.upper(), path, data, "application/json")
        return self.judged(sent, f"{method} {path} {data[:300]!r}")

    # --- Reading

    def reads(self) -> Iterator[tuple[str, str]]:
        """Address and parameter, of all that OpenAPI names."""
        for path, operations in api.get_openapi_schema()["paths"].items():
            for parameter in operations.get("get", {}).get("parameters", ()):
                if parameter["in"] == "query":
                    yield self.filled(path), parameter["name"]
            if path.endswith("/pages/{page_id}/"):
                yield self.filled(path), "inconnu"

    def filled(self, path: str) -> str:
        keys = {
            "page_id": self.article.pk,
            "revision_id": self.revision.pk,
            "image_id": self.image.pk,
            "document_id": self.document.pk,
            "type_name": "cms.ArticlePage",
            "type": "cms.Person",
            "pk": self.person.pk,
        }
        return path.format_map(
            {**dict.fromkeys(("site_id", "redirect_id", "locale_id"), 1), **keys}
        )

    def columns(self) -> Iterator[tuple[str, str, str]]:
        """Address, what selects the type, and what it is filtered by."""
        for model in get_page_models():
            for name in sorted(columns_of(model, ["title", "slug", "pk", "locale"])):
                yield f"{V3}/pages/", f"type={model._meta.label}&", name
        for kind in SNIPPETS:
            registered: Any = registry.get(kind)
            for name in registered.read_schema.model_fields:
                yield f"{V3}/snippets/{kind}/", "", name
        for name in ("id", "title", "width", "credit", "licence", "rights_until", "is_sensitive"):
            yield f"{V3}/images/", "", name
        for name in ("old_path", "site", "is_permanent", "redirect_page", "created_at"):
            yield f"{V3}/redirects/", "", name

    def test_every_parameter_with_what_it_cannot_hold(self) -> None:
        dice = random.Random(SEED)
        for path, name in self.reads():
            for value in (*ALWAYS, *dice.sample(VALUES, 4)):
                self.ask(path, f"{quote(name)}={value}")

    def test_every_column(self) -> None:
        dice = random.Random(SEED + 1)
        for path, kind, name in self.columns():
            for value in dice.sample(VALUES, 2):
                self.ask(path, f"{kind}{name}={value}")
            self.ask(path, f"{kind}order=-{name}")
            self.ask(path, f"{kind}order={name}&search=mot")

    def test_several_at_once(self) -> None:
        dice = random.Random(SEED + 2)
        reads = list(self.reads())
        for _ in range(250):
            path, name = dice.choice(reads)
            names = [name, *(other for there, other in dice.sample(reads, 12) if there == path)]
            self.ask(path, "&".join(f"{quote(n)}={dice.choice(VALUES)}" for n in names))

    def test_paths(self) -> None:
        rooms = ("pages", "images", "documents", "redirects", "sites", "schema", "snippets")
        for room in (*rooms, "snippets/cms.Topic", f"pages/{self.article.pk}/revisions"):
            for path in PATHS:
                self.ask(f"{V3}/{room}/{path}")
                self.ask(f"{V3}/{room}/{path}/")

    def test_headers(self) -> None:
        for headers in HEADERS:
            if "Authorization" not in headers:
                names = {f"HTTP_{n.upper().replace('-', '_')}": v for n, v in headers.items()}
                response = self.machine.get(f"{V3}/pages/", **names)  # type: ignore[arg-type]  # drawn
                self.judged(response, str(headers))

    # --- Writing

    def writes(self) -> Iterator[tuple[str, str, dict[str, Any], tuple[str, ...]]]:
        """Method, address, the body that would do, and the fields that it may have."""
        for model in get_page_models():
            registered: Any = registry.get(model._meta.label)
            page = Page.objects.filter(content_type__model=model._meta.model_name).first()
            if registered.create_schema is None or page is None:
                continue
            names = (*registered.create_schema.model_fields, "inconnu")
            meta = {"type": model._meta.label, "parent_id": page.get_parent().pk}
            yield "post", f"{V3}/pages/", {"title": "T", "meta": meta}, names
            yield "patch", f"{V3}/pages/{page.pk}/", {}, names
        for kind, key in (
            ("cms.Topic", None),
            ("cms.Person", self.person.pk),
            ("feeds.Source", None),
        ):
            schema: Any = registry.get(kind)
            names = tuple(schema.create_schema.model_fields)
            yield "post", f"{V3}/snippets/{kind}/", {"name": "N", "slug": "n"}, names
            if key:
                yield "patch", f"{V3}/snippets/{kind}/{key}/", {}, names
        yield "patch", f"{V3}/snippets/feeds.FeedItem/{self.item.pk}/", {}, ("status", "title")
        names = ("title", "collection_id", "alt", "licence", "rights_until", "focal_point_x")
        yield "patch", f"{V3}/images/{self.image.pk}/", {}, names
        yield "patch", f"{V3}/documents/{self.document.pk}/", {}, names[:2]
        site = {"hostname": "a.example", "root_page_id": self.article.pk}
        yield "post", f"{V3}/sites/", site, ("hostname", "port", "root_page_id", "site_name")
        redirect = {"old_path": "/a", "redirect_link": "/b"}
        names = (*redirect, "site", "is_permanent", "redirect_page_id", "redirect_page_route_path")
        yield "post", f"{V3}/redirects/", redirect, names

    def test_every_field_with_what_it_cannot_hold(self) -> None:
        dice = random.Random(SEED + 3)
        for method, path, body, names in self.writes():
            for name in names:
                for value in dice.sample(JSONS, 2):
                    self.send(method, path, {**body, name: value})

    def test_what_is_published(self) -> None:
        dice = random.Random(SEED + 4)
        writes = [write for write in self.writes() if "/pages/" in write[1]]
        for _ in range(60):
            method, path, body, names = dice.choice(writes)
            fields = {name: dice.choice(JSONS) for name in dice.sample(names, 2) if name != "meta"}
            meta = {**body.get("meta", {}), "action": "publish"}
            self.send(method, path, {**body, **fields, "meta": meta})

    def test_every_value_in_a_body_of_blocks(self) -> None:
        body: Any = self.article._meta.get_field("body")
        path = f"{V3}/pages/{self.article.pk}/"
        dice = random.Random(SEED + 5)
        for value in JSONS:
            self.send("patch", path, {"body": value})
        for kind, block in body.stream_block.child_blocks.items():
            names = getattr(block, "child_blocks", {})
            for value in dice.sample(JSONS, 6):
                self.send("patch", path, {"body": [{"type": kind, "value": value}]})
                inner = dict.fromkeys(names, value)
                self.send("patch", path, {"body": [{"type": kind, "value": inner}]})

    def test_actions(self) -> None:
        dice = random.Random(SEED + 6)
        actions = (
            "publish",
            "unpublish",
            "copy",
            "move",
            "revert",
            "create_alias",
            "convert_alias",
        )
        names = (
            "destination_id",
            "recursive",
            "slug",
            "title",
            "position",
            "revision_id",
            "keep_live",
        )
        for action in (*actions, "copy_for_translation", "delete"):
            for _ in range(10):
                body = {name: dice.choice(JSONS) for name in dice.sample(names, 2)}
                if action != "delete":
                    self.send("post", f"{V3}/pages/{self.article.pk}/actions/{action}/", body)

    def test_bodies_that_are_no_json(self) -> None:
        for method, path, _body, _names in self.writes():
            for raw in RAW:
                self.send(method, path, raw)
        for raw in RAW:
            self.send("post", f"{V3}/pages/{self.article.pk}/actions/copy/", raw)

    def test_files(self) -> None:
        files = (b"", b"\0" * 2_000, b"%PDF", b"\xff\xd8\xff\xe0", b"GIF89a", b"<svg/>")
        names = ("a.png", "a\0.png", "é" * 300 + ".jpg", "../../a.pdf", "a", "a.exe", "\u202ea.png")
        for door in ("images", "documents"):
            for data, name in zip(files * 2, (*names, *names[:5]), strict=True):
                for title in ("T", "x" * 20_000, "a\0b", ""):
                    sent = {"title": title, "file": SimpleUploadedFile(name, data)}
                    self.judged(
                        self.machine.post(f"{V3}/{door}/", sent), f"{door} {name!r} {title}"
                    )
            far = {"title": "T", "collection_id": "9" * 40}
            for fields in (dict[str, str](), {"title": "T"}, {"file": "x"}, far):
                self.judged(self.machine.post(f"{V3}/{door}/", fields), f"{door} {fields}")
            self.send("post", f"{V3}/{door}/", {"title": "T"})

    def test_broken_addresses_of_writes(self) -> None:
        for method in ("post", "patch", "put", "delete", "options", "head", "trace"):
            for key in ("0", "-1", "9" * 40, "x", "1.5", "١", *BYTES[:4]):
                for door in (
                    "pages",
                    "images",
                    "documents",
                    "redirects",
                    "sites",
                    "snippets/cms.Topic",
                ):
                    self.machine.generic(method.upper(), f"{V3}/{door}/{key}/", b"{}")
                    sent = self.machine.generic(method.upper(), f"{V3}/{door}/{key}/", b"{}")
                    if method not in {"head"}:
                        self.judged(sent, f"{method} {door} {key}")


@pytest.mark.trial
@pytest.mark.django_db
class TestAll(TestFuzz):
    """Every value in every parameter and in every field."""

    def test_every_parameter_with_what_it_cannot_hold(self) -> None:
        for path, name in self.reads():
            for value in VALUES:
                self.ask(path, f"{quote(name)}={value}")

    def test_every_field_with_what_it_cannot_hold(self) -> None:
        for method, path, body, names in self.writes():
            for name in names:
                for value in JSONS:
                    self.send(method, path, {**body, name: value})
