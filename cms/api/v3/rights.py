"""Who sees what through `/api/v3/`: what the admin shows to the account that owns the token.

Wagtail's own v3 shows readers' files to everybody, and the title of any parent.
"""

from typing import Any, cast

from django.http import Http404, HttpRequest
from ninja.renderers import JSONRenderer
from pydantic import TypeAdapter, ValidationError
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry

from cms.users.models import User
from media_library.models import Document, Image

ADMIN = "wagtailadmin.access_admin"
SHOWN = ("change", "delete", "choose")
"""Rights with which the admin shows a file: in its list, or in a chooser."""

_number = TypeAdapter(int)


def explorable(user: User) -> Any:
    """Pages whose title the explorer shows: from its root down, as far as there are rights."""
    policy = cast(PagePermissionPolicy, policy_registry.get_by_type(Page))
    root = policy.explorable_root_instance(user)
    if root is None:
        return Page.objects.none()
    return policy.explorable_instances(user).descendant_of(root, inclusive=True)


def _shown(model: type[Image | Document], user: User) -> Any:
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, SHOWN)


def shown_images(request: HttpRequest) -> Any:
    return _shown(Image, cast(User, request.user)).prefetch_related("tags").order_by("id")


def shown_documents(request: HttpRequest) -> Any:
    return _shown(Document, cast(User, request.user)).prefetch_related("tags").order_by("id")


def check(request: HttpRequest, kwargs: dict[str, Any], body: Any) -> None:
    """Raises Http404 where an address or a body names what the account does not see: to a write as
    to a read, it never was."""
    pages = [kwargs.get("page_id"), *_pages_of(body)]
    user = cast(User, request.user)
    _check_seen(explorable(user), pages)
    _check_seen(_shown(Image, user), [kwargs.get("image_id")])
    _check_seen(_shown(Document, user), [kwargs.get("document_id")])


def _pages_of(body: Any) -> list[Any]:
    if not isinstance(body, dict):
        return []
    meta = body.get("meta")
    parent = meta.get("parent_id") if isinstance(meta, dict) else None
    return [parent, body.get("destination_id")]


def _check_seen(seen: Any, keys: list[Any]) -> None:
    for key in keys:
        number = _as_number(key)
        if number is not None and not seen.filter(pk=number).exists():
            raise Http404


def _as_number(value: Any) -> int | None:
    """As Wagtail will read it; None for what it refuses."""
    try:
        return _number.validate_python(value)
    except ValidationError:
        return None


def may_read(user: User, url_name: str | None) -> bool:
    """Redirects are listed in the admin to those who manage them."""
    if url_name not in {"list_redirects", "find_redirect", "detail_redirect"}:
        return True
    policy = policy_registry.get_by_type(Redirect)
    return bool(policy.user_has_any_permission(user, ("add", "change", "delete", "view")))


class ShownRelations(JSONRenderer):
    """Leaves out the parent and the original of a page where the explorer does not show them."""

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> Any:
        if isinstance(data, dict):
            for page in (data, data.get("content_object")):
                _hide(page, cast(User, request.user))
        return super().render(request, data, response_status=response_status)


def _hide(page: Any, user: User) -> None:
    meta = page.get("meta") if isinstance(page, dict) else None
    if not isinstance(meta, dict):
        return
    for name in ("parent", "alias_of"):
        related = meta.get(name)
        if related and not explorable(user).filter(pk=related["id"]).exists():
            meta[name] = None
