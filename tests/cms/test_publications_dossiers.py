"""The counter, for stories and the dossiers that they ask for: each event at either end."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.models import PageViewRestriction

from cms import publications, tasks
from cms.models import ArticlePage, DossierPage, Publication, PublicationFacet
from cms.models.dossiers import ASKING
from cms.rebuild import rebuild
from tests.cms.counter import actions, agrees, card, fresh, row, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db


def ask(story: Any, *dossiers: DossierPage) -> None:
    """Ticks the dossiers in the story's form and publishes it."""
    story = fresh(story)
    story.dossiers = dossiers
    story.save_revision().publish()


def listed(dossier: DossierPage) -> list[str]:
    """Titles of what the dossier shows, in order; its stored document names the same contents."""
    contents = fresh(dossier).contents
    if row(dossier) is not None:
        entries = json.loads(stored(dossier).document)["details"]["entries"]
        assert [entry["uuid"] for entry in entries] == [content["id"] for content in contents]
    return [content["title"] for content in contents]


def names(story: Any) -> str | None:
    """The title of the dossier on a story's card."""
    dossier = card(story)["dossier"]
    return dossier and dossier["title"]


def test_a_story_stands_in_the_dossier_that_it_asks_for_once_it_is_published() -> None:
    article, dossier = pages.article(title="Un"), pages.dossier(title="Eau")
    article.dossiers = [dossier]
    revision = article.save_revision()
    assert listed(dossier) == []
    assert names(article) is None
    assert agrees()
    revision.publish()
    assert listed(dossier) == ["Un"]
    assert names(article) == "Eau"
    assert agrees()


def test_a_first_publication_makes_one_event_at_either_end() -> None:
    dossier = pages.dossier()
    article = pages.article(live=False, dossiers=[dossier])
    fresh(article).save_revision().publish()
    assert actions(article.uuid) == ["publish"]
    assert actions(dossier.uuid) == ["publish", "update"]
    assert agrees()


def test_articles_editos_and_episodes_ask() -> None:
    dossier = pages.dossier()
    for make in (pages.article, pages.edito, pages.episode):
        make(title=make.__name__, dossiers=[dossier])
    assert listed(dossier) == ["episode", "edito", "article"]
    assert agrees()


def test_what_a_dossier_lists_itself_comes_first_then_the_newest() -> None:
    now = timezone.now()
    chosen = pages.article(title="Choisi", shown_date=now - timedelta(days=9))
    dossier = pages.dossier(title="Eau")
    dossier.entries.create(content=chosen.uuid, note="Pour commencer")
    dossier.save()
    for days, title in ((2, "Avant-hier"), (1, "Hier"), (3, "Avant")):
        pages.article(title=title, shown_date=now - timedelta(days=days), dossiers=[dossier])
    ask(chosen, dossier)
    assert listed(dossier) == ["Choisi", "Hier", "Avant-hier", "Avant"]
    notes = [content["note"] for content in fresh(dossier).contents]
    assert notes == ["Pour commencer", "", "", ""]
    assert agrees()


def test_an_entry_taken_away_leaves_the_story_where_it_asks_to_be() -> None:
    article, dossier = pages.article(title="Un"), pages.dossier(title="Eau")
    ask(article, dossier)
    dossier = fresh(dossier)
    dossier.entries.create(content=article.uuid)
    dossier.save()
    assert listed(dossier) == ["Un"]
    assert agrees()
    dossier.entries.all().delete()
    dossier.save()
    assert listed(dossier) == ["Un"]
    assert names(article) == "Eau"
    assert agrees()
    ask(article)
    assert listed(dossier) == []
    assert names(article) is None
    assert agrees()


def test_another_date_is_another_place() -> None:
    dossier = pages.dossier()
    pages.article(title="Un", dossiers=[dossier])
    newer = pages.article(title="Deux", dossiers=[dossier])
    assert listed(dossier) == ["Deux", "Un"]
    newer.shown_date = timezone.now() - timedelta(days=2)
    newer.save()
    assert listed(dossier) == ["Un", "Deux"]
    assert agrees()


