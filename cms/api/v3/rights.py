"""Who sees what through `/api/v3/`: what the admin shows to the account that owns the token.

Wagtail's own v3 shows readers' files to everybody, and the title of any parent.
"""

from typing import Any, cast

from django.apps import apps
from django.db.models import Model
from django.http import Http404, HttpRequest
from ninja.renderers import JSONRenderer
from pydantic import TypeAdapter, ValidationError
from wagtail.api.v3.form_data import build_page_update_form
from wagtail.api.v3.registry import registry
from wagtail.contrib.redirects.models import Redirect
from wagtail.models import Page
from wagtail.permission_policies.pages import PagePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.utils.forms import FormValidationError

from cms.users.models import User
from media_library.models import Audio, Document, Image, Video

ADMIN = "wagtailadmin.access_admin"
ANY = ("add", "change", "delete", "view")
NEEDED = {"POST": "add", "PATCH": "change", "DELETE": "delete"}
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
    named = ("destination_id", "redirect_page_id", "redirect_page")
    return [parent, *(body.get(name) for name in named)]


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


def may_make(kwargs: dict[str, Any], method: str | None, url_name: str | None) -> bool:
    """What is a file besides is made in the admin, where it is uploaded."""
    is_new = method == "POST" and url_name in {"list_snippets", "create_snippet"}
    return not (is_new and kwargs["type"] in {Video._meta.label, Audio._meta.label})


def check_published(page_id: int, user: User) -> None:
    """Raises ValidationError for what the editor's form would not have published: Wagtail publishes
    a draft as it stands."""
    page = Page.objects.get(pk=page_id).specific
    page.full_clean()
    schema = cast(Any, registry.get(page._meta.label)).patch_schema
    form = build_page_update_form(page, schema(), user)
    if not form.is_valid():
        raise FormValidationError.from_form(form)


def may_enter(user: User, kwargs: dict[str, Any], method: str | None, url_name: str | None) -> bool:
    """Whether the admin has such a room for the account, before a body is looked at. Redirects are
    listed there to those who manage them."""
    if url_name in {"list_redirects", "find_redirect", "detail_redirect"} and method == "GET":
        return bool(policy_registry.get_by_type(Redirect).user_has_any_permission(user, ANY))
    model = _model(kwargs.get("type"))
    if model is None:
        return True
    asked = (NEEDED[method],) if method in NEEDED and "actions" not in str(url_name) else ANY
    return bool(policy_registry.get_by_type(model).user_has_any_permission(user, asked))


def _model(label: str | None) -> type[Model] | None:
    """None for what is no snippet of this API: the view says so."""
    return apps.get_model(label) if label and registry.has(label) else None


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
