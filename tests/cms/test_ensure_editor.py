"""The account of `make run`: made once, kept, able to publish, and absent from production."""

from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from pytest_django import Settings

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_var(settings: Settings, tmp_path: Path) -> None:
    settings.VAR = tmp_path


def login() -> list[str]:
    out = StringIO()
    call_command("ensure_editor", stdout=out)
    return out.getvalue().split()


def test_the_account_may_publish_and_keeps_its_password() -> None:
    username, password = login()
    user = get_user_model().objects.get(username=username)
    assert user.check_password(password)
    assert set(user.groups.values_list("name", flat=True)) == {"Editors", "Moderators"}
    assert not user.is_superuser
    assert login() == [username, password]


def test_the_login_is_for_its_owner_alone(tmp_path: Path) -> None:
    login()
    assert (tmp_path / "editor-login").stat().st_mode & 0o077 == 0


def test_another_database_gets_the_same_password() -> None:
    username, password = login()
    get_user_model().objects.all().delete()
    assert login() == [username, password]


def test_production_has_no_generated_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apps, "is_installed", lambda name: name != "cms.demo")
    with pytest.raises(CommandError, match="createsuperuser"):
        call_command("ensure_editor")
    assert not get_user_model().objects.exists()
