"""Pictures, documents, recordings that not everybody may see, and what shows them."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection, CollectionViewRestriction

from cms.models import SiteSettings
from media_library.models import Document, Image, RemoteMedia
from media_library.posters import collection as posters
from media_library.remote import want
from tests.cms.leaks.secret import Secret, row_secret, secret, word
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.media_library.test_recordings import upload, video

YESTERDAY = timedelta(days=1)


def closed(kind: str = "login", **more: Any) -> Collection:
    """A collection that not everybody may see."""
    pages.home_page()
    root = Collection.get_first_root_node()
    found = root.add_child(name=f"Fermée {word()}")
    CollectionViewRestriction.objects.create(collection=found, restriction_type=kind, **more)
    return found


def picture(said: str, **fields: Any) -> Image:
    return pages.image(
        **{
            "title": f"Titre {said}",
            "alt": said,
            "credit": said,
            "description": said,
            "source_url": f"https://{said}.example/",
            "file": pages.image_file(f"{said}.png"),
            **fields,
        }
    )


def paper(said: str, **fields: Any) -> Document:
    file = ContentFile(b"%PDF-1.4 " + said.encode(), name=f"{said}.pdf")
    return pages.document(**{"title": f"Titre {said}", "file": file, **fields})


@secret
def picture_of_a_closed_collection() -> Secret:
    said, tag = word(), word()
    image = picture(said, collection=closed())
    image.tags.add(tag)
    return row_secret("images", image, said, [tag])


@secret
def picture_below_a_closed_collection() -> Secret:
    said = word()
    below = closed("password", password=word()).add_child(name="Dessous")
    return row_secret("images", picture(said, collection=below), said)


@secret
def picture_whose_rights_have_ended() -> Secret:
    said = word()
    ended = timezone.localdate() - 2 * YESTERDAY
    return row_secret("images", picture(said, rights_until=ended), said)


@secret
def description_of_a_public_picture() -> Secret:
    said = word()
    pages.image(title="Publique", description=said)
    return Secret(word=said)


@secret
def closed_picture_shown_by_public_contents() -> Secret:
    """As the main image, in the text with words of its own, in a gallery, as a portrait, a logo,
    the picture of an item and of the site."""
    said, said_there = word(), word()
    collection = closed()
    image = picture(said, collection=collection)
    open_one = pages.image(title="Ouverte")
    there = {"image": image, "alt": said_there, "caption": f"Légende {said_there}"}
    article = pages.article(
        title="Qui montre une image fermée",
        image=image,
        image_alt=f"Ici {said_there}",
        body=[
            ("image", there),
            ("gallery", {"title": "Galerie", "images": [there, {"image": open_one, "alt": ""}]}),
            ("gallery", {"title": f"Vide {said_there}", "images": [there, there]}),
        ],
    )
    article.save()
    pages.person(name="Portrait fermé", slug="portrait-ferme", portrait=image)
    source = SourceFactory.create(name="Logo fermé", slug="logo-ferme", logo=image)
    FeedItemFactory.create(source=source, image=image)
    settings = SiteSettings.objects.first() or SiteSettings(site_id=1)
    settings.site = pages.home_page().get_site()
    settings.share_image = image
    settings.save()
    return row_secret("images", image, said, [said_there])


@secret
def picture_without_rights_shown_by_public_contents() -> Secret:
    said, said_there = word(), word()
    image = picture(said)
    there = {"image": image, "alt": said_there, "caption": said_there}
    pages.article(title="Dont les droits ont pris fin", image=image, body=[("image", there)])
    image.rights_until = timezone.localdate() - 2 * YESTERDAY
    image.save()
    return row_secret("images", image, said, [said_there])


@secret
def poster_of_a_video_in_a_draft() -> Secret:
    said, address = word(), "https://www.youtube.com/watch?v=BBBBBBBBBBB"
    pages.edito(live=False, title="Brouillon filmé", video_url=address)
    want([address])
    image = picture(said, collection=posters())
    RemoteMedia.objects.filter(external_id="BBBBBBBBBBB").update(title=said, poster=image)
    return row_secret("images", image, said)


@secret
def document_of_a_closed_collection() -> Secret:
    said, tag = word(), word()
    document = paper(said, collection=closed())
    document.tags.add(tag)
    return row_secret("documents", document, said, [tag])


@secret
def closed_document_named_by_public_pages() -> Secret:
    """In a block with words of its own, among the sources, in a link of the text."""
    said, said_there = word(), word()
    document = paper(said, collection=closed())
    link = f'<p>Voir <a linktype="document" id="{document.pk}">cela</a>.</p>'
    article = pages.article(
        title="Qui donne un document fermé",
        methodology=link,
        body=[
            ("text", link),
            ("document", {"document": document, "title": "", "description": said_there}),
        ],
    )
    article.references.create(title="Un rapport", document=document)
    article.save()
    pages.form(title="Qui donne un document fermé", intro=link, thank_you=link)
    return row_secret("documents", document, said, [said_there])


@secret
def document_closed_after_it_was_named() -> Secret:
    said, collection = word(), pages.home_page() and Collection.get_first_root_node()
    below = collection.add_child(name="Bientôt fermée")
    document = paper(said, collection=below)
    link = f'<p>Voir <a linktype="document" id="{document.pk}">cela</a>.</p>'
    pages.article(title="Qui donnait un document", methodology=link, body=[("text", link)])
    pages.form(title="Qui donnait un document", intro=link)
    CollectionViewRestriction.objects.create(collection=below, restriction_type="login")
    return row_secret("documents", document, said)


@secret
def film_of_a_closed_collection() -> Secret:
    said = word()
    film = video(
        title=said, credit=said, transcript=said, file=upload(f"{said}.mp4"), collection=closed()
    )
    pages.edito(title="Qui joue un film fermé", video_url=film.address)
    # Its address is what the page was given; everything else is the library's.
    return Secret(word=said, uuids=(film.uuid,))
