"""Machines with a token for `/api/v3/`, and how they ask."""

import itertools
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.test import Client
from wagtail.models import (
    APIToken,
    Collection,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
)

from cms.users.models import User

V3 = "/api/v3"
EDITS = ("add", "change", "publish")

_numbers = itertools.count(1)


def superuser() -> User:
    name = f"robot-{next(_numbers)}"
    return User.objects.create_superuser(name, f"{name}@example.org", "x")


def member(*codenames: str) -> User:
    """An account with a group of its own, which may enter the admin and has these rights beside."""
    name = f"membre-{next(_numbers)}"
    user = User.objects.create_user(name, f"{name}@example.org", "x")
    group = Group.objects.create(name=name)
    user.groups.add(group)
    for codename in ("access_admin", *codenames):
        group.permissions.add(Permission.objects.get(codename=codename))
    return user


def let_edit(user: User, page: Page, *actions: str) -> None:
    for action in actions or EDITS:
        permission = Permission.objects.get(
            content_type__app_label="wagtailcore", codename=f"{action}_page"
        )
        GroupPagePermission.objects.create(
            group=user.groups.get(), page=page, permission=permission
        )


def let_use(user: User, collection: Collection, *codenames: str) -> None:
    for codename in codenames:
        GroupCollectionPermission.objects.create(
            group=user.groups.get(),
            collection=collection,
            permission=Permission.objects.get(
                codename=codename, content_type__app_label__in=("wagtailimages", "wagtaildocs")
            ),
        )


class Machine(Client):
    """Asks `/api/v3/` with the token of an account, in JSON."""

    def __init__(self, user: User, **defaults: Any) -> None:
        _token, key = APIToken.create_token(user=user, name="essai")
        authorization = {"Authorization": f"Bearer {key}"}
        super().__init__(headers=authorization, raise_request_exception=False, **defaults)

    def read(self, path: str, **query: Any) -> Any:
        return self.get(f"{V3}/{path}", query)

    def titles(self, path: str, **query: Any) -> set[str]:
        return {item["title"] for item in self.read(path, limit=50, **query).json()["items"]}

    def write(self, path: str, body: Any = None, method: str = "post") -> Any:
        send = getattr(self, method)
        return send(f"{V3}/{path}", body or {}, content_type="application/json")
