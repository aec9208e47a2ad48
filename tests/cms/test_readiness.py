"""« Prêt à publier »: what a story lacks, where it is mended, and what keeps it from readers."""

import json
from datetime import date
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import ArticlePage
from cms.readiness import TITLE_MAX, Finding
from cms.typography import NBSP, NNBSP
from tests.factories import pages

pytestmark = pytest.mark.django_db

GOOD = "Deux phrases suffisent au lecteur pressé. Elles disent où, quand, qui et pourquoi."


def ready(**fields: Any) -> ArticlePage:
    """An article that lacks nothing but what a test takes from it."""
    article = pages.article(**{"standfirst": GOOD, **fields})
    article.contributions.create(person=pages.person())
    article.references.create(title="Un rapport")
    article.save()
    return ArticlePage.objects.get(pk=article.pk)


def findings(article: ArticlePage) -> list[Finding]:
    """As somebody sees them who may see all pages."""
    return list(article.findings(get_user_model()(is_active=True, is_superuser=True)))


def found(article: ArticlePage) -> dict[str, Finding]:
    return {finding.code: finding for finding in findings(article)}


def image(**fields: Any) -> Any:
    return pages.image(**{"credit": "Ada", **fields})


def body_of(article: ArticlePage) -> list[str]:
    return [block.id for block in article.body]


class TestFindings:
    def test_a_good_story_lacks_nothing(self) -> None:
        assert found(ready(image=image(), body=[("text", "<p>Oui.</p>")])) == {}

    @pytest.mark.parametrize(
        ("fields", "code", "path"),
        [
            ({"title": "a" * (TITLE_MAX + 1)}, "title_length", ("title",)),
            ({"standfirst": ""}, "no_standfirst", ("standfirst",)),
            ({"standfirst": "Court."}, "standfirst_length", ("standfirst",)),
            ({"standfirst": "Long. " * 60}, "standfirst_length", ("standfirst",)),
            ({"title": "C'est fini !"}, "typography", ("body",)),
        ],
    )
    def test_what_is_said_of_the_head(self, fields: Any, code: str, path: Any) -> None:
        told = found(ready(**fields))
        assert set(told) == {code}
        assert told[code].path == path
        assert not told[code].is_blocking

    def test_nobody_signs_it_and_no_source_is_named(self) -> None:
        assert set(found(pages.article(standfirst=GOOD))) == {"no_author", "no_source"}

    def test_a_block_may_name_the_source(self) -> None:
        body = [("note", {"kind": "source", "text": "<p>Un rapport.</p>"})]
        assert "no_source" not in found(pages.article(standfirst=GOOD, body=body))

    def test_pictures_without_words_or_credit(self) -> None:
        mute = pages.image(alt="")
        gallery = {"images": [{"image": mute}, {"image": image(), "decorative": True}]}
        article = ready(body=[("image", {"image": mute}), ("gallery", gallery)])
        first, second = body_of(article)
        alts = [finding for finding in findings(article) if finding.code == "no_alt"]
        assert all(finding.is_blocking for finding in alts)
        assert alts[0].path == ("body", first, "alt")
        assert alts[1].path[:3] == ("body", second, "images")
        credit = found(article)["no_credit"]
        assert credit.fix_url == reverse("wagtailimages:edit", args=[mute.pk])

    def test_a_picture_whose_rights_have_ended(self) -> None:
        old = image(rights_until=date(2020, 1, 1))
        article = ready(image=old, body=[("image", {"image": old})])
        ended = [finding for finding in findings(article) if finding.code == "rights_ended"]
        (block,) = body_of(article)
        assert [finding.path for finding in ended] == [("image",), ("body", block, "image")]

    def test_the_main_picture_is_looked_at(self) -> None:
        assert found(ready(image=pages.image(alt="", credit="Ada")))["no_alt"].path == (
            "image_alt",
        )

    def test_links_to_what_readers_cannot_see(self) -> None:
        live, draft, gone = pages.article(), pages.article(title="Brouillon", live=False), 987_654
        links = "".join(f'<a linktype="page" id="{pk}">x</a>' for pk in (live.pk, draft.pk))
        article = ready(body=[("text", f"<p>{links}</p>"), ("link", {"content": draft.uuid})])
        dead = [finding for finding in findings(article) if finding.code == "dead_link"]
        text, card = body_of(article)
        assert [finding.path for finding in dead] == [("body", text), ("body", card, "content")]
        assert "Brouillon" in dead[0].message
        lost = ready(body=[("text", f'<p><a linktype="page" id="{gone}">x</a></p>')])
        assert "dead_link" in found(lost)

    def test_a_second_card_to_read_also_is_one_too_many(self) -> None:
        contents = [("link", {"content": pages.article().uuid}) for _ in range(3)]
        assert "second_link" not in found(ready(body=contents[:1]))
        article = ready(body=contents)
        told = [each.path for each in findings(article) if each.code == "second_link"]
        assert told == [("body", block) for block in body_of(article)[1:]]

    def test_a_page_is_named_to_those_who_may_see_its_section(self) -> None:
        draft = pages.dossier(title="Secret", live=False)
        article = ready(body=[("text", f'<p><a linktype="page" id="{draft.pk}">x</a></p>')])
        author = get_user_model().objects.create_user("ada", "ada@example.org", "mot de passe")
        section = Group.objects.create(name="Articles")
        author.groups.add(section)
        change = Permission.objects.get(codename="change_page")
        GroupPagePermission.objects.create(
            group=section, page=article.get_parent(), permission=change
        )
        (dead,) = article.findings(author)
        assert "Secret" not in dead.message
        assert "page" in dead.message
        GroupPagePermission.objects.create(
            group=section, page=draft.get_parent(), permission=change
        )
        (dead,) = article.findings(get_user_model().objects.get(pk=author.pk))
        assert "Secret" in dead.message

    def test_typography_is_counted_in_every_text(self) -> None:
        body = [
            ("text", "<p>Non !</p><p>C'est vrai : oui.</p>"),
            ("figures", {"figures": [{"value": "24€", "label": "l'an"}]}),
            ("post", {"text": "C'est non !", "author": "A", "network": "x"}),
        ]
        assert "5" in found(ready(body=body))["typography"].message

    def test_so_it_is_at_the_end_of_the_story(self) -> None:
        article = ready(methodology="<p>L'enquête :</p><p>Non !</p>")
        article.references.create(title="L'an II")
        assert "4" in found(article)["typography"].message


