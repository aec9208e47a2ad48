"""The default site follows SITE_URL, once."""

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings
from wagtail.models import Site

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://example.org", "https://example.org"),
        ("http://127.0.0.1:9200", "http://127.0.0.1:9200"),
        ("http://example.org", "http://example.org"),
    ],
)
def test_the_site_moves_to_its_address(
    settings: Settings, capsys: pytest.CaptureFixture[str], url: str, root: str
) -> None:
    settings.SITE_URL = url
    call_command("ensure_site")
    assert Site.objects.get(is_default_site=True).root_url == root
    assert root in capsys.readouterr().out
    call_command("ensure_site")
    assert capsys.readouterr().out == ""


def test_without_a_default_site_it_says_what_to_do() -> None:
    Site.objects.update(is_default_site=False)
    with pytest.raises(CommandError, match="choose one in the admin"):
        call_command("ensure_site")
