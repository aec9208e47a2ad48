"""A dossier at each of its doors, and the two forms in which it is made: its own and a story's."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import ArticleIndexPage, ArticlePage, DossierPage
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier() -> DossierPage:
    """An item chosen with a presentation; an article that asks to stand below it."""
    item = FeedItemFactory.create(title="Vu ailleurs")
    dossier = pages.dossier(title="Eau", slug="eau")
    dossier.entries.create(content=item.uuid, note="Pour commencer")
    dossier.save()
    pages.article(title="Le réservoir", dossiers=[dossier])
    return fresh(dossier)


def posted() -> dict[str, Any]:
    """What the form of a new article posts."""
    empty = ("contributions", "references", "related_contents", "corrections", "comments")
    return nested_form_data(
        {
            "title": "Le barrage",
            "slug": "le-barrage",
            "body": streamfield([]),
            "methodology": rich_text(""),
            **{name: inline_formset([]) for name in empty},
        }
    )


class TestDoors:
    def test_both_kinds_stand_on_its_page(self, client: Client, dossier: DossierPage) -> None:
        html = client.get("/eau/").content.decode()
        assert html.index("Vu ailleurs") < html.index("Le réservoir")
        assert "2 contenus" in html.replace("\N{NO-BREAK SPACE}", " ")

    def test_both_kinds_stand_in_v2(self, client: Client, dossier: DossierPage) -> None:
        contents = client.get(f"/api/v2/pages/{dossier.pk}/").json()["contents"]
        assert [(content["title"], content["note"]) for content in contents] == [
            ("Vu ailleurs", "Pour commencer"),
            ("Le réservoir", ""),
        ]

    def test_both_kinds_stand_in_its_document_by_their_uuid(self, dossier: DossierPage) -> None:
        entries = json.loads(stored(dossier).document)["details"]["entries"]
        asking = ArticlePage.objects.get()
        assert entries[1:] == [{"uuid": str(asking.uuid), "note": ""}]
        assert entries[0]["note"] == "Pour commencer"
        assert "Le réservoir" not in stored(dossier).document

    def test_its_filter_gives_the_stories_that_stand_in_it(
        self, client: Client, dossier: DossierPage
    ) -> None:
        newer = pages.dossier(title="Plus récent")
        newer.entries.create(content=ArticlePage.objects.get().uuid)
        newer.save()
        items = client.get("/api/content/v1/contents?dossier=eau").json()["items"]
        assert [item["title"] for item in items] == ["Le réservoir"]
        assert items[0]["dossier"]["title"] == "Plus récent"
        assert "dossiers" not in items[0]

    def test_its_contents_cost_three_queries(
        self, dossier: DossierPage, django_assert_num_queries: Any
    ) -> None:
        for _number in range(3):
            pages.article(dossiers=[dossier])
        dossier = DossierPage.objects.get()
        with django_assert_num_queries(3):
            assert len(dossier.contents) == 5

    def test_a_draft_is_previewed_with_what_asks_for_it(self) -> None:
        draft = pages.dossier(title="À venir", live=False)
        pages.article(title="Le réservoir", dossiers=[draft])
        assert "Le réservoir" in fresh(draft).make_preview_request().content.decode()

    def test_a_story_is_previewed_in_the_dossier_that_its_draft_asks_for(
        self, dossier: DossierPage
    ) -> None:
        article = pages.article()
        article.dossiers = [dossier]
        assert "Eau" in article.make_preview_request().content.decode()
        assert card(article)["dossier"] is None

    def test_the_title_of_a_draft_leaves_by_no_door(self, client: Client) -> None:
        draft = pages.dossier(title="Enquête secrète", slug="enquete", live=False)
        article = pages.article(dossiers=[draft])
        addresses = (
            article.get_url(),
            "/api/content/v1/contents",
            f"/api/v2/pages/{article.pk}/?fields=*",
            "/api/v2/pages/?fields=*",
        )
        for address in addresses:
            response = client.get(address)
            assert response.status_code == 200
            assert "secr" not in response.content.decode()
        hidden = client.get("/api/content/v1/contents", {"dossier": "enquete"})
        unknown = client.get("/api/content/v1/contents", {"dossier": "nulle-part"})
        assert hidden.status_code == unknown.status_code == 422


class TestFormOfAStory:
    def shown(self, client: Client, article: ArticlePage) -> dict[str, bool]:
        """Names in the list of dossiers, in order; whether each is ticked."""
        form = client.get(reverse("wagtailadmin_pages:edit", args=[article.pk])).context["form"]
        return {box.choice_label: box.data["selected"] for box in form["dossiers"]}

    def test_it_lists_dossiers_the_ticked_first_then_the_newest(self, admin_client: Client) -> None:
        ticked = pages.dossier(title="Eau")
        pages.dossier(title="Air")
        pages.dossier(title="Terre", live=False)
        article = pages.article(dossiers=[ticked])
        first, draft, last = self.shown(admin_client, article).items()
        assert (first, last) == (("Eau", True), ("Air", False))
        assert draft[0].startswith("Terre (")

    def test_an_alias_of_a_dossier_is_not_asked_for(self, admin_client: Client) -> None:
        dossier = pages.dossier(title="Eau")
        dossier.create_alias(update_slug="copie", parent=pages.home_page())
        assert list(self.shown(admin_client, pages.article())) == ["Eau"]

    def test_what_is_ticked_is_a_draft_until_it_is_published(
        self, admin_client: Client, dossier: DossierPage
    ) -> None:
        index = ArticleIndexPage.objects.get()
        add = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", index.pk])
        data = {**posted(), "dossiers": [str(dossier.pk)]}
        assert admin_client.post(add, data).status_code == 302
        article = ArticlePage.objects.get(slug="le-barrage")
        assert list(article.dossiers.all()) == [dossier]
        assert len(fresh(dossier).contents) == 2
        edit = reverse("wagtailadmin_pages:edit", args=[article.pk])
        response = admin_client.post(edit, {**data, "action-publish": "1"})
        assert response.status_code == 302
        assert [content["title"] for content in fresh(dossier).contents][1:] == [
            "Le barrage",
            "Le réservoir",
        ]
        assert agrees()


class TestFormOfADossier:
    def shown(self, client: Client, dossier: DossierPage) -> str:
        response = client.get(reverse("wagtailadmin_pages:edit", args=[dossier.pk]))
        html: str = response.content.decode()
        return html.partition("data-asking")[2].partition("</div>")[0]

    def test_it_shows_who_asks_for_it_with_the_way_there(
        self, admin_client: Client, dossier: DossierPage
    ) -> None:
        article = ArticlePage.objects.get()
        pages.article(title="Un brouillon", dossiers=[dossier], live=False)
        shown = self.shown(admin_client, dossier)
        assert "Le réservoir" in shown
        assert reverse("wagtailadmin_pages:edit", args=[article.pk]) in shown
        assert "Un brouillon" not in shown
        dossier.entries.create(content=article.uuid)
        dossier.save()
        assert "Le réservoir" not in self.shown(admin_client, dossier)

    def test_a_title_is_text(self, admin_client: Client) -> None:
        dossier = pages.dossier()
        pages.article(title="<b>Gras</b>", dossiers=[dossier])
        assert "&lt;b&gt;Gras" in self.shown(admin_client, dossier)

    def test_a_new_one_is_asked_for_by_nobody(self, admin_client: Client) -> None:
        home = pages.home_page()
        add = reverse("wagtailadmin_pages:add", args=["cms", "dossierpage", home.pk])
        assert b"data-asking" in admin_client.get(add).content
