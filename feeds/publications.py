"""The public face of a source and of an item."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Literal
from uuid import UUID

from django.db.models import QuerySet

from cms.blocks.films import played
from cms.blocks.text import TextSchema
from cms.faces import Face, Facet, quoted
from cms.models import HAS, Kind
from cms.schemas import BlockSchema, Card, Inside, MediaRef, Seo, SourceRef
from feeds.models import FeedItem, ItemKind, Source
from feeds.sanitise import words
from feeds.schemas import ItemDetails
from media_library.renditions import image_shape, is_closed, open_shape
from media_library.schemas import ImageSchema

Shapes = Mapping[int, ImageSchema]


def source_queryset() -> QuerySet[Source]:
    return Source.objects.select_related("group", "person", "logo__collection").prefetch_related(
        "logo__renditions"
    )


def source_faces(sources: Sequence[Source]) -> list[Face | None]:
    return [_source_face(source) if source.is_visible else None for source in sources]


def _source_face(source: Source) -> Face:
    card = Card(
        id=source.uuid,
        kind=Kind.SOURCE,
        url=source.path,
        title=source.name,
        kicker=source.group.name if source.group else str(source.get_nature_display()),
        standfirst=source.description,
        published_at=source.created_at,
        updated_at=source.updated_at,
        people=[source.person.ref()] if source.person else [],
        original_url=source.site_url,
        image=image_shape(source.logo),
        flags=["partner"] if source.is_partner else [],
    )
    facets = set(quoted(card))
    if source.group:
        facets.add(("group", source.group.uuid))
    return source.named_face(
        card,
        source.description,
        facets,
        nature=source.nature,
        group=source.group.name if source.group else "",
        feed_url=source.feed_url,
        site_url=source.site_url,
        contact=source.contact,
        language=source.language,
        licence=source.licence_shape,
    )


def item_queryset() -> QuerySet[FeedItem]:
    # Prefetched, not joined: the items of a batch share a handful of sources.
    return FeedItem.objects.prefetch_related(
        "source__group",
        "source__person",
        "source__logo__collection",
        "source__logo__renditions",
        "image__collection",
        "image__renditions",
    )


def item_faces(items: Sequence[FeedItem]) -> list[Face | None]:
    sources = {item.source_id: item.source for item in items}
    refs = {pk: source.ref() for pk, source in sources.items()}
    shapes = _shapes(items)
    return [
        _item_face(item, refs[item.source_id], shapes) if item.is_visible else None
        for item in items
    ]


def _shapes(items: Iterable[FeedItem]) -> Shapes:
    """The pictures of these items by key. Items of a batch share a collection or two."""
    images = {image.pk: image for item in items if (image := item.shown_image)}
    collections = {image.collection_id: image.collection for image in images.values()}
    closed = {pk for pk, collection in collections.items() if is_closed(collection)}
    return {
        pk: open_shape(image, decorative=not image.alt)
        for pk, image in images.items()
        if image.collection_id not in closed and not image.rights_have_ended
    }


def _item_face(item: FeedItem, source: SourceRef, shapes: Shapes) -> Face:
    image = item.shown_image
    card = item_card(item, source, shapes.get(image.pk) if image else None)
    return Face(
        content=item,
        uuid=item.uuid,
        kind=Kind.ITEM,
        path=card.url,
        published_at=item.published_at,
        updated_at=item.updated_at,
        listed=True,
        card=card,
        search_body=words(item.body) or item.excerpt,
        facets=frozenset(_facets(item, card)),
        locale=item.language or "fr",
        unstored=_unstored(item),
    )


def _unstored(item: FeedItem) -> str:
    """What `item_inside` tells and the card does not."""
    told = [item.kind, item.author, item.enclosures, item.extras, item.body]
    source = item.source
    terms = [source.licence, source.keeps_from_engines]
    # Most have none: those of before keep their ETag.
    return json.dumps(told + terms if any(terms) else told, sort_keys=True)


def item_insides(uuids: Iterable[UUID]) -> dict[UUID, Inside]:
    """What is told of public items beside their cards, read from their own rows in one query."""
    items = FeedItem.objects.filter(uuid__in=list(uuids)).select_related("source")
    return {item.uuid: item_inside(item) for item in items}


def item_inside(item: FeedItem) -> Inside:
    """The text as its source wrote it: our typography is for what is ours."""
    text = TextSchema.model_construct(html=item.body)
    return Inside(
        seo=Seo(
            title=item.title,
            description=item.excerpt,
            canonical=item.url,
            noindex=item.source.keeps_from_engines,
        ),
        body=[BlockSchema(type="text", id=str(item.uuid), value=text)] if item.body else [],
        details=ItemDetails(
            type=item.kind,  # type: ignore[arg-type]  # one of its choices
            author=item.author,
            enclosures=item.enclosures,
            extras=item.extras,
            licence=item.source.licence_shape,
        ),
    )


def item_card(item: FeedItem, source: SourceRef, image: ImageSchema | None) -> Card:
    person = item.source.person
    return Card(
        id=item.uuid,
        kind=Kind.ITEM,
        url=item.path,
        title=item.title,
        standfirst=item.excerpt,
        published_at=item.published_at,
        updated_at=item.updated_at,
        people=[person.ref()] if person else [],
        source=source,
        original_url=item.url,
        language=item.language,
        image=image,
        media=item_media(item),
    )


def item_media(item: FeedItem) -> MediaRef | None:
    """What can be watched or listened to: the known player, else the item's first such file."""
    if player := item.player:
        return played(player, item.duration_s, is_vertical=item.kind == ItemKind.SHORT)
    if item.kind == ItemKind.ARTICLE:
        return None
    medium = _medium(item)
    files = [e for e in item.enclosures if e["media_type"].startswith(medium)]
    return MediaRef(
        kind=medium,
        provider="file" if files else "",
        page_url=item.url,
        player_url=files[0]["url"] if files else "",
        duration_s=item.duration_s,
    )


def _medium(item: FeedItem) -> Literal["audio", "video"]:
    """A live broadcast may be either: its files tell."""
    if item.kind == ItemKind.PODCAST:
        return "audio"
    types = {e["media_type"].partition("/")[0] for e in item.enclosures}
    return "audio" if "audio" in types and "video" not in types else "video"


def _facets(item: FeedItem, card: Card) -> set[Facet]:
    """Said one by one rather than walked for: items come by the thousand."""
    facets: set[Facet] = {("source", item.source.uuid)}
    facets.update(("person", person.uuid) for person in card.people)
    if item.source.group:
        facets.add(("group", item.source.group.uuid))
    if image := item.shown_image:
        # Also of a closed collection: the day it is opened, this row is refreshed.
        facets.add(("image", image.uuid))
    if card.media:
        facets.add(("has", HAS[card.media.kind]))
    if item.source.is_partner:
        facets.add(("has", HAS["partner"]))
    return facets
