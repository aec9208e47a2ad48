import pytest

from feeds.addresses import canonical_url, web_url


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://a.example/x?utm_source=rss&id=1", "https://a.example/x?id=1"),
        ("https://a.example/x?xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?at_medium=a&mtm_c=b&pk_x=c&fbclid=d", "https://a.example/x"),
        ("https://a.example/x#xtor=RSS-1", "https://a.example/x"),
        ("https://a.example/x?b=2&a=1", "https://a.example/x?b=2&a=1"),
        ("https://a.example/x/amp/", "https://a.example/x/"),
        ("https://a.example/x?amp=1&b=2", "https://a.example/x?b=2"),
        ("https://a.example/x?amp=5", "https://a.example/x?amp=5"),
        ("https://a.example/amplitude", "https://a.example/amplitude"),
        ("https://www-a.cdn.ampproject.org/c/s/a.example/x?utm_source=b", "https://a.example/x"),
        ("https://cdn.ampproject.org/v/a.example", "http://a.example/"),
        ("https://m.youtube.com/watch?v=1", "https://www.youtube.com/watch?v=1"),
        ("https://fr.m.wikipedia.org/wiki/Paris", "https://fr.wikipedia.org/wiki/Paris"),
        ("https://m.a.example/x", "https://m.a.example/x"),
        ("", ""),
    ],
)
def test_criterion_25_an_address_is_that_of_the_page_itself(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
    assert canonical_url(canonical) == canonical


@pytest.mark.parametrize("host", ["a.example", "été.example", "a_b.example.", "127.0.0.1", "[::1]"])
def test_a_name_or_an_address_is_a_host(host: str) -> None:
    assert web_url(f"http://{host}:8080/x") == f"http://{host}:8080/x"


@pytest.mark.parametrize(
    "host", ["a%20b.example", "a<b", "b˜d.example", "-a.example", ".example", ""]
)
def test_what_is_no_host_is_no_address(host: str) -> None:
    assert web_url(f"http://{host}/x") == ""


@pytest.mark.parametrize(
    "value", ["http\r://a.example/x", "ht\ntp:/\t/a.example/x", "HTTP://a.example/x"]
)
def test_breaks_and_capitals_in_a_scheme_count_for_nothing(value: str) -> None:
    assert web_url(value) == web_url(value, "https://b.example/") == "http://a.example/x"


def test_an_address_is_no_longer_than_an_index_holds() -> None:
    """2,704 bytes (PostgreSQL 15, B-tree), whatever the script."""
    whole = "https://a.example/" + "语" * 660
    assert web_url(whole) == whole
    assert web_url(whole + "语") == ""


@pytest.mark.parametrize("base", ["https://a.example/\ud83d/", "https://a.example/\0/"])
def test_what_cannot_be_stored_is_no_base_either(base: str) -> None:
    assert web_url("x", base) == ""
    assert web_url("https://b.example/x", base) == "https://b.example/x"


def test_an_address_that_would_grow_too_long_stays_as_it_is() -> None:
    whole = web_url("https://a.example/?utm_source=rss&q=" + "语" * 600)
    assert canonical_url(whole) == whole != ""
