from datetime import UTC, datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from feeds.models import FeedItem, Source, SourceGroup, Status, Trust

START = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


class SourceGroupFactory(DjangoModelFactory[SourceGroup]):
    class Meta:
        model = SourceGroup

    name = factory.Sequence(lambda n: f"Groupe {n}")
    slug = factory.Sequence(lambda n: f"groupe-{n}")
    sort_order = factory.Sequence(lambda n: n)


class SourceFactory(DjangoModelFactory[Source]):
    """A source that is trusted and due."""

    class Meta:
        model = Source

    name = factory.Sequence(lambda n: f"Gazette {n}")
    slug = factory.Sequence(lambda n: f"gazette-{n}")
    feed_url = factory.Sequence(lambda n: f"https://gazette-{n}.example/feed.xml")
    site_url = factory.Sequence(lambda n: f"https://gazette-{n}.example/")
    trust = Trust.AUTO
    next_visit_at = START


class FeedItemFactory(DjangoModelFactory[FeedItem]):
    """An approved article, an hour newer than the one before."""

    class Meta:
        model = FeedItem

    source = factory.SubFactory(SourceFactory)
    identity = factory.Sequence(lambda n: f"guid:{n}")
    guid = factory.Sequence(str)
    url = factory.Sequence(lambda n: f"https://gazette.example/articles/{n}")
    title = factory.Sequence(lambda n: f"Article d’essai {n}")
    slug = factory.Sequence(lambda n: f"article-d-essai-{n}")
    published_at = factory.Sequence(lambda n: START + timedelta(hours=n))
    first_seen_at = factory.SelfAttribute("published_at")
    updated_at = factory.SelfAttribute("published_at")
    excerpt = "Un extrait écrit pour l’essai."
    html = "<p>Un texte écrit pour l’essai.</p>"
    status = Status.APPROVED
    content_hash = factory.Sequence(lambda n: f"{n:064d}")
