"""Items and sources that readers may not see, and what is hidden of those that they may."""

from datetime import timedelta

from django.utils import timezone

from feeds.gallery import collection
from feeds.models import FeedItem, Held, Status, Trust
from tests.cms.leaks.secret import Secret, row_secret, secret, word
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory


def item(said: str, **fields: object) -> FeedItem:
    return FeedItemFactory.create(
        **{
            "title": f"Titre {said}",
            "slug": f"s-{said}",
            "excerpt": said,
            "html": f"<p>{said}</p>",
            "author": said,
            "url": f"https://{said}.example/",
            "extras": {"picture_credit": said},
            **fields,
        }
    )


@secret
def pending_item() -> Secret:
    said = word()
    return row_secret("items", item(said, status=Status.PENDING), said)


@secret
def rejected_item() -> Secret:
    said = word()
    found = item(said)
    FeedItem.objects.filter(pk=found.pk).moderate(Status.REJECTED)
    return row_secret("items", found, said)


@secret
def item_withdrawn_by_its_source() -> Secret:
    said = word()
    found = item(said)
    FeedItem.objects.filter(pk=found.pk).update(is_withdrawn=True)
    found.refresh_from_db()
    found.save()
    return row_secret("items", found, said)


@secret
def held_item() -> Secret:
    said = word()
    return row_secret("items", item(said, status=Status.PENDING, held=Held.FLOOD), said)


@secret
def item_under_embargo() -> Secret:
    said = word()
    tomorrow = timezone.now() + timedelta(days=1)
    found = item(said, status=Status.PENDING, held=Held.EMBARGO, announced_at=tomorrow)
    return row_secret("items", found, said)


@secret
def deleted_item() -> Secret:
    said = word()
    found = item(said)
    secret = row_secret("items", found, said)
    FeedItem.objects.filter(pk=found.pk).delete()
    return secret


@secret
def item_of_a_paused_source() -> Secret:
    said = word()
    source = SourceFactory.create()
    found = item(said, source=source)
    source.trust = Trust.PAUSED
    source.save()
    return row_secret("items", found, said)


@secret
def paused_source() -> Secret:
    said = word()
    group = SourceGroupFactory.create(name=f"Groupe {said}", slug=f"g-{said}")
    person = pages.person(name="Députée sans source")
    source = SourceFactory.create(
        name=said,
        slug=f"s-{said}",
        description=said,
        feed_url=f"https://{said}.example/feed.xml",
        site_url=f"https://{said}.example/",
        group=group,
        person=person,
    )
    source.trust = Trust.PAUSED
    source.save()
    return row_secret("sources", source, said, [str(group.uuid)])


@secret
def text_of_a_source_that_lends_its_excerpts() -> Secret:
    said = word()
    source = SourceFactory.create(name="Qui prête ses extraits", trust=Trust.EXCERPT)
    FeedItemFactory.create(source=source, html=f"<p>{said}</p>")
    return Secret(word=said)


@secret
def what_a_visit_told_of_a_public_source() -> Secret:
    said = word()
    SourceFactory.create(name="Qui tombe", last_error="malformed", last_error_detail=said)
    return Secret(word=said)


@secret
def picture_of_a_rejected_item() -> Secret:
    """The library keeps it under the title of its item."""
    said = word()
    image = pages.image(title=said, credit=said, alt=said, collection=collection())
    found = item(said, image=image)
    FeedItem.objects.filter(pk=found.pk).moderate(Status.REJECTED)
    return row_secret("images", image, said)


@secret
def picture_that_a_source_does_not_lend() -> Secret:
    said = word()
    image = pages.image(title=said, credit=said, alt=said, collection=collection())
    source = SourceFactory.create(name="Qui ne prête pas", lends_pictures=False)
    FeedItemFactory.create(source=source, image=image)
    return row_secret("images", image, said)
