"""Slugs that French readers can read. Pure."""

from anyascii import anyascii
from django.utils.text import slugify


def ascii_slug(title: str) -> str:
    """`Élections à l’hôpital : le cœur` → `elections-a-l-hopital-le-coeur`.

    Django's own slugify drops œ and joins words at an apostrophe.
    """
    return slugify(anyascii(title).replace("'", "-"))
