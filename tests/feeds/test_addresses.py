import pytest

from feeds.addresses import canonical_url


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
