"""What a story still lacks before it is published, said in a sentence with the place to mend it.

Only a picture without words keeps a story from being published; the rest is advice. Nothing here
asks another server.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any, Literal

from django.contrib.auth.models import AbstractUser
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail import blocks
from wagtail.models import Page
from wagtail.permissions import policy_registry
from wagtail.rich_text import RichText

from cms.blocks.links import ContentBlock, LinkBlock, PostBlock
from cms.blocks.media import NO_ALT, NO_ALT_OF_PAGE, ImageBlock
from cms.blocks.text import NoteBlock, linked_pages
from cms.models.publication import Publication
from cms.typography import edits

TITLE_MAX = 110
STANDFIRST = range(60, 301)
"""Characters: below, it says nothing; above, lists and networks cut it."""

Code = Literal[
    "no_alt",
    "no_credit",
    "rights_ended",
    "no_standfirst",
    "standfirst_length",
    "title_length",
    "dead_link",
    "second_link",
    "no_transcript",
    "no_source",
    "no_author",
    "typography",
]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. `path` leads to its field: names of fields, ids of blocks.

    `is_blocking` findings keep the page from being published; `fix_url` is where else to mend it.
    """

    code: Code
    message: str
    path: tuple[str, ...]
    is_blocking: bool = False
    fix_url: str = ""


Part = tuple[blocks.Block, Any, tuple[str, ...]]


def walk(block: blocks.Block, value: Any, path: tuple[str, ...]) -> Iterator[Part]:
    """A block and all that is inside it, each with the path of its field."""
    yield block, value, path
    if isinstance(block, blocks.StreamBlock):
        for child in value or ():
            yield from walk(child.block, child.value, (*path, str(child.id)))
    elif isinstance(block, blocks.ListBlock):
        for child in value.bound_blocks if value else ():
            yield from walk(block.child_block, child.value, (*path, str(child.id)))
    elif isinstance(block, blocks.StructBlock) and value:
        for name, child_block in block.child_blocks.items():
            yield from walk(child_block, value.get(name), (*path, name))


def story_findings(page: Any, user: AbstractUser) -> Iterator[Finding]:
    """Of any story: its title, standfirst, pictures, links, sources, authors, typography. `user` is
    told the titles of pages that they may see."""
    parts = list(walk(page.body.stream_block, page.body, ("body",)))
    yield from _headline(page)
    yield from _main_image(page)
    yield from _pictures(parts)
    yield from _links(parts, user)
    yield from _read_also(parts)
    if not (page.references.all() or any(_is_source(part) for part in parts)):
        message = _("No source is named: readers and colleagues will ask where this is from.")
        yield Finding("no_source", message, ("references",))
    if not page.contributions.all():
        yield Finding("no_author", _("Nobody signs it."), ("contributions",))
    yield from _typography(page, parts)


def _headline(page: Any) -> Iterator[Finding]:
    if len(page.title) > TITLE_MAX:
        message = _("The title has %(length)d characters: beyond %(max)d, search engines cut it.")
        message %= {"length": len(page.title), "max": TITLE_MAX}
        yield Finding("title_length", message, ("title",))
    length = len(page.standfirst)
    if not length:
        message = _("No standfirst: lists, search engines and networks show nothing but the title.")
        yield Finding("no_standfirst", message, ("standfirst",))
    elif length not in STANDFIRST:
        message = _("The standfirst has %(length)d characters: aim for %(min)d to %(max)d.")
        message %= {"length": length, "min": STANDFIRST.start, "max": STANDFIRST.stop - 1}
        yield Finding("standfirst_length", message, ("standfirst",))


def _main_image(page: Any) -> Iterator[Finding]:
    if page.image:
        if not (page.image_alt.strip() or page.image.alt.strip()):
            yield Finding("no_alt", str(NO_ALT_OF_PAGE), ("image_alt",), is_blocking=True)
        yield from _picture(page.image, ("image",))


def _pictures(parts: Iterable[Part]) -> Iterator[Finding]:
    for block, value, path in parts:
        if isinstance(block, ImageBlock) and value and value.get("image"):
            image = value["image"]
            words = (value.get("alt") or "").strip() or image.alt.strip()
            if not words and not value.get("decorative"):
                yield Finding("no_alt", str(NO_ALT), (*path, "alt"), is_blocking=True)
            yield from _picture(image, (*path, "image"))


