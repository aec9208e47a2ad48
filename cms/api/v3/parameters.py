"""What requests to `/api/v3/` may say: Wagtail skips what it does not know, we refuse it."""

import functools
import re
from collections.abc import Iterable, Iterator
from typing import Any, cast
from urllib.parse import urlsplit

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.http import Http404, HttpRequest
from wagtail.api import APIField
from wagtail.api.v3.api import api
from wagtail.api.v3.schemas.pages import BASE_PAGE_READ_FIELDS
from wagtail.contrib.redirects.api.v3.router import BASE_REDIRECT_READ_FIELDS
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.api.v3.router import BASE_DOCUMENT_READ_FIELDS
from wagtail.images.api.v3.router import BASE_IMAGE_READ_FIELDS
from wagtail.models import Page

from cms.api.errors import RepeatedParameterError, UnknownParameterError
from cms.api.v2.parameters import LONGEST
from cms.api.v2.viewsets import MAX_OFFSET, NOT_PLAIN, PLAIN
from media_library.models import Document, Image

REPEATABLE = frozenset({"order", "type", "tags"})
REDIRECTED = frozenset({"rich_text_format", "site", "version"})
"""What `find/` hands on to the page that it leads to."""


MOST_WORDS = 50
"""Of a search, whose query nests once a word."""
LONGEST_NAME = 255
"""Characters of a slug or a title that is given with an action, which no form checks."""
KEYS = frozenset(
    {
        *("page_id", "image_id", "document_id", "redirect_id", "site_id", "locale_id"),
        *("revision_id", "pk"),
    }
)


class UnfitError(Exception):
    """What Wagtail would hand on to the database, or fail on, and what to mend."""


def check(request: HttpRequest, kwargs: dict[str, Any]) -> None:
    """Raises Http404 for a key that is none, UnknownParameterError, RepeatedParameterError or
    UnfitError."""
    if not all(_is_key(value) for name, value in kwargs.items() if name in KEYS):
        raise Http404
    columns = _columns(request, kwargs)
    known = _documented(_path(request), str(request.method).lower()) | columns
    for name, values in request.GET.lists():
        if name not in known:
            raise UnknownParameterError(name, known)
        if len(values) > 1 and name not in REPEATABLE:
            raise RepeatedParameterError(name)
        if any(len(value) > LONGEST for value in values):
            raise UnfitError(f"{name} cannot be longer than {LONGEST} characters")
    if len(request.GET.get("offset", "")) > len(str(MAX_OFFSET)):
        raise UnfitError(f"offset cannot be higher than {MAX_OFFSET}")
    if not _is_key(request.GET.get("user_id", "0")):
        raise UnfitError("user_id must be a number")
    _check_address("html_path", request.GET.get("html_path"))
    if "order" in known:
        _check_order(request.GET.getlist("order"), columns)


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19


def check_body(body: Any) -> None:
    """Raises UnfitError for what is no object, and for words that no database keeps."""
    if not isinstance(body, dict):
        raise UnfitError("The body must be a JSON object")
    for name in ("slug", "title"):
        if isinstance(body.get(name), str) and len(body[name]) > LONGEST_NAME:
            raise UnfitError(f"{name} cannot be longer than {LONGEST_NAME} characters")
    _check_address("old_path", body.get("old_path"))
    # Surrogates, which JSON can name alone, are no characters.
    if any(re.search("[\0\ud800-\udfff]", word) for word in _words(body)):
        raise UnfitError("No NUL and no half of a character belongs in a text")


def _check_address(name: str, text: Any) -> None:
    """Of a redirect, whose address Wagtail takes to pieces before it is checked."""
    try:
        urlsplit(text if isinstance(text, str) else "")
    except ValueError as error:
        raise UnfitError(f"{name} is no address") from error


def _words(value: Any) -> Iterator[str]:
    left = [value]
    while left:
        part = left.pop()
        if isinstance(part, str):
            yield part
        elif isinstance(part, dict):
            left += [*part, *part.values()]
        elif isinstance(part, list):
            left += part


def keep_words(request: HttpRequest) -> None:
    """Of what is searched, letters and digits alone: the index of SQLite reads signs as operators,
    and fails on those that do not stand where it wants them. Raises UnfitError."""
    if "search" not in request.GET:
        return
    words = re.findall(r"\w+", request.GET.get("search", ""))
    if len(words) > MOST_WORDS:
        raise UnfitError(f"search takes {MOST_WORDS} words at most")
    asked = request.GET.copy()
    asked["search"] = " ".join(words)
    cast(Any, request).GET = asked


def _check_order(asked: Iterable[str], columns: Iterable[str]) -> None:
    """Never `random`: it sorts the whole table."""
    known = {*columns, *(f"-{name}" for name in columns)}
    for name in asked:
        if name not in known:
            raise UnknownParameterError(name, known)


def _path(request: HttpRequest) -> str:
    """As OpenAPI writes it: `/api/v3/pages/{page_id}/`."""
    match = request.resolver_match
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", match.route if match else "")


def _documented(path: str, method: str) -> frozenset[str]:
    named = _operations().get((path, method), frozenset())
    return named | REDIRECTED if path.endswith(("/pages/find/", "/pages/{page_id}/")) else named


@functools.cache
def _operations() -> dict[tuple[str, str], frozenset[str]]:
    """Names of the query parameters of each operation."""
    return {
        (path, method): frozenset(
            parameter["name"]
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query"
        )
        for path, operations in api.get_openapi_schema()["paths"].items()
        for method, operation in operations.items()
    }


def _columns(request: HttpRequest, kwargs: dict[str, Any]) -> frozenset[str]:
    """By which a list is filtered and ordered; none elsewhere."""
    match = request.resolver_match
    name = match.url_name if match and request.method == "GET" else ""
    if name == "list_pages":
        types = request.GET.getlist("type")
        # Of several types, what all pages have.
        return columns_of(_model(types[0]) if len(types) == 1 else Page, BASE_PAGE_READ_FIELDS)
    if name == "list_snippets":
        return columns_of(_model(kwargs["type"]), ["pk"])
    if name in LIBRARY:
        return columns_of(*LIBRARY[name])
    return frozenset()


LIBRARY: dict[str | None, tuple[type[models.Model], list[str]]] = {
    "list_images": (Image, BASE_IMAGE_READ_FIELDS),
    "list_documents": (Document, BASE_DOCUMENT_READ_FIELDS),
    "list_redirects": (Redirect, BASE_REDIRECT_READ_FIELDS),
}


def _model(label: str) -> type[models.Model]:
    """Of a label that is none, any: the view refuses it with those that are."""
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return Page


def columns_of(model: type[models.Model], base: Iterable[str]) -> frozenset[str]:
    names = {*base, *(field.name for field in APIField.get_fields_for_model(model))}
    if "pk" in names:
        names = names - {"pk"} | {model._meta.pk.attname}
    return frozenset(name for name in names if _is_plain(model, name))


def _is_plain(model: type[models.Model], name: str) -> bool:
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, (*PLAIN, models.ForeignKey)) and not isinstance(field, NOT_PLAIN)
