"""Writes what pages are made of: pictures, people, topics, calls to action, sources."""

import io

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.db.models import Q

from cms import publications
from cms.demo import samples
from cms.demo.content.documents import DOCUMENTS
from cms.demo.content.people import PEOPLE
from cms.demo.content.pictures import CREDIT, PICTURES
from cms.demo.content.shapes import Feed
from cms.demo.content.sources import GROUPS, SOURCES
from cms.demo.content.topics import APPEALS, TOPICS
from cms.demo.desk import Desk
from cms.demo.drawings import draw
from cms.models import CallToAction, Person, Topic
from feeds.models import FeedItem, Source, SourceGroup, Trust
from media_library.models import Document, Image, Licence
from media_library.renditions import make_renditions

ILLUSTRATED = 3
"""The newest items of a sample that have a picture: some have none, as in a real newsroom."""


def write_pictures(desk: Desk) -> None:
    """Their presets are made at once: the first card that shows them lists the files."""
    for picture in PICTURES:
        key = f"picture:{picture.key}"
        if desk.find(key):
            continue
        image = Image.objects.create(
            title=picture.title,
            file=ImageFile(io.BytesIO(draw(picture.drawing)), name=f"demo-{picture.key}.png"),
            alt=picture.alt,
            credit=CREDIT,
            licence=Licence.CC0,
        )
        make_renditions(image)
        desk.mark(key, image)


def write_documents(desk: Desk) -> None:
    for key, (title, text) in DOCUMENTS.items():
        if not desk.find(f"document:{key}"):
            file = ContentFile(text.encode(), name=f"demo-{key}.txt")
            desk.mark(f"document:{key}", Document.objects.create(title=title, file=file))


def write_people(desk: Desk) -> None:
    for person in PEOPLE:
        desk.ensure(
            f"person:{person.key}",
            Person,
            Q(slug=person.key),
            slug=person.key,
            name=person.name,
            sort_name=person.sort_name,
            role=person.role,
            biography=person.biography,
            organisation=person.organisation,
            assembly=person.assembly,
            constituency=person.constituency,
            portrait=desk[f"picture:{person.portrait}"] if person.portrait else None,
        )


def write_topics(desk: Desk) -> None:
    for topic in TOPICS:
        desk.ensure(
            f"topic:{topic.key}",
            Topic,
            Q(slug=topic.key) | Q(name=topic.name),
            slug=topic.key,
            name=topic.name,
            description=topic.description,
            is_section=topic.is_section,
        )


def write_appeals(desk: Desk) -> None:
    for appeal in APPEALS:
        desk.ensure(
            f"appeal:{appeal.key}",
            CallToAction,
            Q(title=appeal.title, url=appeal.url),
            title=appeal.title,
            text=appeal.text,
            label=appeal.label,
            url=appeal.url,
        )


def write_sources(desk: Desk) -> None:
    """Public feeds are due at once; samples are taken in here and now."""
    for position, (slug, name) in enumerate(GROUPS, start=1):
        same = Q(slug=slug) | Q(name=name)
        desk.ensure(
            f"group:{slug}", SourceGroup, same, slug=slug, name=name, sort_order=position * 10
        )
    for feed in SOURCES:
        _write_source(desk, feed)
        if feed.sample and desk.is_ours(f"source:{feed.key}"):
            desk.made += samples.take_in(desk[f"source:{feed.key}"], feed.sample, desk.now)
            _illustrate(desk, desk[f"source:{feed.key}"])


def _illustrate(desk: Desk, source: Source) -> None:
    """Posters of the demo stand for the pictures that a network would bring."""
    posters = [picture for picture in PICTURES if not picture.drawing.startswith("portrait")]
    items = source.items.order_by("-published_at", "-pk")[:ILLUSTRATED]
    for place, item in enumerate(items):
        poster = posters[(source.pk + place) % len(posters)]
        FeedItem.objects.filter(pk=item.pk, image=None).update(image=desk[f"picture:{poster.key}"])
    publications.refresh(FeedItem, source.items.values_list("pk", flat=True))


def _write_source(desk: Desk, feed: Feed) -> None:
    desk.ensure(
        f"source:{feed.key}",
        Source,
        Q(slug=feed.key) | Q(feed_url=feed.feed_url),
        slug=feed.key,
        name=feed.name,
        group=desk[f"group:{feed.group}"],
        nature=feed.nature,
        feed_url=feed.feed_url,
        site_url=feed.site_url,
        description=feed.description,
        language="fr",
        is_partner=feed.is_partner,
        person=desk[f"person:{feed.person}"] if feed.person else None,
        trust=Trust.AUTO,
        next_visit_at=desk.now,
    )
