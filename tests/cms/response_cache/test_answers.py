"""Which answers may be kept, for how long, and what a client that holds one is told."""

import pytest

from cms.response_cache.answers import Answer, Headers, kept

PUBLIC = "public, max-age=0, s-maxage=60, stale-while-revalidate=300, stale-if-error=86400"


def headers(**changes: str | None) -> Headers:
    """Those of an answer that may be kept, some changed or, by None, taken away."""
    found = {
        "Content-Type": "application/json",
        "Content-Length": "2",
        "ETag": '"a1"',
        "Cache-Control": PUBLIC,
        "Surrogate-Key": "list-article content-1",
        "X-Request-ID": "of-another-request",
        "RateLimit": '"anonymous";r=599;t=1',
        "RateLimit-Policy": '"anonymous";q=600;w=60',
    }
    for name, value in changes.items():
        found[name.replace("_", "-")] = value or ""
    return [(name, value) for name, value in found.items() if value]


def answer(status: str = "200 OK", **changes: str | None) -> Answer | None:
    return kept(status, headers(**changes), b"{}", now=1_000.0)


def with_headers(changes: dict[str, str | None]) -> Answer | None:
    return kept("200 OK", headers(**changes), b"{}", now=1_000.0)


def test_a_public_answer_is_kept_with_its_keys_and_its_times() -> None:
    found = answer()
    assert found
    assert found.keys == {"list-article", "content-1"}
    assert found.is_fresh(1_059.9)
    assert not found.is_fresh(1_060.0)
    assert found.may_wait_for_renewal(1_359.9)
    assert not found.may_wait_for_renewal(1_360.0)
    assert found.may_replace_an_error(1_060.0 + 86_399)
    assert not found.may_replace_an_error(1_060.0 + 86_400)


def test_what_belongs_to_one_request_is_not_kept() -> None:
    found = answer()
    assert found
    assert [name for name, _ in found.headers] == [
        "Content-Type",
        "Content-Length",
        "ETag",
        "Cache-Control",
        "Surrogate-Key",
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"Surrogate_Key": None},
        {"Cache_Control": None},
        {"Cache_Control": "private, max-age=60"},
        {"Cache_Control": f"{PUBLIC}, no-store"},
        {"Cache_Control": f"{PUBLIC}, no-cache"},
        {"Cache_Control": "public, s-maxage=0"},
        {"Cache_Control": "public, s-maxage=soon"},
        {"Cache_Control": "s-maxage=60"},
        {"Set_Cookie": "sessionid=1"},
        {"Vary": "Cookie"},
        {"Vary": "Accept-Language, Origin"},
        {"Vary": "*"},
        {"Vary": "Origin"},
        {"Access_Control_Allow_Origin": "https://front.example"},
    ],
)
def test_nothing_private_or_varying_is_kept(changes: dict[str, str | None]) -> None:
    assert with_headers(changes) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"Cache_Control": "public, max-age=30"},
        {"Access_Control_Allow_Origin": "*"},
        {"ETag": None},
    ],
)
def test_what_may_be_kept_without_more(changes: dict[str, str | None]) -> None:
    assert with_headers(changes)


@pytest.mark.parametrize("status", ["301 Moved Permanently", "410 Gone"])
def test_redirects_and_what_is_gone_are_kept(status: str) -> None:
    found = answer(status)
    assert found
    assert found.is_fresh(1_059.0)


def test_what_is_not_found_is_kept_for_a_short_time() -> None:
    found = answer("404 Not Found")
    assert found
    assert found.is_fresh(1_009.0)
    assert not found.is_fresh(1_010.0)


@pytest.mark.parametrize("status", ["302 Found", "304 Not Modified", "422 X", "429 X", "500 X"])
def test_other_statuses_are_not_kept(status: str) -> None:
    assert answer(status) is None


@pytest.mark.parametrize(
    ("asked", "is_held"),
    [
        ('"a1"', True),
        ("*", True),
        # A proxy that compresses weakens a tag; RFC 9110 §13.1.2 compares weakly here.
        ('W/"a1"', True),
        ('"b", "a1"', True),
        ('"b","c" , W/"a1"', True),
        ('"a", "b"', False),
        ('"a11"', False),
        ("a1", False),
        ('"b, "a1', False),
        ("", False),
    ],
)
def test_whether_a_client_holds_it(asked: str, is_held: bool) -> None:
    found = answer()
    assert found
    assert found.is_held(asked) is is_held


def test_without_a_tag_nobody_holds_it() -> None:
    found = answer(ETag=None)
    assert found
    assert not found.is_held("*")


def test_an_error_is_never_held() -> None:
    found = answer("410 Gone")
    assert found
    assert not found.is_held('"a1"')


def test_a_304_says_what_a_200_would_but_of_its_body() -> None:
    found = answer(Link='</x>; rel="next"')
    assert found
    names = [name for name, _ in found.headers_without_body]
    assert names == ["ETag", "Cache-Control", "Surrogate-Key", "Link"]
