"""`/api/content/v1/preview/{token}`: a draft, in the schema and the words of its publication."""

import re
from pathlib import Path
from typing import Any
from unittest import mock
from uuid import uuid4

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client, TestCase
from django.urls import reverse
from pydantic import TypeAdapter
from wagtail.models import Page, get_page_models
from wagtail.test.utils.form_data import nested_form_data, streamfield

from cms import logs, previews
from cms.api.content_types import AnyContent
from cms.blocks.stories import ArticleStoryBlock
from cms.demo import library
from cms.models import ArticlePage, StandardPage
from tests.demo.pictures import tiny
from tests.factories import pages

URL = "/api/content/v1"
FRONTEND = "https://journal.example/apercu"
ADA = 1


def preview(client: Client, token: str, **params: Any) -> Any:
    return client.get(f"{URL}/preview/{token}", params)


class TestEveryPage(TestCase):
    """Those of the demo newsroom: every type of page, and in them every block."""

    @classmethod
    def setUpTestData(cls) -> None:
        with mock.patch.object(library, "draw", tiny):
            call_command("demo", verbosity=0)

    def test_its_preview_is_its_publication_but_for_one_word(self) -> None:
        models, blocks = set(), set()
        for page in Page.objects.live().filter(depth__gt=1).specific():
            published = self.client.get(f"{URL}/contents/{page.uuid}").json()
            draft: Any = page.save_revision().as_object()
            answer = preview(self.client, previews.issue(draft, ADA))
            TypeAdapter(AnyContent).validate_json(answer.content)
            shown = answer.json()
            assert shown["preview"] is True
            assert shown == {**published, "preview": True}
            assert list(shown) == list(published)
            models.add(type(page))
            blocks |= {block["type"] for block in shown["body"]}
        assert models == set(get_page_models()) - {Page}
        assert blocks == set(ArticleStoryBlock().child_blocks)

    def test_rich_text_and_fields_are_as_in_the_publication(self) -> None:
        article: Any = ArticlePage.objects.live().first()
        params = {"rich_text": "markdown", "fields": "title,body"}
        published = self.client.get(f"{URL}/contents/{article.uuid}", params)
        shown = preview(self.client, previews.issue(article, ADA), **params)
        assert shown.content == published.content


@pytest.mark.django_db
class TestAnswer:
    def test_nobody_keeps_it_and_anybody_may_read_it(self, client: Client) -> None:
        answer = preview(client, previews.issue(pages.article(live=False), ADA))
        assert answer.status_code == 200
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["X-Robots-Tag"] == "noindex"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "ETag" not in answer
        assert not answer.cookies

    def test_whatever_is_wrong_the_answer_is_the_same(self, client: Client) -> None:
        article, other = pages.article(), pages.article()
        revoked = previews.issue(article, ADA)
        previews.revoke(article)
        with mock.patch.object(previews, "LIFETIME", -previews.LIFETIME):
            answers = [preview(client, previews.issue(other, ADA))]
        answers += [preview(client, token) for token in (revoked, "jamais", f"{revoked}x")]
        assert {answer.status_code for answer in answers} == {404}
        assert len({answer.content for answer in answers}) == 1
        for answer in answers:
            assert answer["Content-Type"] == "application/problem+json"
            assert answer["Cache-Control"] == "private, no-store"

    def test_unknown_parameters_are_refused(self, client: Client) -> None:
        token = previews.issue(pages.article(), ADA)
        assert preview(client, token, champ="titre").status_code == 422

    def test_quoted_contents_come_as_cards(self, client: Client) -> None:
        quoted, hidden = pages.article(title="Citée"), pages.article(live=False)
        article: Any = pages.article(live=False)
        article.body = [("link", {"content": each.uuid}) for each in (quoted, hidden)]
        answer = preview(client, previews.issue(article, ADA)).json()
        assert [card["title"] for card in answer["related"]] == ["Citée"]

    def test_a_draft_of_a_private_page_opens_to_its_token(self, client: Client) -> None:
        page = pages.standard(title="Réservé")
        page.view_restrictions.create(restriction_type="login")
        assert client.get(f"{URL}/contents/{page.uuid}").status_code == 404
        assert preview(client, previews.issue(page, ADA)).json()["title"] == "Réservé"


def form_of(title: str, text: str) -> dict[str, Any]:
    """What the editor sends of a standing page."""
    body = streamfield(
        [("text", f'{{"blocks": [{{"key": "a", "text": "{text}", "type": "unstyled"}}]}}')]
    )
    fields = {"title": title, "slug": "essai", "body": body, "image": "", "image_alt": ""}
    extra = {"seo_title": "", "search_description": "", "withdrawal_reason": ""}
    body["0"]["id"] = str(uuid4())
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    return nested_form_data({**fields, **extra, **comments})


