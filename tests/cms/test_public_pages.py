"""Public pages are found through the counter and drawn as it stores them; what is not public, as
Wagtail finds it."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from wagtail.models import Collection, CollectionViewRestriction, PageViewRestriction, Site

from cms import recent
from cms.bodies import blocks_of, stored_blocks
from cms.models import ArticlePage, Publication, SiteSettings
from cms.public_pages import public_page
from cms.response_cache import watching
from cms.response_cache.store import Store
from tests.cms.counter import card
from tests.factories import pages


def url(page: Any) -> str:
    path: str = card(page)["url"]
    return path


def read(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@pytest.mark.django_db
class TestFinding:
    def test_a_public_page_comes_with_its_row(self) -> None:
        article = pages.article(title="Un titre")
        found = public_page(RequestFactory().get("/"), url(article))
        assert isinstance(found, ArticlePage)
        assert found.pk == article.pk
        assert found.public_row
        assert found.public_row.card["title"] == "Un titre"

    def test_nothing_else_is_found(self) -> None:
        person = pages.person()
        pages.article()
        request = RequestFactory().get("/")
        assert public_page(request, "/articles/absent/") is None
        assert public_page(request, person.path) is None

    def test_a_page_past_the_counter_is_not_shown(self, client: Client) -> None:
        article = pages.article()
        path = url(article)
        ArticlePage.objects.filter(pk=article.pk).update(live=False)
        assert client.get(path).status_code == 404

    def test_a_restricted_page_asks_who_it_is(self, client: Client) -> None:
        article = pages.article()
        path = url(article)
        restriction = PageViewRestriction.objects.create(
            page=article.get_parent(), restriction_type="login"
        )
        assert client.get(path).status_code == 302
        restriction.delete()
        assert client.get(path).status_code == 200

    def test_an_alias_is_restricted_as_its_original(self, client: Client) -> None:
        original = pages.article(title="L’original")
        alias = original.create_alias(update_slug="copie")
        path = url(alias)
        assert client.get(path).status_code == 200
        PageViewRestriction.objects.create(page=original, restriction_type="login")
        assert client.get(path).status_code == 302

    def test_another_site_finds_its_own_pages(self, client: Client) -> None:
        article = pages.article()
        path = url(article)
        Site.objects.create(hostname="other.example", root_page=article.get_parent())
        request = RequestFactory().get("/", headers={"host": "other.example"})
        assert public_page(request, path) is None

    def test_a_page_costs_few_queries(self, django_assert_num_queries: Any) -> None:
        path = url(pages.article())
        request = RequestFactory().get("/")
        public_page(request, path)
        # The list of lists, the row, the page: the site is known to the request.
        with django_assert_num_queries(3):
            public_page(request, path)


@pytest.mark.django_db
class TestBodies:
    BODY = [
        ("heading", {"text": "Un intertitre"}),
        ("text", "<h2>Un titre</h2><p>Un <b>texte</b>.</p>"),
        ("quote", {"text": "Des mots", "attribution": "Quelqu’un"}),
        ("audio", {"url": "https://sons.example/a.mp3", "title": "Le son", "caption": ""}),
        ("video", {"url": "https://youtu.be/AAAAAAAAAAA", "title": "Le film", "caption": ""}),
        ("link", {"content": None, "url": "https://a.example/", "title": "Là", "text": ""}),
        ("post", {"text": "Mots", "author": "Qui", "handle": "", "network": "x", "url": ""}),
    ]

    def test_what_is_stored_is_what_stands(self) -> None:
        target = pages.article(title="La cible")
        image = pages.image()
        body = [
            *self.BODY,
            ("link", {"content": target.uuid, "url": "", "title": "", "text": "Lire"}),
            ("image", {"image": image, "alt": "Le quai", "caption": "La grue"}),
            ("gallery", {"title": "Deux", "images": [{"image": image, "alt": "", "caption": ""}]}),
        ]
        article = pages.article(body=body)
        found = public_page(RequestFactory().get("/"), url(article))
        assert found
        assert found.public_row
        stored = stored_blocks(found.public_row.document["body"])
        assert stored == blocks_of(ArticlePage.objects.get(pk=article.pk).body)
        assert [block.card["title"] for block in stored if block.card] == ["La cible"]

    def test_a_content_that_is_withdrawn_is_named_no_more(self, client: Client) -> None:
        target = pages.article(title="La cible")
        link = {"content": target.uuid, "url": "", "title": "", "text": "Lire aussi"}
        path = url(pages.article(body=[("link", link)]))
        assert "La cible" in read(client, path)
        target.unpublish()
        html = read(client, path)
        assert "La cible" not in html
        assert "Lire aussi" not in html

    def test_a_picture_that_may_not_be_shown_is_not(self, client: Client) -> None:
        pages.home_page()
        folder = Collection.get_first_root_node().add_child(name="Dossier")
        picture = {"image": pages.image(collection=folder), "alt": "", "caption": "La grue"}
        path = url(pages.article(body=[("image", picture)]))
        assert "La grue" in read(client, path)
        CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")
        assert "La grue" not in read(client, path)

    def test_what_is_due_is_drawn_as_it_stands(self, client: Client) -> None:
        article = pages.article(body=self.BODY[:1])
        rows = Publication.objects.filter(uuid=article.uuid)
        document = rows.get().document.replace("Un intertitre", "Ce qui est écrit")
        rows.update(document=document)
        assert "Ce qui est écrit" in read(client, url(article))
        rows.update(refresh_at="2026-01-01T00:00:00Z")
        assert "Ce qui est écrit" not in read(client, url(article))


@pytest.mark.django_db(transaction=True)
class TestAround:
    """Outside a transaction, as visitors ask: what stands around pages is kept for a moment."""

    @pytest.fixture(autouse=True)
    def _nothing_recent(self) -> None:
        recent.forget()

    def test_what_this_process_changes_is_there_at_once(self, client: Client) -> None:
        path = url(pages.article())
        site = SiteSettings.for_site(Site.objects.get())
        assert "Le Kiosque neuf" not in read(client, path)
        site.site_name = "Le Kiosque neuf"
        site.save()
        assert "Le Kiosque neuf" in read(client, path)
        page = pages.standard(title="Charte")
        site.legal_links.create(label="Notre charte", page=page)
        site.save()
        assert "Notre charte" in read(client, path)
        page.unpublish()
        assert "Notre charte" not in read(client, path)

    def test_what_another_process_changes_is_there_after_a_look(self, client: Client) -> None:
        path = url(pages.article())
        SiteSettings.for_site(Site.objects.get())
        watcher = watching.Watcher(Store(2**20))
        watcher.look()
        read(client, path)
        with connection.cursor() as cursor:
            cursor.execute("UPDATE cms_sitesettings SET tagline = 'Venue d’ailleurs'")
            cursor.execute("INSERT INTO cms_stalekey (key) VALUES ('site')")
        watcher.look()
        assert "Venue d’ailleurs" in read(client, path)

    def test_a_list_is_read_once_for_many_pages(
        self, client: Client, django_assert_num_queries: Any
    ) -> None:
        path = url(pages.article())
        SiteSettings.for_site(Site.objects.get())
        read(client, "/articles/")
        with django_assert_num_queries(1):
            read(client, "/articles/?cursor=x")
        read(client, path)
        with django_assert_num_queries(2):
            read(client, path)