def form_of(**fields: Any) -> dict[str, Any]:
    empty = ("contributions", "references", "related_contents", "corrections", "comments")
    return nested_form_data(
        {
            "title": "Un titre",
            "slug": "un-titre",
            "standfirst": GOOD,
            "body": streamfield([]),
            "methodology": rich_text(""),
            **{name: inline_formset([]) for name in empty},
            **fields,
        }
    )


class TestEditor:
    @pytest.fixture
    def address(self) -> str:
        index = pages.article().get_parent()
        return reverse("kiosque_readiness_new", args=["cms", "articlepage", index.pk])

    def test_a_page_never_saved_is_looked_at(self, admin_client: Client, address: str) -> None:
        html = admin_client.post(address, form_of(standfirst="")).content.decode()
        assert 'data-code="no_standfirst"' in html
        assert 'data-readiness-path="standfirst"' in html
        assert not ArticlePage.objects.filter(slug="un-titre").exists()

    def test_what_is_written_counts_not_what_is_stored(self, admin_client: Client) -> None:
        article = ready(title="Un titre")
        address = reverse("kiosque_readiness", args=[article.pk])
        html = admin_client.post(address, form_of(title="C'est là")).content.decode()
        assert 'data-code="typography"' in html
        article.refresh_from_db()
        assert article.title == "Un titre"

    def test_a_form_that_cannot_be_read_says_so(self, admin_client: Client, address: str) -> None:
        html = admin_client.post(address, form_of(shown_date="hier")).content.decode()
        assert "data-code" not in html
        assert "readiness__note" in html

    def test_only_who_may_edit_is_answered(self, client: Client, address: str) -> None:
        assert client.post(address, form_of()).status_code in {302, 403}

    @pytest.mark.parametrize("bad", ["abc", "0", "é"])
    def test_what_is_no_uuid_loses_nothing(
        self, admin_client: Client, address: str, bad: str
    ) -> None:
        form = form_of(related_contents=inline_formset([{"content": bad}]))
        assert admin_client.post(address, form).status_code == 200
        index = ArticlePage.objects.get().get_parent()
        add = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", index.pk])
        assert "Un titre" in admin_client.post(add, form).content.decode()

    @pytest.mark.parametrize("bad", ["abc", "9" * 25, ""])
    def test_a_link_to_no_page_harms_nothing(self, client: Client, bad: str) -> None:
        article = ready(body=[("text", f'<p><a linktype="page" id="{bad}">x</a></p>')])
        assert client.get(article.get_url()).status_code == 200
        assert findings(article) == []

    def test_only_stories_are_looked_at(self, admin_client: Client) -> None:
        address = reverse("kiosque_readiness", args=[pages.dossier().pk])
        assert admin_client.post(address, {"title": "x"}).status_code == 404

    @pytest.mark.parametrize(
        "model", [("cms", "topic"), ("cms", "dossierpage"), ("users", "user"), ("cms", "absent")]
    )
    def test_only_stories_can_be_begun(self, admin_client: Client, model: tuple[str, str]) -> None:
        index = pages.article().get_parent()
        address = reverse("kiosque_readiness_new", args=[*model, index.pk])
        assert admin_client.post(address, {"title": "x"}).status_code == 404

    def test_publishing_waits_for_words_and_a_draft_does_not(self, admin_client: Client) -> None:
        index = pages.article().get_parent()
        mute = pages.image(alt="")
        address = reverse("wagtailadmin_pages:add", args=["cms", "articlepage", index.pk])
        fields = {"image": mute.pk, "body": streamfield([("image", {"image": mute.pk})])}
        refused = admin_client.post(address, {**form_of(**fields), "action-publish": "1"})
        assert refused.status_code == 200
        form = refused.context["form"]
        assert "image_alt" in form.errors
        assert "body" in form.errors
        admin_client.post(address, form_of(**fields))
        assert ArticlePage.objects.get(slug="un-titre").live is False