@pytest.mark.django_db
class TestFromTheEditor:
    @pytest.fixture(autouse=True)
    def frontend(self, settings: Any) -> None:
        settings.WAGTAIL_HEADLESS_PREVIEW = {"CLIENT_URLS": {"default": FRONTEND}}

    def sent(self, client: Client, view: str, *args: Any) -> str:
        address = reverse(view, args=args)
        assert client.post(address, form_of("Titre : essai", "Bonjour")).json()["is_valid"]
        return address

    def token_of(self, address: str) -> str:
        assert address.startswith(f"{FRONTEND}/?")
        return address.split("token=")[1].replace("%3A", ":")

    def test_a_page_being_made_is_shown(self, admin_client: Client) -> None:
        home = pages.home_page()
        args = ("cms", "standardpage", home.pk)
        address = self.sent(admin_client, "wagtailadmin_pages:preview_on_add", *args)
        response = admin_client.get(address, {"mode": "", "in_preview_panel": "true"})
        assert response.status_code == 302
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        shown = preview(Client(), self.token_of(response["Location"])).json()
        assert shown["title"] == "Titre\N{NO-BREAK SPACE}: essai"
        assert shown["url"] == "http://localhost/essai/"
        assert shown["body"][0]["value"]["html"] == '<p data-block-key="a">Bonjour</p>'
        assert not shown["published_at"].startswith("1970")
        assert not StandardPage.objects.exists()

    def test_the_editor_is_told_where_its_draft_is_shown(self, admin_client: Client) -> None:
        page = pages.standard(title="Avant")
        address = self.sent(admin_client, "wagtailadmin_pages:preview_on_edit", page.pk)
        told = admin_client.get(f"{address}address/", {"in_preview_panel": "true"}).json()
        shown = preview(Client(), self.token_of(told["url"])).json()
        assert (shown["id"], shown["preview"]) == (str(page.uuid), True)
        assert shown["title"].startswith("Titre")

    def test_what_cannot_be_shown_has_no_address(self, admin_client: Client) -> None:
        page = pages.standard()
        address = reverse("kiosque_preview_address", args=[page.pk])
        assert admin_client.get(address).json() == {"url": ""}

    def test_only_who_may_edit_is_told(self, client: Client) -> None:
        address = reverse("kiosque_preview_address", args=[pages.standard().pk])
        assert client.get(address).status_code == 302

    def test_a_thank_you_page_is_our_own(self) -> None:
        response = pages.form().make_preview_request(preview_mode="landing")
        assert response.status_code == 200

    def test_the_user_bar_comes_with_whole_addresses(self, client: Client) -> None:
        token = previews.issue(pages.article(), ADA)
        answer = client.get(f"{URL}/preview/{token}/userbar")
        html = answer.content.decode()
        assert "<wagtail-userbar>" in html
        addresses = re.findall(r'(?:href|src)="([^"#]+)"', html)
        assert "//testserver/static/css/admin.css" in addresses
        assert all(address.startswith("//testserver/") for address in addresses)
        assert f'"{FRONTEND.rsplit("/", 1)[0]}"' in html
        assert 'href="//testserver/admin/"' in html
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Cache-Control"] == "private, no-store"
        framed = client.get(f"{URL}/preview/{token}/userbar", {"framed": "true"}).content.decode()
        assert "<aside hidden" in framed
        assert 'href="//testserver/admin/"' not in framed

    def test_the_user_bar_takes_a_token(self, client: Client) -> None:
        answer = client.get(f"{URL}/preview/jamais/userbar")
        assert answer.status_code == 404
        assert answer.content == preview(client, "jamais").content

    def test_the_editor_knows_the_frontend(self, admin_client: Client) -> None:
        page = pages.standard()
        html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert 'data-preview-origins="https://journal.example"' in html
        # axe of the editor listens to the frontend's.
        assert '"allowedOrigins": ["\\u003Csame_origin\\u003E", "http://localhost"' in html

    def test_the_editor_may_frame_it(self, admin_client: Client) -> None:
        page = pages.standard()
        answer = admin_client.get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
        assert "frame-src" not in answer.get("Content-Security-Policy", "")


@pytest.mark.django_db
class TestFrames:
    """Only what the editor frames may be framed, by the editor alone."""

    def test_our_own_preview(self, admin_client: Client) -> None:
        page = pages.standard()
        address = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
        admin_client.post(address, form_of("Titre", "Bonjour"))
        shown = admin_client.get(address, {"in_preview_panel": "true"})
        assert shown["X-Frame-Options"] == "SAMEORIGIN"
        html = shown.content.decode()
        assert re.search(r'<div class="block block--text" data-block="[0-9a-f-]{36}">', html)
        assert 'src="/static/js/preview.js"' in html

    def test_nothing_else(self, admin_client: Client) -> None:
        page = pages.standard(body=[("text", "<p>Bonjour</p>")])
        token = previews.issue(page, ADA)
        edit = reverse("wagtailadmin_pages:edit", args=[page.pk])
        for address in (page.url, edit, f"{URL}/preview/{token}", f"{URL}/preview/{token}/userbar"):
            assert admin_client.get(address)["X-Frame-Options"] == "DENY", address
        html = Client().get(page.url).content.decode()
        assert "data-block=" not in html
        assert "preview.js" not in html


def test_no_log_tells_a_token() -> None:
    token = "0a1b:1vabcd:x-Y_z"
    line = f"Not Found: {URL}/preview/{token}/userbar, {FRONTEND}/?content_type=a.b&token={token}"
    assert token not in logs.without_secrets(line)
    assert "/preview/***/userbar" in logs.without_secrets(line)


class TestScript:
    def test_it_is_small(self) -> None:
        assert (Path(settings.BASE_DIR) / "static/js/preview.js").stat().st_size <= 6_144

    def test_a_frontend_anywhere_may_load_it(self, client: Client) -> None:
        answer = client.get("/static/js/preview.js")
        assert answer.status_code == 200
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert answer["Content-Type"].startswith("text/javascript")