def test_a_story_withdrawn_restricted_moved_deleted() -> None:
    dossier = pages.dossier()
    article = pages.article(title="Un", dossiers=[dossier])
    fresh(article).unpublish()
    assert listed(dossier) == []
    assert str(article.uuid) not in stored(dossier).document
    assert agrees()
    fresh(article).save_revision().publish()
    assert listed(dossier) == ["Un"]
    restriction = PageViewRestriction.objects.create(page=article, restriction_type="login")
    assert listed(dossier) == []
    assert agrees()
    restriction.delete()
    assert listed(dossier) == ["Un"]
    article = fresh(article)
    article.slug = "autre"
    article.save()
    assert fresh(dossier).contents[0]["url"] == "/articles/autre/"
    assert agrees()
    article.delete()
    assert listed(dossier) == []
    assert agrees()


def test_a_scheduled_story_asks_when_its_hour_has_come() -> None:
    dossier = pages.dossier(title="Eau")
    article = pages.article(title="Un", live=False)
    article.dossiers = [dossier]
    article.go_live_at = timezone.now() + timedelta(hours=1)
    article.save_revision().publish()
    assert listed(dossier) == []
    past = timezone.now() - timedelta(hours=1)
    revision = article.revisions.get()
    revision.content["go_live_at"] = past.isoformat()
    revision.approved_go_live_at = past
    revision.save()
    tasks.publish_scheduled()
    assert listed(dossier) == ["Un"]
    assert names(article) == "Eau"
    assert agrees()


def test_a_draft_of_a_dossier_may_be_asked_for_and_tells_nobody() -> None:
    dossier = pages.dossier(title="Enquête secrète", live=False)
    article = pages.article(title="Un", dossiers=[dossier])
    assert names(article) is None
    assert not Publication.objects.filter(card__contains="secrète").exists()
    assert not Publication.objects.filter(document__contains="secrète").exists()
    assert str(dossier.uuid) not in stored(article).card + stored(article).document
    assert agrees()
    fresh(dossier).save_revision().publish()
    assert names(article) == "Enquête secrète"
    assert listed(dossier) == ["Un"]
    assert agrees()


def test_a_dossier_renamed_moved_dated_withdrawn_deleted() -> None:
    article, older = pages.article(title="Un"), pages.dossier(title="Ancien")
    newer = pages.dossier(title="Nouveau")
    ask(article, older, newer)
    assert names(article) == "Nouveau"
    newer = fresh(newer)
    newer.title, newer.slug = "Neuf", "neuf"
    newer.save()
    assert card(article)["dossier"]["url"] == "/neuf/"
    assert names(article) == "Neuf"
    assert agrees()
    newer = fresh(newer)
    newer.first_published_at = timezone.now() - timedelta(days=1)
    newer.save()
    assert names(article) == "Ancien"
    assert agrees()
    fresh(older).unpublish()
    assert names(article) == "Neuf"
    assert agrees()
    fresh(newer).delete()
    assert names(article) is None
    assert agrees()
    fresh(older).save_revision().publish()
    assert names(article) == "Ancien"
    assert agrees()


def test_a_restricted_dossier_is_named_nowhere() -> None:
    dossier = pages.dossier(title="Eau")
    article = pages.article(dossiers=[dossier])
    restriction = PageViewRestriction.objects.create(page=dossier, restriction_type="login")
    assert names(article) is None
    assert agrees()
    restriction.delete()
    assert names(article) == "Eau"
    assert agrees()


def test_a_draft_of_a_dossier_deleted() -> None:
    dossier = pages.dossier(live=False)
    article = pages.article(dossiers=[dossier])
    fresh(dossier).delete()
    assert list(fresh(article).dossiers.all()) == []
    assert agrees()


