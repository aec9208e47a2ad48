"""Through `/api/v3/` an account sees and changes what the admin shows it and lets it change.

What the explorer does not show is answered as what never was. A page is read in full, drafts
included, by those who may edit or publish it; of its parent, those who see it in the explorer read
the title.
"""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection, CollectionViewRestriction, Page, PageViewRestriction

from cms.models import ArticlePage, Publication, PublicationEvent, Topic
from cms.users.models import User
from feeds.models import FeedItem
from media_library.models import Document, Image
from tests.cms.counter import agrees
from tests.cms.tokens import Machine, let_edit, let_use, member, superuser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db

NEVER = 987_654


@dataclass
class Room:
    """A machine that edits the éditos, and pages that are none of its affair."""

    user: User
    machine: Machine
    mine: Any
    public: Any
    draft: Any
    private: Any

    @property
    def hidden(self) -> tuple[Any, ...]:
        return (self.public, self.draft, self.private)


@pytest.fixture
def room() -> Room:
    mine = pages.edito(title="Mien", live=False)
    public, draft = (
        pages.article(title="Article ouvert"),
        pages.article(title="Brouillon tu", live=False),
    )
    private = pages.standard(title="Page close")
    PageViewRestriction.objects.create(page=private, restriction_type="login")
    user = member()
    let_edit(user, mine.get_parent())
    return Room(user, Machine(user), mine, public, draft, private)


def same_as_never(hidden: Any, never: Any, key: int) -> None:
    assert hidden.status_code == never.status_code
    # A page may have the number of the status.
    words = [
        re.sub(rf"\b({n}|{r.status_code})\b", "", r.content.decode())
        for r, n in ((hidden, key), (never, NEVER))
    ]
    assert words[0] == words[1]


# --- Pages: reading


def test_lists_hold_what_one_may_edit(room: Room) -> None:
    assert room.machine.titles("pages/") == {"Éditos", "Mien"}
    assert room.machine.titles("pages/", type="cms.ArticlePage") == set()
    assert room.machine.titles("pages/", type="shows.EditoPage") == {"Mien"}
    everything = Machine(superuser()).titles("pages/")
    assert {"Mien", "Article ouvert", "Brouillon tu", "Page close"} <= everything


def test_a_detail_that_is_hidden_never_was(room: Room) -> None:
    for page in room.hidden:
        for path in ("pages/{}/", "pages/{}/?version=draft", "pages/find/?id={}"):
            hidden, never = (room.machine.read(path.format(pk)) for pk in (page.pk, NEVER))
            assert never.status_code == 404
            same_as_never(hidden, never, page.pk)
        for path in ("pages/{}/revisions/", "pages/{}/revisions/1/"):
            hidden, never = (room.machine.read(path.format(pk)) for pk in (page.pk, NEVER))
            same_as_never(hidden, never, page.pk)
        hidden = room.machine.read("pages/find/", html_path=page.get_url())
        never = room.machine.read("pages/find/", html_path="/nulle-part/")
        assert hidden.status_code == 404
        assert hidden.content == never.content


@pytest.mark.parametrize(
    "name", ["child_of", "descendant_of", "ancestor_of", "translation_of", "id"]
)
def test_a_filter_by_a_hidden_page_is_one_by_no_page(room: Room, name: str) -> None:
    for page in (*room.hidden, room.public.get_parent()):
        hidden = room.machine.read("pages/", **{name: page.pk})
        same_as_never(hidden, room.machine.read("pages/", **{name: NEVER}), page.pk)


def test_from_the_root_one_sees_ones_own(room: Room) -> None:
    assert room.machine.titles("pages/", descendant_of="root") == {"Éditos", "Mien"}
    assert room.machine.titles("pages/", child_of="root") == {"Éditos"}


def test_the_search_looks_where_one_may_edit(room: Room) -> None:
    for word in ("Brouillon", "ouvert", "close"):
        assert room.machine.titles("pages/", search=word) == set()
        assert Machine(superuser()).titles("pages/", search=word)
    assert room.machine.titles("pages/", search="Mien") == {"Mien"}


