"""Pages, people, topics and pictures for tests, each in its place in the tree."""

import io
import itertools
from typing import Any

from django.core.files.images import ImageFile
from PIL import Image as PillowImage
from wagtail.models import Collection, Locale, Page, Site

from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    CallToAction,
    DossierPage,
    FormPage,
    MagazinePage,
    Person,
    StandardPage,
    Topic,
)
from feeds.models import FeedIndexPage
from home.models import HomePage
from media_library.models import Document, Image
from shows.models import EditoIndexPage, EditoPage, EpisodePage, ShowPage

_numbers = itertools.count(1)


def home_page() -> HomePage:
    """The front page, and the site on it; made again where a test has emptied the database."""
    home = HomePage.objects.first()
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    if home is None:
        locale, _ = Locale.objects.get_or_create(language_code="fr")
        root = Page.objects.filter(depth=1).first() or Page.add_root(
            title="Root", slug="root", locale=locale
        )
        home = root.add_child(instance=HomePage(title="Accueil", slug="accueil"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    if not FeedIndexPage.objects.exists():
        home.add_child(instance=FeedIndexPage(title="Le fil", slug="le-fil"))
    return home


def child(parent: Page, page: Page) -> Any:
    parent.refresh_from_db()
    return parent.add_child(instance=page)


def only(model: type[Page], **fields: Any) -> Any:
    """The one page of a type under the front page."""
    return model.objects.first() or child(home_page(), model(**fields))


def article(**fields: Any) -> ArticlePage:
    index = only(ArticleIndexPage, title="Articles", slug="articles")
    return child(index, ArticlePage(**{"title": f"Article {next(_numbers)}", **fields}))


def edito(**fields: Any) -> EditoPage:
    index = only(EditoIndexPage, title="Éditos", slug="editos")
    return child(index, EditoPage(**{"title": f"Édito {next(_numbers)}", **fields}))


def show() -> ShowPage:
    return only(ShowPage, title="Bifurcations", slug="bifurcations")


def episode(**fields: Any) -> EpisodePage:
    return child(show(), EpisodePage(**{"title": f"Épisode {next(_numbers)}", **fields}))


def dossier(**fields: Any) -> DossierPage:
    return child(home_page(), DossierPage(**{"title": f"Dossier {next(_numbers)}", **fields}))


def standard(**fields: Any) -> StandardPage:
    return child(home_page(), StandardPage(**{"title": f"Page {next(_numbers)}", **fields}))


def magazine(**fields: Any) -> MagazinePage:
    defaults = {
        "title": f"Journal {next(_numbers)}",
        "price_euros": "24.00",
        "subscription_url": "https://journal.example/abonnement",
    }
    return child(home_page(), MagazinePage(**{**defaults, **fields}))


def form(**fields: Any) -> FormPage:
    return child(home_page(), FormPage(**{"title": f"Formulaire {next(_numbers)}", **fields}))


def person(**fields: Any) -> Person:
    number = next(_numbers)
    return Person.objects.create(**{"name": f"Personne {number}", "slug": f"p-{number}", **fields})


def topic(**fields: Any) -> Topic:
    number = next(_numbers)
    return Topic.objects.create(**{"name": f"Thème {number}", "slug": f"t-{number}", **fields})


def call_to_action(**fields: Any) -> CallToAction:
    defaults = {"title": "Soutenez", "label": "Je soutiens", "url": "https://soutien.example/"}
    return CallToAction.objects.create(**{**defaults, **fields})


def image_file(name: str = "image.png", size: tuple[int, int] = (40, 30)) -> ImageFile:
    stream = io.BytesIO()
    PillowImage.new("RGB", size, "#A60F1A").save(stream, "PNG")
    return ImageFile(io.BytesIO(stream.getvalue()), name=name)


def image(**fields: Any) -> Image:
    home_page()
    defaults = {"title": f"Image {next(_numbers)}", "file": image_file(), "alt": "Un aplat rouge"}
    return Image.objects.create(**{**defaults, **fields})


def document(**fields: Any) -> Document:
    home_page()
    defaults = {"title": f"Document {next(_numbers)}", "file": image_file("document.pdf")}
    return Document.objects.create(**{**defaults, **fields})
