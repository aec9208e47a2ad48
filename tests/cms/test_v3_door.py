"""`/api/v3/` opens to a token alone, says so at every address, and is kept by no cache."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.api.v3.api import api
from wagtail.models import APIToken

from cms.users.models import User
from tests.cms.tokens import V3, Machine, member, superuser
from tests.factories import pages

pytestmark = pytest.mark.django_db


def operations() -> list[tuple[str, str]]:
    """Method and address of all that Wagtail answers here, and of what it does not."""
    named = [
        (method, re.sub(r"\{type\}", "cms.Topic", re.sub(r"\{\w+_?id\}|\{pk\}", "1", path)))
        for path, found in api.get_openapi_schema()["paths"].items()
        for method in found
    ]
    assert len(named) >= 50
    others = (
        "",
        "docs/",
        "openapi.json",
        "docs/x",
        "nulle-part/",
        "pages",
        "pages/zzz/",
        "pages/0/",
    )
    return [*named, *(("get", f"{V3}/{path}") for path in others)]


def is_private(response: Any) -> bool:
    names = {name.strip() for name in response["Vary"].split(",")}
    return response["Cache-Control"] == "private, no-store" and "Authorization" in names


def refused_at(path: str, key: str | None, method: str = "get") -> None:
    headers = {} if key is None else {"Authorization": key}
    send = getattr(Client(raise_request_exception=False), method)
    response = send(path, headers=headers, content_type="application/json")
    assert response.status_code == 401, (method, path, key, response.status_code)
    assert response["Content-Type"] == "application/problem+json"
    assert response["WWW-Authenticate"] == "Bearer"
    assert response.json()["hint"]
    assert is_private(response)


def test_nobody_comes_in_without_a_token() -> None:
    pages.home_page()
    for method, path in operations():
        refused_at(path, None, method)
        refused_at(f"{path}?inconnu=1", "Bearer wagtail_faux", method)


WRONG = (
    "",
    "Bearer",
    "Bearer ",
    "Basic eDp5",
    "bearer x y",
    "Bearer \xff",
    "Bearer a\0b",
    "x" * 9000,
)


@pytest.mark.parametrize("key", WRONG)
def test_a_key_that_is_none(key: str) -> None:
    refused_at(f"{V3}/pages/", key)


def test_a_session_is_no_token() -> None:
    client = Client()
    client.force_login(superuser())
    for path in ("pages/", "docs/", "openapi.json", "whoami/"):
        assert client.get(f"{V3}/{path}").status_code == 401


def test_a_token_that_was_revoked_or_whose_account_is_closed() -> None:
    user = superuser()
    machine = Machine(user)
    assert machine.read("whoami/").status_code == 200
    User.objects.filter(pk=user.pk).update(is_active=False)
    assert machine.read("whoami/").status_code == 401
    User.objects.filter(pk=user.pk).update(is_active=True)
    APIToken.objects.update(revoked_at=timezone.now() - timedelta(days=1))
    assert machine.read("whoami/").status_code == 401


def test_an_account_that_may_not_enter_the_admin() -> None:
    user = member()
    machine = Machine(user)
    assert machine.read("whoami/").status_code == 200
    user.groups.get().permissions.clear()
    for path in ("whoami/", "pages/", "docs/"):
        response = machine.read(path)
        assert response.status_code == 403
        assert response.json()["hint"]
        assert is_private(response)


def test_no_answer_is_kept_by_a_cache() -> None:
    pages.home_page()
    machine = Machine(superuser())
    for method, path in operations():
        response = getattr(machine, method)(path, content_type="application/json")
        assert response.status_code != 401, path
        assert is_private(response), (method, path)
    for query in ("inconnu=1", "limit=99", "limit=0", "title=%00", "offset=x"):
        assert is_private(machine.get(f"{V3}/pages/?{query}")), query
    assert is_private(machine.put(f"{V3}/pages/"))


def test_what_is_limited_is_kept_by_no_cache_either(settings: Any) -> None:
    from cms.rates import Rate

    settings.API_RATE = Rate(requests=1, seconds=60)
    client = Client()
    answers = [client.get(f"{V3}/pages/") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [401, 429, 429]
    assert all(map(is_private, answers))