def test_a_draft_of_a_story_outlives_the_dossier_that_it_asks_for() -> None:
    article, dossier = pages.article(title="Un"), pages.dossier()
    article.dossiers = [dossier]
    revision = article.save_revision()
    fresh(dossier).delete()
    revision.publish()
    assert names(article) is None
    assert agrees()


def test_an_earlier_revision_asks_again() -> None:
    article, dossier = pages.article(title="Un"), pages.dossier()
    ask(article, dossier)
    asking = fresh(article).latest_revision
    ask(article)
    assert listed(dossier) == []
    asking.publish()
    assert listed(dossier) == ["Un"]
    assert agrees()


def test_an_alias_follows_and_is_listed_nowhere() -> None:
    dossier = pages.dossier(title="Eau")
    article, parent = pages.article(title="Un"), pages.standard()
    alias = CreatePageAliasAction(article, parent=parent).execute(skip_permission_checks=True)
    ask(article, dossier)
    assert names(alias) == "Eau"
    assert listed(dossier) == ["Un"]
    assert agrees()


def test_a_story_is_found_by_each_dossier_in_which_it_stands() -> None:
    article = pages.article()
    asked, holding, draft = pages.dossier(), pages.dossier(), pages.dossier(live=False)
    holding.entries.create(content=article.uuid)
    holding.save()
    ask(article, asked, draft)
    for dossier, found in ((asked, 1), (holding, 1), (draft, 0)):
        assert Publication.objects.with_facet("dossier", dossier.uuid).count() == found
    assert agrees()


def test_a_dossier_takes_so_many_and_the_next_one_follows(monkeypatch: Any) -> None:
    assert ASKING == 200
    monkeypatch.setattr("cms.models.dossiers.ASKING", 2)
    dossier = pages.dossier()
    newest = [pages.article(title=f"n{number}", dossiers=[dossier]) for number in range(3)][-1]
    assert listed(dossier) == ["n2", "n1"]
    fresh(newest).unpublish()
    assert listed(dossier) == ["n1", "n0"]
    assert agrees()


def test_one_story_more_does_not_read_the_others_again(monkeypatch: Any) -> None:
    dossier = pages.dossier()
    for _number in range(3):
        pages.article(dossiers=[dossier])
    asking = pages.article()
    read: list[tuple[str, int]] = []
    publish = publications._publish

    def note(contents: Any) -> None:
        read.extend((type(content).__name__, content.pk) for content in contents)
        publish(contents)

    monkeypatch.setattr("cms.publications._publish", note)
    ask(asking, dossier)
    assert set(read) == {("ArticlePage", asking.pk), ("DossierPage", dossier.pk)}


def test_an_edit_that_moves_nothing_leaves_the_dossier_alone(monkeypatch: Any) -> None:
    dossier = pages.dossier()
    article = pages.article(dossiers=[dossier])
    read: list[type] = []
    faces_of = publications.faces_of

    def note(model: type, contents: Any) -> Any:
        read.append(model)
        return faces_of(model, contents)

    monkeypatch.setattr("cms.publications.faces_of", note)
    article = fresh(article)
    article.standfirst = "Autre chapô."
    article.save()
    assert read == [ArticlePage]


def test_the_table_made_again_is_the_same() -> None:
    holding, asked = pages.dossier(title="Eau"), pages.dossier(title="Air")
    article = pages.article(title="Un", dossiers=[asked])
    edito = pages.edito(title="Deux", dossiers=[asked, holding])
    holding.entries.create(content=article.uuid)
    holding.save()
    before = set(Publication.objects.values_list("uuid", "etag"))
    PublicationFacet.objects.all().delete()
    Publication.objects.all().delete()
    list(rebuild())
    assert set(Publication.objects.values_list("uuid", "etag")) == before
    assert listed(asked) == ["Deux", "Un"]
    assert listed(holding) == ["Un", "Deux"]
    assert names(edito) == names(article) == "Air"
    assert agrees()