def test_a_parent_that_the_explorer_does_not_show_has_no_title(room: Room) -> None:
    index = room.mine.get_parent()
    assert room.machine.read(f"pages/{room.mine.pk}/").json()["meta"]["parent"]["id"] == index.pk
    assert room.machine.read(f"pages/{index.pk}/").json()["meta"]["parent"] is None
    # With another room, the way between the two is shown.
    let_edit(room.user, room.public.get_parent())
    parent = Machine(room.user).read(f"pages/{index.pk}/").json()["meta"]["parent"]
    assert parent["title"] == "Accueil"
    home = room.machine.read(f"pages/{parent['id']}/")
    assert home.status_code == 404


def test_the_original_of_an_alias_has_no_title_either(room: Room) -> None:
    alias = room.draft.create_alias(parent=room.draft.get_parent(), update_slug="copie")
    Page.objects.get(pk=alias.pk).move(room.mine.get_parent(), pos="last-child")
    assert room.machine.read(f"pages/{alias.pk}/").json()["meta"]["alias_of"] is None
    of_all = Machine(superuser()).read(f"pages/{alias.pk}/").json()["meta"]["alias_of"]
    assert of_all["title"] == "Brouillon tu"


def test_a_revision_tells_of_no_hidden_parent(room: Room) -> None:
    index = room.mine.get_parent()
    revision = index.specific.save_revision()
    answer = room.machine.read(f"pages/{index.pk}/revisions/{revision.pk}/")
    assert answer.json()["content_object"]["meta"]["parent"] is None


def test_who_may_add_reads_their_own_alone() -> None:
    user = member()
    theirs, other = pages.edito(title="Sien", owner=user), pages.edito(title="Autre")
    let_edit(user, theirs.get_parent(), "add")
    machine = Machine(user)
    assert machine.titles("pages/") == {"Sien"}
    assert machine.read(f"pages/{other.pk}/").status_code == 404


# --- Pages: writing


def state() -> tuple[Any, ...]:
    return (
        list(Page.objects.order_by("pk").values_list("pk", "path", "title", "live", "draft_title")),
        list(Page.objects.order_by("pk").values_list("latest_revision_id", flat=True)),
        set(Publication.objects.values_list("uuid", "etag")),
        PublicationEvent.objects.count(),
    )


WRITES: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("patch", "pages/{}/", {"title": "Pris"}),
    ("patch", "pages/{}/", {"title": 3}),
    ("patch", "pages/{}/", {"title": "Pris", "meta": {"action": "publish"}}),
    ("delete", "pages/{}/", {}),
    ("delete", "pages/{}/actions/delete/", {}),
    ("post", "pages/{}/actions/publish/", {}),
    ("post", "pages/{}/actions/unpublish/", {"recursive": True}),
    ("post", "pages/{}/actions/copy/", {}),
    ("post", "pages/{}/actions/copy/", {"destination_id": "{mine}"}),
    ("post", "pages/{}/actions/move/", {"destination_id": "{mine}"}),
    ("post", "pages/{mine}/actions/move/", {"destination_id": "{}"}),
    ("post", "pages/{mine}/actions/copy/", {"destination_id": "{}"}),
    ("post", "pages/{mine}/actions/create_alias/", {"destination_id": "{}"}),
    ("post", "pages/{}/actions/create_alias/", {"destination_id": "{mine}"}),
    ("post", "pages/{}/actions/convert_alias/", {}),
    ("post", "pages/{}/actions/revert/", {"revision_id": 1}),
    ("post", "pages/", {"title": "Pris", "meta": {"type": "cms.StandardPage", "parent_id": "{}"}}),
    ("post", "pages/", {"title": "", "meta": {"type": "cms.ArticlePage", "parent_id": "{}"}}),
)


