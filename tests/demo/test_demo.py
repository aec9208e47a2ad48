"""The demo newsroom, filled once for all the tests of a class: each of them is rolled back."""

import io
from typing import Any
from unittest import mock

from django.apps import apps
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from wagtail.models import Page, get_page_models

from cms import rebuild
from cms.blocks.stories import ArticleStoryBlock
from cms.demo import library
from cms.demo.models import DemoRecord
from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    CallToAction,
    Contribution,
    DossierPage,
    MagazinePage,
    NavigationLink,
    Person,
    Publication,
    SiteSettings,
    Topic,
)
from feeds.models import FeedItem, Source, SourceGroup
from home.fronts import front
from home.models import HomePage
from home.pins import shown
from media_library.models import Image
from shows.models import EditoPage, EpisodePage
from tests.demo.pictures import tiny


def rows() -> dict[str, int]:
    """How many rows each table holds."""
    return {model._meta.label: model._default_manager.count() for model in apps.get_models()}


def article(**fields: Any) -> ArticlePage:
    """An editor's own article, beside those of the demo."""
    index = ArticleIndexPage.objects.get()
    return index.add_child(instance=ArticlePage(title="À nous", slug="a-nous", **fields))


def remove() -> str:
    """What the command prints while it takes the demo away."""
    said = io.StringIO()
    call_command("demo", remove=True, stdout=said)
    return said.getvalue()


class DemoNewsroom(TestCase):
    @classmethod
    def setUpTestData(cls) -> None:
        with mock.patch.object(library, "draw", tiny):
            call_command("demo", verbosity=0)


class TestFilled(DemoNewsroom):
    def test_every_page_type_answers(self) -> None:
        for model in set(get_page_models()) - {Page}:
            page = model._default_manager.live().first()
            assert page is not None, f"no {model.__name__}"
            assert self.client.get(page.get_url()).status_code == 200, page.get_url()

    def test_everything_public_answers(self) -> None:
        paths = Publication.objects.values_list("path", flat=True)
        assert {self.client.get(path).status_code for path in paths} == {200}

    def test_one_article_uses_every_block(self) -> None:
        used = {block.block_type for block in ArticlePage.objects.get(slug="mode-d-emploi").body}
        assert used == set(ArticleStoryBlock().child_blocks)

    def test_the_counter_agrees(self) -> None:
        assert list(rebuild.check()) == []

    def test_the_front_page_has_something_in_every_zone(self) -> None:
        zones = front(shown(HomePage.objects.get().kept, timezone.now()))
        assert [name for name in zones.__slots__ if not getattr(zones, name)] == []
        assert zones.lead is not None
        assert zones.lead["title"] == "Le mode d’emploi de la maison"
        assert zones.lead["image"]["sources"]

    def test_what_the_newsroom_holds(self) -> None:
        assert EditoPage.objects.values("day").distinct().count() == EditoPage.objects.count() == 5
        assert all(episode.guests.exists() for episode in EpisodePage.objects.all())
        assert SourceGroup.objects.count() == 4
        assert FeedItem.objects.count() >= 25
        kinds = set(FeedItem.objects.values_list("kind", flat=True))
        assert kinds == {"article", "video", "podcast"}
        assert {person.assembly for person in Person.objects.all()} >= {"an", "pe"}
        assert MagazinePage.objects.get().price_euros == 24
        assert all(len(dossier.contents) >= 4 for dossier in DossierPage.objects.all())
        assert ArticlePage.objects.get(slug="mode-d-emploi").dossiers.exists()

    def test_public_feeds_are_due_and_samples_are_not(self) -> None:
        due = Source.objects.due()
        assert due.filter(slug="leji").exists()
        assert not due.filter(feed_url__contains=".example/").exists()

    def test_a_second_run_adds_nothing(self) -> None:
        before = rows()
        call_command("demo", verbosity=0)
        assert rows() == before

    def test_what_an_editor_renamed_is_found_again(self) -> None:
        page = ArticlePage.objects.get(slug="echanges")
        page.title, page.slug = "Autre titre", "autre-adresse"
        page.save()
        call_command("demo", verbosity=0)
        assert ArticlePage.objects.filter(title__startswith="Entre médias amis").count() == 0


class TestRemoved(DemoNewsroom):
    def test_an_editors_own_page_stays(self) -> None:
        own = article()
        assert "“Actualité”, which has “À nous” below it" in remove()
        assert ArticlePage.objects.get() == own
        assert self.client.get(own.get_url()).status_code == 200
        assert list(rebuild.check()) == []
        own.delete()
        remove()
        assert not DemoRecord.objects.exists()

    def test_what_an_editor_uses_stays(self) -> None:
        person = Person.objects.get(slug="ines-specimen")
        topic = Topic.objects.get(slug="ecologie")
        image = Image.objects.get(title__contains="collines")
        appeal = CallToAction.objects.get(label="S’abonner")
        own = article(
            image=image,
            contributions=[Contribution(person=person)],
            body=[("call_to_action", appeal)],
        )
        own.topics = [topic]
        own.save()
        said = remove()
        for used in (person, topic, image, appeal, person.portrait):
            assert f"“{used}”, used by" in said
        assert Person.objects.get() == person
        assert set(Image.objects.all()) == {image, person.portrait}
        assert list(Topic.objects.all()) == [topic]
        assert list(rebuild.check()) == []

    def test_what_a_draft_uses_stays(self) -> None:
        own = article()
        own.image = Image.objects.get(title__contains="collines")
        own.topics = [Topic.objects.get(slug="travail")]
        own.save_revision()
        said = remove()
        assert "les collines”, used by “À nous”" in said
        assert "“Travail”, used by “À nous”" in said

    def test_a_group_with_an_editors_source_stays(self) -> None:
        group = SourceGroup.objects.get(slug="medias-amis")
        Source.objects.create(
            name="Gazette", slug="gazette", feed_url="https://gazette.example/f", group=group
        )
        assert "“Médias amis”, used by “Gazette”" in remove()
        assert list(Source.objects.values_list("name", flat=True)) == ["Gazette"]

    def test_a_page_in_an_editors_menu_stays(self) -> None:
        charter = Page.objects.get(slug="charte")
        menu = NavigationLink(label="Notre charte", page=charter)
        menu.settings = SiteSettings.objects.get()
        menu.save()
        assert "“Charte”, to which a menu leads" in remove()
        assert list(NavigationLink.objects.all()) == [menu]

    def test_what_an_editor_deleted_is_no_obstacle(self) -> None:
        ArticlePage.objects.get(slug="echanges").delete()
        assert "The demo is gone" in remove()
        assert not DemoRecord.objects.exists()
