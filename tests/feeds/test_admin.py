"""What editors do with sources and items in Wagtail's admin."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from cms.models import Publication
from cms.users.models import User
from feeds.models import (
    FeedItem,
    Gone,
    Held,
    RetentionRule,
    Source,
    SourceGroup,
    Status,
    Trust,
)
from feeds.retention import Policy
from tests.cms.counter import agrees
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client: Client) -> Client:
    client.force_login(User.objects.create_superuser("cheffe", "cheffe@example.org", "x"))
    return client


def url(model: type, view: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_feeds_{model.__name__.lower()}:{view}", args=args)


@pytest.mark.parametrize("model", [FeedItem, Source, SourceGroup])
def test_lists_open(editor: Client, model: type) -> None:
    FeedItemFactory.create(source__group=SourceGroupFactory.create())
    assert editor.get(url(model, "list")).status_code == 200


@pytest.mark.parametrize("view", ["edit", "delete", "usage"])
def test_forms_open(editor: Client, view: str) -> None:
    item = FeedItemFactory.create(source__last_error="timeout")
    for content in (item, item.source):
        assert editor.get(url(type(content), view, content.pk)).status_code == 200


def test_a_failing_source_says_what_to_do(editor: Client) -> None:
    source = SourceFactory.create(last_error="html_page", last_error_detail="<b>brut</b>")
    page = editor.get(url(Source, "edit", source.pk)).content.decode()
    assert escape(source.remedy) in page
    assert escape(source.get_last_error_display()) in page
    assert "&lt;b&gt;brut" in page


def test_what_never_happened_is_a_dash_and_not_none(editor: Client) -> None:
    source = SourceFactory.create(last_success_at=None)
    page = editor.get(url(Source, "edit", source.pk)).content.decode()
    shown = [words.strip() for words in re.findall(r">([^<]*)<", page)]
    assert "–" in shown
    assert "None" not in shown


def test_items_are_found_by_words_of_their_title(editor: Client) -> None:
    FeedItemFactory.create(title="Les rivières")
    FeedItemFactory.create(title="Les forêts")
    page = editor.get(url(FeedItem, "list"), {"q": "rivières"}).content.decode()
    assert "Les rivières" in page
    assert "Les forêts" not in page


def test_the_list_can_be_narrowed(editor: Client) -> None:
    FeedItemFactory.create(title="En attente", status=Status.PENDING)
    FeedItemFactory.create(title="Déjà visible")
    page = editor.get(url(FeedItem, "list"), {"status": "pending"}).content.decode()
    assert "En attente" in page
    assert "Déjà visible" not in page


def test_nobody_writes_an_item_by_hand(editor: Client) -> None:
    assert editor.get(url(FeedItem, "add")).status_code == 302
    assert editor.get(url(Source, "add")).status_code == 200


@pytest.mark.parametrize(
    ("action", "status", "public"),
    [("approve", Status.APPROVED, 2), ("reject", Status.REJECTED, 0)],
)
def test_many_items_at_once(editor: Client, action: str, status: Status, public: int) -> None:
    items = FeedItemFactory.create_batch(2, status=Status.PENDING)
    chosen = "&".join(f"id={item.pk}" for item in items)
    path = reverse("wagtail_bulk_action", args=["feeds", "feeditem", action]) + f"?{chosen}"
    confirm = editor.get(path).content.decode()
    assert all(item.title in confirm for item in items)
    assert set(FeedItem.objects.values_list("status", flat=True)) == {Status.PENDING}
    assert editor.post(path).status_code == 302
    assert set(FeedItem.objects.values_list("status", flat=True)) == {status}
    assert Publication.objects.of_kind("item").count() == public
    assert agrees()


def test_those_who_may_not_change_items_may_not_moderate(client: Client) -> None:
    item = FeedItemFactory.create(status=Status.PENDING)
    path = reverse("wagtail_bulk_action", args=["feeds", "feeditem", "approve"]) + f"?id={item.pk}"
    client.force_login(User.objects.create_user("lectrice", "lectrice@example.org", "x"))
    client.post(path)
    item.refresh_from_db()
    assert item.status == Status.PENDING


def test_a_source_is_paused_from_its_form(editor: Client) -> None:
    source = SourceFactory.create()
    FeedItemFactory.create(source=source)
    fields = {
        "name": source.name,
        "slug": source.slug,
        "feed_url": source.feed_url,
        "site_url": "",
        "nature": source.nature,
        "trust": "paused",
        "description": "",
        "language": "",
    }
    assert editor.post(url(Source, "edit", source.pk), fields).status_code == 302
    assert Source.objects.get().trust == Trust.PAUSED
    assert not Publication.objects.of_kind("item", "source").exists()


def test_an_item_is_rejected_from_its_form(editor: Client) -> None:
    item = FeedItemFactory.create()
    assert editor.post(url(FeedItem, "edit", item.pk), {"status": "rejected"}).status_code == 302
    after = FeedItem.objects.get()
    assert (after.status, after.title) == (Status.REJECTED, item.title)
    assert not Publication.objects.of_kind("item").exists()


@pytest.fixture
def held() -> Source:
    source = SourceFactory.create(name="Média ami")
    FeedItemFactory.create_batch(34, source=source, status=Status.PENDING, held=Held.FLOOD)
    FeedItemFactory.create(source=source, title="Un autre")
    return source


def test_criterion_6_the_editor_sees_what_is_held(editor: Client, held: Source) -> None:
    form = editor.get(url(Source, "edit", held.pk)).content.decode()
    assert "34 contenus d’un coup : retenus, à vérifier." in form
    rows = editor.get(url(Source, "list")).content.decode()
    assert "<td>34</td>" in "".join(rows.split()).replace('<tdclass="">', "<td>")
    narrowed = editor.get(url(FeedItem, "list"), {"held": "flood", "source": str(held.pk)})
    assert "Un autre" not in narrowed.content.decode()


@pytest.mark.parametrize(
    ("action", "status", "public"),
    [("release_held", Status.APPROVED, 35), ("reject_held", Status.REJECTED, 1)],
)
def test_criterion_6_the_editor_decides_on_all_of_it(
    editor: Client, held: Source, action: str, status: Status, public: int
) -> None:
    path = reverse("wagtail_bulk_action", args=["feeds", "source", action]) + f"?id={held.pk}"
    assert "34" in editor.get(path).content.decode()
    assert editor.post(path).status_code == 302
    assert FeedItem.objects.filter(status=status, held="").count() >= 34
    assert Publication.objects.of_kind("item").count() == public
    assert "contenus d’un coup" not in editor.get(url(Source, "edit", held.pk)).content.decode()
    assert agrees()


def test_criterion_27_the_editor_finds_what_is_gone(editor: Client) -> None:
    FeedItemFactory.create(title="Disparu", gone_reason=Gone.MISSING)
    FeedItemFactory.create(title="Encore là")
    page = editor.get(url(FeedItem, "list"), {"gone_reason": "missing"}).content.decode()
    assert "sa page a disparu" in page
    assert "Encore là" not in page


def test_criterion_31_the_editor_says_how_long_items_are_kept(editor: Client) -> None:
    fields = {"source": "", "kind": "video", "days": "365", "least": "50", "most": ""}
    assert editor.post(url(RetentionRule, "add"), fields).status_code == 302
    assert RetentionRule.objects.get().policy == Policy(365, 50, None)
    wrong = editor.post(url(RetentionRule, "add"), {**fields, "kind": "", "most": "10"})
    assert "moins que ce qui est gardé" in wrong.content.decode()
    assert editor.get(url(RetentionRule, "list")).status_code == 200


def test_criterion_24_a_time_zone_must_be_one(editor: Client) -> None:
    source = SourceFactory.create()
    fields = {"name": source.name, "slug": source.slug, "feed_url": source.feed_url}
    fields |= {"nature": source.nature, "trust": "auto", "timezone": "Paris"}
    page = editor.post(url(Source, "edit", source.pk), fields).content.decode()
    assert "Écrivez-le comme Europe/Paris" in page