def filled(value: Any, key: int, mine: int) -> Any:
    if isinstance(value, dict):
        return {name: filled(inner, key, mine) for name, inner in value.items()}
    if value in {"{}", "{mine}"}:
        return key if value == "{}" else mine
    return value


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_write_outside_changes_nothing(
    room: Room, method: str, path: str, body: dict[str, Any]
) -> None:
    before = state()
    mine = room.mine.pk if "{mine}" in path else room.mine.get_parent().pk
    for page in (*room.hidden, room.public.get_parent()):
        answers = [
            room.machine.write(
                path.replace("{mine}", str(mine)).format(key), filled(body, key, mine), method
            )
            for key in (page.pk, NEVER)
        ]
        assert answers[0].status_code in {404, 422}, answers[0].content
        same_as_never(answers[0], answers[1], page.pk)
    assert state() == before
    assert agrees()


def test_what_one_may_not_publish_stays_a_draft() -> None:
    user = member()
    article = pages.article(title="Avant", live=False)
    let_edit(user, article.get_parent(), "add", "change")
    machine = Machine(user)
    before = state()
    meta = {"action": "publish"}
    assert machine.write(f"pages/{article.pk}/", {"meta": meta}, "patch").status_code == 403
    assert machine.write(f"pages/{article.pk}/actions/publish/").status_code == 403
    meta = {**meta, "type": "cms.ArticlePage", "parent_id": article.get_parent().pk}
    answer = machine.write("pages/", {"title": "Neuf", "meta": meta})
    assert answer.status_code == 403
    assert answer.json()["hint"]
    assert state() == before


def test_a_page_under_a_parent_that_takes_no_such_page(room: Room) -> None:
    before = state()
    meta = {"type": "cms.ArticlePage", "parent_id": room.mine.get_parent().pk}
    assert room.machine.write("pages/", {"title": "Égaré", "meta": meta}).status_code == 403
    assert state() == before


def test_a_locked_page_is_not_changed(room: Room) -> None:
    room.mine.locked, room.mine.locked_by = True, superuser()
    room.mine.save()
    before = state()
    assert room.machine.write(f"pages/{room.mine.pk}/", {"title": "X"}, "patch").status_code == 403
    assert state() == before


# --- Files, by their collections


def collections() -> tuple[Collection, Collection]:
    pages.home_page()
    root = Collection.get_first_root_node()
    mine, other = (root.add_child(name=name) for name in ("La mienne", "L’autre"))
    return mine, other


KINDS = (("images", Image, pages.image), ("documents", Document, pages.document))


@pytest.mark.parametrize(("door", "model", "make"), KINDS)
def test_files_of_a_collection_one_has_no_right_to(door: str, model: Any, make: Any) -> None:
    mine, other = collections()
    seen, hidden = make(title="Vue", collection=mine), make(title="Cachée", collection=other)
    user, name = member(), model._meta.model_name
    let_use(user, mine, f"add_{name}", f"change_{name}")
    machine = Machine(user)
    assert machine.titles(f"{door}/") == {"Vue"}
    assert machine.titles(f"{door}/", search="Cachée") == set()
    assert machine.titles(f"{door}/", title="Cachée") == set()
    for method, body in (("get", {}), ("patch", {"title": "Prise"}), ("delete", {})):
        answers = [
            machine.generic(method.upper(), f"/api/v3/{door}/{key}/", data=str(body or "{}"))
            for key in (hidden.pk, NEVER)
        ]
        assert answers[0].status_code == 404
        same_as_never(answers[0], answers[1], hidden.pk)
    machine.write(f"{door}/{seen.pk}/", {"collection_id": other.pk}, "patch")
    assert machine.write(f"{door}/{seen.pk}/", {"title": "Revue"}, "patch").status_code == 200
    assert set(model.objects.values_list("title", "collection__name")) == {
        ("Revue", "La mienne"),
        ("Cachée", "L’autre"),
    }


@pytest.mark.parametrize(("door", "model", "make"), KINDS)
def test_who_has_no_right_to_files_sees_none(door: str, model: Any, make: Any) -> None:
    file = make()
    machine = Machine(member())
    assert machine.titles(f"{door}/") == set()
    assert machine.read(f"{door}/{file.pk}/").status_code == 404
    sent = {"title": "Neuve", "file": SimpleUploadedFile("a.txt", b"x")}
    assert machine.post(f"/api/v3/{door}/", sent).status_code in {403, 422}
    assert model.objects.count() == 1


