"""Links of rich text, as readers get them."""

from uuid import UUID

from django.utils.html import format_html
from wagtail.documents.rich_text import DocumentLinkHandler
from wagtail.models import Page
from wagtail.rich_text.pages import PageLinkHandler

from cms.models.publication import Publication
from media_library.renditions import is_closed


class PublicPageLinkHandler(PageLinkHandler):
    """A link leads to a public page or nowhere: the address of a withdrawn or private page tells
    its title. The words of the link stay."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        pks = {attrs["id"] for attrs in attrs_list if _is_key(attrs.get("id", ""))}
        uuids = dict(Page.objects.filter(pk__in=pks).values_list("pk", "translation_key"))
        rows = Publication.objects.filter(uuid__in=uuids.values())
        paths = dict(rows.values_list("uuid", "path"))
        found = {str(pk): (paths[uuid], uuid) for pk, uuid in uuids.items() if uuid in paths}
        return [cls._tag(found.get(attrs.get("id", ""))) for attrs in attrs_list]

    @staticmethod
    def _tag(target: tuple[str, UUID] | None) -> str:
        """With the uuid of its page, by which a frontend follows it without asking an address."""
        return format_html('<a href="{}" data-uuid="{}">', *target) if target else "<a>"


class OpenDocumentLinkHandler(DocumentLinkHandler):
    """A link leads to a document that everybody may have, or nowhere: its address holds the name of
    its file."""

    @classmethod
    def expand_db_attributes_many(cls, attrs_list: list[dict[str, str]]) -> list[str]:
        documents = cls.get_many([attrs for attrs in attrs_list if _is_key(attrs.get("id", ""))])
        found = {str(document.pk): document for document in documents if document}
        documents = [found.get(attrs.get("id", "")) for attrs in attrs_list]
        return [
            format_html('<a href="{}">', document.url)
            if document and not is_closed(document.collection)
            else "<a>"
            for document in documents
        ]


def _is_key(text: str) -> bool:
    """Whether a database can be asked for it: a number that fits."""
    return text.isascii() and text.isdigit() and len(text) < 19
