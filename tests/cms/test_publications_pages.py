"""The counter, page by page: each event that changes what readers may see, performed as Wagtail
performs it, after which the table must agree with the contents."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import (
    GroupApprovalTask,
    Page,
    PageViewRestriction,
    Site,
    Workflow,
    WorkflowTask,
)

from cms import tasks
from cms.models import HAS, ArticleIndexPage, ArticlePage, Publication, StandardPage, Withdrawal
from tests.cms.counter import actions, agrees, card, fresh, paths, row, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_first_pages_of_an_empty_newsroom_are_public() -> None:
    pages.home_page()
    assert {"/", "/le-fil/"} <= paths()
    assert agrees()


def test_add_child_live() -> None:
    article = pages.article(title="Élections à l’hôpital : le cœur")
    assert card(article)["url"] == "/articles/elections-a-l-hopital-le-coeur/"
    assert stored(article).listed
    assert actions(article.uuid) == ["publish"]
    assert agrees()


def test_draft_is_absent_until_published() -> None:
    article = pages.article(live=False)
    assert row(article) is None
    article.save_revision().publish()
    assert row(article) is not None
    assert agrees()


def test_saved_draft_of_a_live_page_changes_nothing() -> None:
    article = pages.article(title="Publié")
    article.title = "Brouillon"
    article.save_revision()
    assert card(article)["title"] == "Publié"
    assert actions(article.uuid) == ["publish"]
    assert agrees()


def test_publish_update_unpublish() -> None:
    article = pages.article(title="Avant")
    article.title = "Après"
    article.save_revision().publish()
    assert card(article)["title"] == "Après"
    fresh(article).unpublish()
    assert row(article) is None
    assert actions(article.uuid) == ["publish", "update", "unpublish"]
    assert agrees()


def test_unpublish_by_the_base_page() -> None:
    article = pages.article()
    Page.objects.get(pk=article.pk).unpublish()
    assert row(article) is None
    assert agrees()


def test_public_reason_answers_410_until_it_is_back() -> None:
    article = pages.article(withdrawal_reason="Retiré à la demande de l’auteur.")
    path = card(article)["url"]
    fresh(article).unpublish()
    assert Withdrawal.objects.get(path=path).reason == "Retiré à la demande de l’auteur."
    fresh(article).save_revision().publish()
    assert not Withdrawal.objects.exists()


def test_schedule_and_expiry() -> None:
    article = pages.article(live=False)
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    assert row(article) is None

    past = timezone.now() - timedelta(hours=1)
    revision = article.revisions.get()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    tasks.publish_scheduled()
    assert row(article) is not None
    assert agrees()

    Page.objects.filter(pk=article.pk).update(expire_at=past)
    tasks.publish_scheduled()
    assert row(article) is None
    assert agrees()


def test_workflow_publishes_when_its_last_task_is_approved() -> None:
    article = pages.article(title="À relire", live=False)
    editor = get_user_model().objects.create_superuser("relecture", "r@example.org", "motdepasse")
    task = GroupApprovalTask.objects.create(name="Relecture")
    workflow = Workflow.objects.create(name="Relecture")
    WorkflowTask.objects.create(workflow=workflow, task=task)
    article.save_revision()
    state = workflow.start(article, editor)
    assert row(article) is None
    state.current_task_state.approve(user=editor)
    assert card(article)["title"] == "À relire"
    assert actions(article.uuid) == ["publish"]
    assert agrees()


def test_revert_to_an_earlier_revision() -> None:
    article = pages.article(title="Première version")
    first = article.save_revision()
    article.title = "Seconde version"
    article.save_revision().publish()
    first.publish()
    assert card(article)["title"] == "Première version"
    assert agrees()


def test_alias_is_unlisted_and_follows_its_original() -> None:
    article = pages.article(title="Original")
    parent = pages.standard(title="Ailleurs", slug="ailleurs")
    alias = CreatePageAliasAction(article, parent=parent).execute(skip_permission_checks=True)
    assert row(alias) is not None
    assert not stored(alias).listed
    article.title = "Modifié"
    article.save_revision().publish()
    assert card(alias)["title"] == "Modifié"
    assert agrees()


def test_alias_follows_the_address_of_its_original() -> None:
    parent, target = pages.standard(slug="parent"), pages.standard(slug="cible")
    below = pages.child(parent, StandardPage(title="Dessous", slug="dessous"))
    alias = CreatePageAliasAction(below, parent=target).execute(skip_permission_checks=True)
    parent = fresh(parent)
    parent.slug = "autre"
    parent.save()
    assert '"canonical":"/autre/dessous/"' in stored(alias).document
    assert agrees()
    fresh(parent).move(pages.standard(slug="plus-bas"), pos="last-child")
    assert '"canonical":"/plus-bas/autre/dessous/"' in stored(alias).document
    assert agrees()


def test_copy_kept_live() -> None:
    article = pages.article(title="Modèle")
    article.contributions.create(person=pages.person(name="Ada"))
    article.save()
    copy = CopyPageAction(
        article, update_attrs={"slug": "copie", "title": "Copie"}, keep_live=True
    ).execute(skip_permission_checks=True)
    assert card(copy)["title"] == "Copie"
    assert [author["name"] for author in card(copy)["authors"]] == ["Ada"]
    assert agrees()


def test_slug_change_moves_all_descendants() -> None:
    article = pages.article(slug="un")
    index = ArticleIndexPage.objects.get()
    index.slug = "actualites"
    index.save_revision().publish()
    assert card(article)["url"] == "/actualites/un/"
    assert actions(article.uuid)[-1] == "move"
    assert agrees()


def test_move_takes_descendants_along() -> None:
    parent, target = pages.standard(slug="parent"), pages.standard(slug="cible")
    below = pages.child(parent, StandardPage(title="Dessous", slug="dessous"))
    fresh(parent).move(fresh(target), pos="last-child")
    assert card(below)["url"] == "/cible/parent/dessous/"
    assert agrees()


def test_move_of_pages_that_link_to_one_another() -> None:
    parent, target = pages.standard(slug="parent"), pages.standard(slug="cible")
    first = pages.child(parent, StandardPage(title="Une", slug="une"))
    link = f'<p><a linktype="page" id="{first.pk}">là</a></p>'
    second = pages.child(parent, StandardPage(title="Deux", slug="deux", body=[("text", link)]))
    outside = pages.article(body=[("text", link)])
    first = fresh(first)
    first.body = [("text", f'<p><a linktype="page" id="{second.pk}">ici</a></p>')]
    first.save()
    fresh(parent).move(fresh(target), pos="last-child")
    assert card(first)["url"] == "/cible/parent/une/"
    for content in (second, outside):
        assert "/cible/parent/une/" in stored(content).document
    assert agrees()


def test_restriction_hides_the_whole_subtree_until_lifted() -> None:
    parent = pages.standard(slug="reserve")
    below = pages.child(parent, StandardPage(title="Dessous", slug="dessous"))
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert row(parent) is None
    assert row(below) is None
    assert agrees()
    restriction.delete()
    assert row(below) is not None
    assert agrees()


def test_move_into_and_out_of_a_restricted_branch() -> None:
    closed, page = pages.standard(slug="ferme"), pages.standard(slug="ouvert")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    fresh(page).move(fresh(closed), pos="last-child")
    assert row(page) is None
    assert agrees()
    fresh(page).move(pages.home_page(), pos="last-child")
    assert row(page) is not None
    assert agrees()


def test_another_root_gives_other_addresses() -> None:
    parent = pages.standard(slug="nouveau")
    below = pages.child(parent, StandardPage(title="Dessous", slug="dessous"))
    site = Site.objects.get(is_default_site=True)
    site.root_page = Page.objects.get(pk=parent.pk)
    site.save()
    assert card(below)["url"] == "/dessous/"
    assert paths() == {"/", "/dessous/"}
    assert agrees()


def test_another_host_changes_no_row_and_the_table_agrees() -> None:
    article = pages.article()
    before = stored(article).etag
    site = Site.objects.get(is_default_site=True)
    site.hostname, site.port = "ailleurs.example", 8080
    site.save()
    assert stored(article).etag == before
    assert agrees()


def test_another_default_site_is_another_newsroom() -> None:
    article = pages.article()
    branch = pages.standard(slug="branche")
    below = pages.child(branch, StandardPage(title="Dessous", slug="dessous"))
    former = Site.objects.get(is_default_site=True)
    former.is_default_site = False
    former.save()
    other = Site.objects.create(
        hostname="autre.example", root_page=Page.objects.get(pk=branch.pk), is_default_site=True
    )
    assert row(article) is None
    assert card(below)["url"] == "/dessous/"
    assert agrees()
    other.delete()
    assert not paths() & {"/", "/dessous/"}
    assert agrees()


def test_deletion_withdraws_the_subtree() -> None:
    parent = pages.standard()
    below = pages.child(parent, StandardPage(title="Dessous"))
    fresh(parent).delete()
    assert row(parent) is None
    assert row(below) is None
    assert actions(below.uuid) == ["publish", "delete"]
    assert agrees()


def test_queryset_deletion_withdraws_too() -> None:
    first, second = pages.article(), pages.article()
    ArticlePage.objects.filter(pk__in=[first.pk, second.pk]).delete()
    assert row(first) is row(second) is None
    assert agrees()


def test_dossier_names_itself_on_its_members_while_it_is_public() -> None:
    article, dossier = pages.article(), pages.dossier(title="Retraites")
    dossier.entries.create(content=article.uuid, note="Pour commencer")
    dossier.save()
    assert card(article)["dossier"]["title"] == "Retraites"
    dossier = fresh(dossier)
    dossier.title = "Retraites : le dossier"
    dossier.save()
    assert card(article)["dossier"]["title"] == "Retraites\N{NO-BREAK SPACE}: le dossier"
    assert agrees()
    fresh(dossier).unpublish()
    assert card(article)["dossier"] is None
    assert agrees()


def test_link_in_a_text_follows_its_target() -> None:
    target = pages.standard(slug="cible")
    link = f'<p><a linktype="page" id="{target.pk}">là</a></p>'
    article = pages.article(body=[("text", link)])
    assert "/cible/" in stored(article).document
    target = fresh(target)
    target.slug = "but"
    target.save()
    assert "/but/" in stored(article).document
    assert agrees()
    fresh(target).unpublish()
    assert "/but/" not in stored(article).document
    assert "là</a>" in stored(article).document
    assert agrees()
    fresh(target).save_revision().publish()
    assert "/but/" in stored(article).document
    fresh(target).delete()
    assert "/but/" not in stored(article).document
    assert agrees()


def test_what_can_be_watched_and_read_is_a_facet() -> None:
    edito = pages.edito(
        video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA", transcript="Bonjour", duration_s=95
    )
    assert card(edito)["media"]["duration_s"] == 95
    for name in ("video", "transcript"):
        assert edito.uuid in set(
            Publication.objects.with_facet("has", HAS[name]).values_list("uuid", flat=True)
        )
    assert agrees()


def test_every_page_type_agrees() -> None:
    guest = pages.person(name="Invitée")
    episode = pages.episode(season=1, number=2)
    episode.guests.create(person=guest, presented_as="économiste")
    episode.save()
    pages.magazine()
    pages.form().form_fields.create(label="Message", field_type="multiline")
    pages.dossier()
    assert card(episode)["people"][0]["role"] == "économiste"
    assert card(episode)["show"]["title"] == "Bifurcations"
    assert agrees()


def test_form_fields_are_in_the_document_once_the_page_is_saved() -> None:
    form = pages.form()
    form.form_fields.create(label="Message", field_type="multiline")
    form.save()
    assert '"label":"Message"' in stored(form).document
    assert agrees()


def test_a_story_does_not_stand_above_all_by_a_date_to_come() -> None:
    with pytest.raises(ValidationError, match="programmez"):
        pages.article(shown_date=timezone.now() + timedelta(days=1))