@pytest.mark.parametrize(("door", "model", "make"), KINDS)
def test_a_file_is_not_put_where_one_may_not(door: str, model: Any, make: Any) -> None:
    mine, other = collections()
    user, name = member(), model._meta.model_name
    let_use(user, mine, f"add_{name}")
    file = pages.image_file("a.png") if door == "images" else SimpleUploadedFile("a.txt", b"mot")
    sent = {"title": "Neuve", "collection_id": other.pk, "file": file}
    Machine(user).post(f"/api/v3/{door}/", sent)
    assert not model.objects.filter(collection=other).exists()


def test_whoever_may_choose_a_picture_sees_it() -> None:
    mine, other = collections()
    pages.image(title="À choisir", collection=mine)
    pages.image(title="Cachée", collection=other)
    user = member()
    let_use(user, mine, "choose_image")
    assert Machine(user).titles("images/") == {"À choisir"}


def test_a_collection_closed_to_readers_is_open_to_its_editors() -> None:
    mine, _other = collections()
    CollectionViewRestriction.objects.create(
        collection=mine, restriction_type="password", password="x"
    )
    pages.image(title="Close", collection=mine)
    user = member()
    let_use(user, mine, "change_image")
    assert Machine(user).titles("images/") == {"Close"}


# --- Snippets, sites: by model

SNIPPETS = ("cms.Topic", "cms.Person", "feeds.FeedItem", "feeds.Source", "media_library.Video")


@pytest.mark.parametrize("kind", SNIPPETS)
def test_snippets_one_has_no_right_to(kind: str) -> None:
    item, topic = FeedItemFactory.create(), pages.topic()
    machine = Machine(member("change_calltoaction"))
    key = {"feeds.FeedItem": item.pk, "cms.Topic": topic.pk}.get(kind, 1)
    for method in ("get", "patch", "delete"):
        answers = [
            machine.generic(method.upper(), f"/api/v3/snippets/{kind}/{number}/", data="{}")
            for number in (key, NEVER)
        ]
        assert answers[0].status_code == 403
        same_as_never(answers[0], answers[1], key)
    for method in ("get", "post"):
        sent = machine.generic(method.upper(), f"/api/v3/snippets/{kind}/", data="{}")
        assert sent.status_code == 403
    assert Topic.objects.count() == 1
    assert FeedItem.objects.count() == 1


def test_a_right_to_one_kind_of_snippet_is_none_to_another() -> None:
    pages.topic(name="Mer")
    machine = Machine(member("change_topic"))
    listed = machine.read("snippets/cms.Topic/").json()["items"]
    assert [topic["name"] for topic in listed] == ["Mer"]
    assert machine.read("snippets/feeds.FeedItem/").status_code == 403
    assert machine.write(f"snippets/cms.Topic/{listed[0]['id']}/", {}, "delete").status_code == 403
    assert machine.write("snippets/cms.Topic/", {"name": "Neuf"}).status_code == 403
    assert Topic.objects.count() == 1


def test_nobody_makes_a_feed_item() -> None:
    FeedItemFactory.create()
    assert Machine(superuser()).write("snippets/feeds.FeedItem/", {}).status_code == 403
    assert FeedItem.objects.count() == 1


def test_sites_are_for_those_who_manage_them() -> None:
    home = pages.home_page()
    machine = Machine(member())
    for path in ("sites/", f"sites/{home.get_site().pk}/"):
        assert machine.read(path).status_code == 403
        assert Machine(superuser()).read(path).status_code == 200
    assert machine.write("sites/", {"hostname": "x", "root_page_id": 1}).status_code == 403


def test_an_article_of_ones_own_room_is_written(room: Room) -> None:
    let_edit(room.user, room.public.get_parent())
    machine = Machine(room.user)
    answer = machine.write(f"pages/{room.public.pk}/", {"title": "Repris"}, "patch")
    assert answer.status_code == 200, answer.content
    assert (
        ArticlePage.objects.get(pk=room.public.pk).get_latest_revision_as_object().title == "Repris"
    )