class TestTypography:
    def ask(self, client: Client, payload: Any) -> Any:
        return client.post(
            reverse("kiosque_typography"), json.dumps(payload), content_type="application/json"
        )

    def test_edits_are_given_in_units_of_javascript(self, admin_client: Client) -> None:
        answer = self.ask(admin_client, {"texts": ["🎉 C'est là !", "Rien."]}).json()
        assert answer["edits"] == [[[4, 5, "’"], [11, 12, NNBSP]], []]
        assert self.ask(admin_client, {"texts": ["Oui: non"]}).json()["edits"] == [[[3, 3, NBSP]]]

    @pytest.mark.parametrize("payload", [[], {}, {"texts": "a"}, {"texts": [1]}, None])
    def test_what_is_not_asked_so_is_refused(self, admin_client: Client, payload: Any) -> None:
        assert self.ask(admin_client, payload).status_code == 400

    def test_too_much_is_refused(self, admin_client: Client) -> None:
        assert self.ask(admin_client, {"texts": ["a"] * 2_001}).status_code == 400

    def test_strangers_are_not_answered(self, client: Client) -> None:
        assert self.ask(client, {"texts": []}).status_code in {302, 403}


def test_ticked_names_come_first_in_a_long_list(admin_client: Client) -> None:
    people = [pages.person(name=f"Nom {letter}") for letter in "ABC"]
    article = pages.article(people=[people[2]])
    address = reverse("wagtailadmin_pages:edit", args=[article.pk])
    html = admin_client.get(address).content.decode()
    boxes = html.split('name="people"')[1:]
    assert [f'value="{person.pk}"' in boxes[0] for person in people] == [False, False, True]
    assert "checked" in boxes[0].split(">")[0]
    assert "data-tick-filter" in html
