"""Whatever strangers send to `/api/v2/`, it answers, and never with an error of the server."""

import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.test import Client, TestCase

from cms.api.wagtail_v2 import ENDPOINTS
from tests.cms.leaks.doors import COLUMNS, PAGE_TYPES
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

SEED = 20261128
V2 = "/api/v2"
ANSWERS = {200, 302, 400, 404}

OPERATIONS = (
    *("limit", "offset", "fields", "order", "search", "search_operator", "rich_text_format"),
    *("format", "_", "id", "type", "child_of", "ancestor_of", "descendant_of", "translation_of"),
    *("locale", "site", "html_path", "inconnu", "fields[]", "limit ", "ORDER", ""),
)
EXPOSED = {
    "pages": (
        *("first_published_at", "show_in_menus", "seo_title", "duration_s", "day", "season"),
        *("number", "price_euros", "alias_of", "uuid"),
    ),
    "images": ("width", "uuid", "rights_until", "is_sensitive", "licence"),
    "items": ("uuid", "published_at", "duration_s", "source", "kind", "video", "extras"),
    "sources": ("uuid", "group", "person", "is_partner", "nature"),
    "people": ("uuid", "assembly", "same_as_urls"),
    "topics": ("uuid", "is_section"),
}

NUMBERS = (
    *("0", "-1", "1", "+1", "1.5", "1e3", "1e400", "NaN", "Infinity", "-0", "1_0", "0x10", "١٢"),
    *("²", "𝟙", "2147483648", "9223372036854775808", "-9223372036854775809", "9" * 40, "9" * 1_900),
    *("10000001", "true", "null", "None", "[]", "{}", "[1]", "1,2", "1 2", "1;2"),
)
TEXTS = (
    *("", " ", ",", "-", "--id", "id,", ",id", "id,id", "-id,id", "random", "random,id", "pk", "?"),
    *("*", "_", "*,-title", "_,title", "a(b", "a)b", "a()", "a(*)", "()", "(", ")", "-a(b)"),
    *("a(b(c(d(e(f))))))", "(" * 1_000, "a(" * 900, "title,-title", "topics(name)", "source(*)"),
    *("'", '"', "\\", "%", "%%", "%s", "{0}", "' OR 1=1 --", "<script>", "&amp;", "../../etc"),
    *("AND", "OR NOT", "*:*", 'NEAR("a b")', "title:x", "^a", "a*", "a:*", "& | !", "(a | b)"),
    *("\r\nX: y", "\t", "\x7f", "\x1b[0m", "\u202e", "\ufeff", "\uffff", "🙂", "e\u0301" * 500),
    *(
        "html",
        "db_html",
        "json",
        "api",
        "xml",
        "fr",
        "en",
        "zz",
        "root",
        "localhost",
        "a:b",
        "a:80",
    ),
    *("cms.ArticlePage", "cms.Topic", "cms", "a.b.c", "wagtailcore.Page", ".", "auth.User"),
    *("0001-01-01", "9999-12-31T23:59:59-14:00", "2026-02-30", "2026-13-01T00:00", "hier"),
    *("00000000-0000-0000-0000-000000000000", "{00000000000000000000000000000000}", "zz-zz"),
    *("x" * 10_000, "é" * 5_000, "a," * 2_500, "a b " * 400, "/" * 1_500, "/%2e%2e/", "/a//b/"),
)
BYTES = ("%00", "a%00b", "%ff", "%fe%ff", "%c3", "%ed%a0%80", "%f4%90%80%80", "%", "%zz", "%u0041")
"""Sent as they stand: NUL, broken UTF-8, broken escapes."""

VALUES = (*map(quote, (*NUMBERS, *TEXTS)), *BYTES)
ALWAYS = ("%00", "%ff", quote("x" * 10_000), "9" * 40, "")

PATHS = (
    *("%00", "%ff", "-1", "0", "9" * 40, "9" * 5_000, "x" * 10_000, "1.5", "١", "find", "find/1/"),
    *("..%2f", "%2e%2e/", "\u202e", "1/2/", "1%2f2", "1%00/", "%3f", "%23", "1/;x=y", "find/%00/"),
)
HEADERS = (
    {"Accept": "text/html;q=zzz, */*;q=2"},
    {"Accept": "\xff\xfe"},
    {"Accept": "application/json; indent=99999999999"},
    {"Accept-Language": "x" * 10_000},
    {"Authorization": "Basic zzz"},
    {"Authorization": "Bearer \xff"},
    {"Authorization": "Token a\0b"},
    {"Cookie": "sessionid=\xff\0; csrftoken="},
    {"Host": "localhost:zzz"},
    {"Host": "a\0b"},
    {"X-Forwarded-Host": "a\0b"},
    {"X-Request-ID": "a\0b"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"If-None-Match": "\0"},
    {"Content-Type": "application/json; charset=zzz"},
    {"Range": "bytes=9-0"},
)


