"""Whatever stands in an address or names the host: a page that helps, and never a failure."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

from cms.response_cache.middleware import PARAMETERS
from tests.site.newsroom import newsroom

pytestmark = pytest.mark.django_db

VALUES = ("%00", "a%00b", "%ff%fe", "%", "9" * 30, "-1", "1" + "0" * 400, "a" * 10_000, "%27--", "")
PATHS = (
    *("/%00", "/%00/", "/articles/%00/", "/articles/a%00b/", "/%ff%fe/", "/articles/%ff/", "/%"),
    *("/../", "/../../etc/passwd", "/articles/../articles/", "/%2e%2e/%2e%2e/etc/passwd", "/./"),
    *("/\\..\\", "/" + "a" * 8_000, "/" + "a/" * 2_000, "/é" * 500),
    *("/personnes/%00/", "/themes/%ff/", "/sources/%00/", "/media/%00", "/media/../manage.py"),
    *("/flux/%00.xml", "/le-fil/%00/", "/documents/%00/a.pdf", "/documents/1/%00"),
    *("/editos/%00.vtt", "/admin/%00/", "/admin/pages/%00/"),
)


def helps(html: str) -> bool:
    return html.count("<h1") == 1 and 'href="/"' in html


@pytest.mark.parametrize("path", PATHS)
def test_no_path_is_a_failure(client: Client, path: str) -> None:
    response = client.get(path)
    if response.status_code not in (301, 302):
        assert response.status_code in (400, 404), path[:40]
        assert helps(response.content.decode())


@pytest.mark.parametrize(
    "host",
    [
        "autre.example",
        "exa mple.org",
        "a" * 300,
        "[::1",
        "localhost:99999x",
        "",
        "\x00",
        "éxample.org",
    ],
)
def test_a_host_that_is_not_ours_is_told_so(client: Client, host: str) -> None:
    with override_settings(ALLOWED_HOSTS=["localhost"]):
        response = client.get("/", HTTP_HOST=host)
    assert response.status_code == 400
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert host not in html or not host


def test_no_value_of_a_known_parameter_is_a_failure(client: Client) -> None:
    for name, path in newsroom().items():
        for query in queries():
            response = client.get(f"{path}?{query}")
            assert response.status_code in (200, 400, 404, 422), (name, query[:60])
            assert response.content.decode().count("<h1") == 1, (name, query[:60])


def queries() -> Iterator[str]:
    """Every known parameter with one bad value in each, twice over, and one with all of them."""
    for value in VALUES:
        yield "&".join(f"{name}={value}" for name in sorted(PARAMETERS))
    yield "&".join(f"{name}={value}" for name in sorted(PARAMETERS) for value in VALUES[:4])


def test_an_unknown_parameter_changes_nothing(client: Client) -> None:
    for path in newsroom().values():
        plain = client.get(path).content
        assert client.get(f"{path}?fbclid=%00{'a' * 4_000}&utm_source=%ff").content == plain, path