def _picture(image: Any, path: tuple[str, ...]) -> Iterator[Finding]:
    """What the library says, or does not say, of a picture."""
    if image.rights_have_ended:
        message = _("The rights to the picture “%(title)s” have ended: readers do not see it.")
        yield Finding("rights_ended", message % {"title": image.title}, path)
    if not image.credit.strip():
        message = _("The picture “%(title)s” has no credit: its author has a right to one.")
        message %= {"title": image.title}
        yield Finding("no_credit", message, path, fix_url=_edit_url(image))


def _edit_url(image: Any) -> str:
    return reverse("wagtailimages:edit", args=[image.pk])


def _links(parts: Iterable[Part], user: AbstractUser) -> Iterator[Finding]:
    pages: dict[int, tuple[str, ...]] = {}
    contents: dict[Any, tuple[str, ...]] = {}
    for block, value, path in parts:
        if isinstance(value, RichText):
            pages |= dict.fromkeys(linked_pages(value.source), path)
        elif isinstance(block, ContentBlock) and value:
            contents[value] = path
    uuids = dict(Page.objects.filter(pk__in=pages).values_list("pk", "translation_key"))
    wanted = {*uuids.values(), *contents}
    public = set(Publication.objects.filter(uuid__in=wanted).values_list("uuid", flat=True))
    hidden = {pk: path for pk, path in pages.items() if uuids.get(pk) not in public}
    titles = dict.fromkeys(uuids, "") | _titles_of(hidden, user)
    for pk, path in hidden.items():
        yield _dead_link(titles.get(pk), path)
    for uuid, path in contents.items():
        if uuid not in public:
            yield _dead_link(None, path)


def _read_also(parts: Iterable[Part]) -> Iterator[Finding]:
    cards = [path for block, _value, path in parts if isinstance(block, LinkBlock)]
    for path in cards[1:]:
        message = _("One “read also” in a text is enough: each leads readers out of it.")
        yield Finding("second_link", message, path)


def _titles_of(pks: Iterable[int], user: AbstractUser) -> dict[int, str]:
    """Of those pages that they find in the explorer."""
    if not pks:
        return {}
    pages = policy_registry.get_by_type(Page).explorable_instances(user)
    return dict(pages.filter(pk__in=pks).values_list("pk", "title"))


def _dead_link(title: str | None, path: tuple[str, ...]) -> Finding:
    """`title` is None for what is gone, empty for a page that is not to be named."""
    if title is None:
        message = _("A link leads to a content that is gone: readers see no link.")
    elif title:
        message = _("A link leads to “%(title)s”, which is not published: readers see no link.")
        message %= {"title": title}
    else:
        message = _("A link leads to a page that is not published: readers see no link.")
    return Finding("dead_link", message, path)


def _is_source(part: Part) -> bool:
    block, value, _path = part
    return isinstance(block, NoteBlock) and bool(value) and value.get("kind") == "source"


def _typography(page: Any, parts: Iterable[Part]) -> Iterator[Finding]:
    texts = [page.kicker, page.title, page.standfirst, *_words(parts)]
    texts += [_plain(page.methodology), *(one.title for one in page.references.all())]
    faults = sum(len(edits(text)) for text in texts)
    if faults:
        message = ngettext(
            "Typography: %(count)d space or sign is not as it is printed. It is corrected on the "
            "site; here, in one click.",
            "Typography: %(count)d spaces or signs are not as they are printed. They are corrected "
            "on the site; here, in one click.",
            faults,
        )
        yield Finding("typography", message % {"count": faults}, ("body",))


def _words(parts: Iterable[Part]) -> Iterator[str]:
    """Every text that the newsroom wrote; a post is quoted word for word."""
    quoted: tuple[str, ...] | None = None
    for block, value, path in parts:
        if isinstance(block, PostBlock):
            quoted = path
        if quoted and path[: len(quoted)] == quoted:
            continue
        if isinstance(value, RichText):
            yield _plain(value.source)
        elif type(block) in (blocks.CharBlock, blocks.TextBlock) and value:
            yield value


def _plain(html: str) -> str:
    """The words of rich text, a paragraph a line."""
    return unescape(strip_tags(html.replace("</", "\n</")))