class TestFuzz(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        pages.article(body=[("text", "<p>Un mot.</p>")]).topics.add(pages.topic())
        pages.edito()
        pages.magazine()
        pages.person()
        pages.image().tags.add("mot")
        pages.document()
        FeedItemFactory.create()

    def setUp(self) -> None:
        self.client = Client(raise_request_exception=False)

    def ask(self, path: str, query: str = "") -> int:
        response = self.client.get(path, QUERY_STRING=query)
        assert response.status_code in ANSWERS, f"{path}?{query[:300]} {response.status_code}"
        if response.status_code != 302:
            assert "json" in response["Content-Type"], f"{path}?{query[:300]}"
            response.json()
        return response.status_code

    def test_every_parameter_with_what_it_cannot_hold(self) -> None:
        dice = random.Random(SEED)
        for path, name in self.parameters():
            for value in (*ALWAYS, *dice.sample(VALUES, 6)):
                self.ask(path, f"{quote(name)}={value}")

    def parameters(self) -> Iterator[tuple[str, str]]:
        for endpoint in ENDPOINTS:
            for name in (*OPERATIONS, *COLUMNS[endpoint], *EXPOSED.get(endpoint, ())):
                yield f"{V2}/{endpoint}/", name
            for name in ("id", "html_path", "fields", "rich_text_format", "format"):
                yield f"{V2}/{endpoint}/find/", name
        for name in ("fields", "rich_text_format", "format", "type", "site"):
            yield f"{V2}/pages/3/", name

    def test_several_at_once(self) -> None:
        dice = random.Random(SEED + 1)
        for _ in range(400):
            endpoint = dice.choice(list(ENDPOINTS))
            names = (*OPERATIONS, *COLUMNS[endpoint], *EXPOSED.get(endpoint, ()))
            pairs = [f"{quote(dice.choice(names))}={dice.choice(VALUES)}" for _ in range(3)]
            self.ask(f"{V2}/{endpoint}/", "&".join(pairs))

    def test_every_type_of_page_with_its_own_columns(self) -> None:
        dice = random.Random(SEED + 2)
        for kind in PAGE_TYPES:
            for name in (*EXPOSED["pages"], *COLUMNS["pages"]):
                for value in dice.sample(VALUES, 3):
                    self.ask(f"{V2}/pages/", f"type={kind}&{name}={value}")
                self.ask(f"{V2}/pages/", f"type={kind}&order=-{name}")

    def test_a_parameter_that_is_repeated_is_refused(self) -> None:
        for endpoint in ENDPOINTS:
            for name in ("limit", "order", "fields", "id"):
                assert self.ask(f"{V2}/{endpoint}/", f"{name}=1&{name}=1") == 400

    def test_paths(self) -> None:
        for endpoint in ENDPOINTS:
            for path in PATHS:
                assert self.ask(f"{V2}/{endpoint}/{path}") in {400, 404}, path
        assert self.ask(f"{V2}/%00/") == 400
        assert self.ask(f"{V2}/%ff/") == 404

    def test_headers(self) -> None:
        for endpoint in ENDPOINTS:
            for headers in HEADERS:
                self.client.cookies.clear()
                names = {f"HTTP_{name.upper().replace('-', '_')}": v for name, v in headers.items()}
                response = self.client.get(f"{V2}/{endpoint}/", **names)  # type: ignore[arg-type]  # drawn
                assert response.status_code in ANSWERS, headers

    def test_other_methods_are_refused(self) -> None:
        for endpoint in ENDPOINTS:
            for method in ("post", "put", "patch", "delete", "options", "trace"):
                response = getattr(self.client, method)(f"{V2}/{endpoint}/")
                assert response.status_code == 405, method
                assert response["Content-Type"] == "application/problem+json"
            assert self.client.head(f"{V2}/{endpoint}/").status_code == 200


@pytest.mark.trial
@pytest.mark.django_db
class TestAll(TestFuzz):
    """Every value in every parameter."""

    def test_every_parameter_with_what_it_cannot_hold(self) -> None:
        for path, name in self.parameters():
            for value in VALUES:
                self.ask(path, f"{quote(name)}={value}")
