"""« Unes passées »: what the front page kept each time it was published, and the way back."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import PageLogEntry, Revision

from cms import tasks
from home import past
from home.models import HomePage, Pin
from home.pins import Kept
from tests.cms.counter import agrees
from tests.factories import pages

pytestmark = pytest.mark.django_db

A = UUID(int=1)
NOON = datetime(2030, 3, 18, 12, tzinfo=UTC)
NOTHING = gettext_lazy("Nothing was kept: all zones filled themselves.")


def member(group: str) -> Any:
    user, _is_new = get_user_model().objects.get_or_create(username=group.lower())
    user.groups.add(Group.objects.get(name=group))
    return user


@pytest.fixture
def editor(client: Client) -> Client:
    """Who may write the front page, and publish nothing."""
    client.force_login(member("Editors"))
    return client


@pytest.fixture
def moderator() -> Client:
    client = Client()
    client.force_login(member("Moderators"))
    return client


def publish(*pins: Pin, user: Any = None) -> Revision:
    home = HomePage.objects.get()
    home.pins = list(pins)
    revision = home.save_revision(user=user)
    revision.publish(user=user)
    return revision


@pytest.fixture
def unes() -> list[Revision]:
    """An article led, then an édito that is withdrawn meanwhile, then nothing."""
    pages.home_page()
    article, edito = pages.article(title="Le barrage"), pages.edito(title="Du jour")
    timed = Pin(content=article.uuid, zone="fil", shown_until=NOON)
    first = publish(Pin(content=article.uuid), timed, user=member("Moderators"))
    found = [first, publish(Pin(content=edito.uuid, zone="edito")), publish()]
    edito.unpublish()
    return found


def listing(client: Client) -> Any:
    return client.get(reverse("past_fronts", args=[HomePage.objects.get().pk]))


def back(client: Client, revision: Any, method: str = "post", **more: Any) -> Any:
    home, pk = HomePage.objects.get(), getattr(revision, "pk", revision)
    return getattr(client, method)(reverse("put_front_back", args=[home.pk, pk]), **more)


def kept() -> list[Kept]:
    return HomePage.objects.get().kept


def said(response: Any) -> list[str]:
    return [str(message).strip() for message in response.context["messages"]]


# --- Reading revisions


def test_what_a_revision_kept_in_the_editors_order() -> None:
    pins = [
        {"content": str(A), "zone": "fil", "sort_order": 1, "shown_from": NOON.isoformat()},
        {"content": str(A), "zone": "lead", "sort_order": 0, "shown_until": None},
    ]
    assert past.kept_in(Revision(content={"pins": pins})) == [
        Kept("lead", A),
        Kept("fil", A, shown_from=NOON),
    ]


def test_a_revision_of_before_zones_kept_what_leads() -> None:
    assert past.kept_in(Revision(content={"pins": [{"content": str(A)}]})) == [Kept("lead", A)]


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"pins": None},
        {"pins": ["x"]},
        {"pins": [{"zone": "lead"}]},
        {"pins": [{"content": "x"}]},
        {"pins": [{"content": str(A), "zone": "cave"}]},
        {"pins": [{"content": str(A), "shown_from": "demain"}]},
        {"pins": [{"content": str(A), "shown_from": "2030-03-18T12:00:00"}]},
        {"pins": [{"content": str(A), "shown_from": 7}]},
    ],
)
def test_what_is_of_another_shape_is_told(content: Any) -> None:
    with pytest.raises(past.UnreadableError):
        past.kept_in(Revision(content=content))


def test_a_revision_that_was_deleted_is_told() -> None:
    with pytest.raises(past.UnreadableError):
        past.kept_in(None)


# --- The list


def test_it_lists_what_was_published_newest_first(moderator: Client, unes: list[Revision]) -> None:
    HomePage.objects.get().save_revision()
    html = listing(moderator).content.decode()
    assert html.count('class="past-front"') == 3
    nothing, edito, article = (
        html.index(str(words)) for words in (NOTHING, _("(content withdrawn)"), "Le barrage")
    )
    assert nothing < edito < article
    assert "À la une" in html[article - 300 : article]
    assert _("until %(moment)s") % {"moment": "18/03/2030 13:00"} in html
    assert "moderators" in html[article:]
    assert html.count('method="post" action="/admin/pages/') == 2


def test_it_costs_the_same_whatever_was_published(
    moderator: Client, unes: list[Revision], django_assert_max_num_queries: Any
) -> None:
    listing(moderator)
    for _number in range(5):
        publish(Pin(content=unes[0].content["pins"][0]["content"]))
    with django_assert_max_num_queries(40):
        listing(moderator)


def test_the_editor_of_the_front_page_leads_there_and_no_other(moderator: Client) -> None:
    home, article = pages.home_page(), pages.article()
    url = reverse("past_fronts", args=[home.pk])
    assert f'href="{url}"' in moderator.get(f"/admin/pages/{home.pk}/edit/").content.decode()
    assert "/past/" not in moderator.get(f"/admin/pages/{article.pk}/edit/").content.decode()
    assert moderator.get(reverse("past_fronts", args=[article.pk])).status_code == 404


def test_the_results_alone_are_given_to_scripts(moderator: Client, unes: list[Revision]) -> None:
    url = reverse("past_fronts_results", args=[HomePage.objects.get().pk])
    html = moderator.get(url).content.decode()
    assert "Le barrage" in html
    assert "<html" not in html


# --- The way back


def test_what_was_kept_is_kept_again(
    moderator: Client, client: Client, unes: list[Revision]
) -> None:
    before = PageLogEntry.objects.count()
    response = back(moderator, unes[0], follow=True)
    assert said(response) == [_("This front page is back: readers see it now.")]
    article = UUID(unes[0].content["pins"][0]["content"])
    assert kept() == [Kept("lead", article), Kept("fil", article, shown_until=NOON)]
    home = HomePage.objects.get()
    assert home.live_revision_id == home.latest_revision_id
    assert home.live_revision_id not in [une.pk for une in unes]
    assert not home.has_unpublished_changes
    new = PageLogEntry.objects.order_by("pk")[before:]
    assert [entry.action for entry in new] == ["wagtail.revert", "wagtail.publish"]
    assert {entry.user.username for entry in new} == {"moderators"}
    assert {entry.data["revision"]["id"] for entry in new} == {unes[0].pk}
    lead = client.get("/api/content/v1/home").json()["zones"][0]["items"]
    assert lead[0]["title"] == "Le barrage"
    assert agrees()


def test_what_is_kept_already_changes_nothing(moderator: Client, unes: list[Revision]) -> None:
    revisions = Revision.objects.count()
    response = back(moderator, unes[2], follow=True)
    assert said(response) == [_("The front page keeps just this already: nothing was changed.")]
    assert Revision.objects.count() == revisions


def test_who_may_not_publish_sees_the_list_and_no_button(
    editor: Client, unes: list[Revision]
) -> None:
    html = listing(editor).content.decode()
    assert "Le barrage" in html
    assert 'method="post" action="/admin/pages/' not in html
    assert _("Who may publish the front page can put one of these back.") in html
    assert back(editor, unes[0]).status_code == 302
    assert kept() == []


def test_who_may_not_edit_sees_nothing(client: Client, unes: list[Revision]) -> None:
    assert listing(client).status_code == 302
    assert back(client, unes[0]).status_code == 302
    user = get_user_model().objects.create_user("x", "x@example.org", "x")
    user.user_permissions.add(
        Group.objects.get(name="Editors").permissions.get(codename="access_admin")
    )
    client.force_login(user)
    assert (
        "Le barrage"
        not in client.get(
            reverse("past_fronts", args=[HomePage.objects.get().pk]), follow=True
        ).content.decode()
    )
    back(client, unes[0])
    assert kept() == []


def test_it_is_only_done_by_a_form_of_ours(unes: list[Revision]) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member("Moderators"))
    assert back(strict, unes[0], "get").status_code == 405
    assert back(strict, unes[0]).status_code == 403
    assert kept() == []


def test_what_was_never_published_is_not_there(moderator: Client, unes: list[Revision]) -> None:
    draft = HomePage.objects.get().save_revision()
    assert back(moderator, draft).status_code == 404
    assert back(moderator, 10**6).status_code == 404


def test_what_cannot_be_read_is_refused_in_a_sentence(
    moderator: Client, unes: list[Revision]
) -> None:
    Revision.objects.filter(pk=unes[0].pk).update(content={"pins": [{"content": "x"}]})
    Revision.objects.filter(pk=unes[1].pk).delete()
    told = _("This front page cannot be read any more: nothing was changed.")
    assert listing(moderator).content.decode().count(_("It cannot be read any more.")) == 2
    for une in unes[:2]:
        response = back(moderator, une, follow=True)
        assert said(response) == [told]
    assert kept() == []


def test_a_locked_front_page_stays_as_it_is(moderator: Client, unes: list[Revision]) -> None:
    HomePage.objects.update(
        locked=True, locked_by=get_user_model().objects.create_user("autre"), locked_at=NOON
    )
    assert 'method="post" action="/admin/pages/' not in listing(moderator).content.decode()
    assert said(back(moderator, unes[0], follow=True))
    assert kept() == []


def test_a_scheduled_front_page_is_not_cancelled_by_it(
    moderator: Client, unes: list[Revision]
) -> None:
    home = HomePage.objects.get()
    home.go_live_at = timezone.now() + timedelta(hours=1)
    home.save_revision().publish()
    assert said(back(moderator, unes[0], follow=True))
    assert kept() == []
    assert Revision.objects.filter(approved_go_live_at__isnull=False).exists()


def test_one_that_the_clock_has_published_is_there(
    moderator: Client, unes: list[Revision], monkeypatch: pytest.MonkeyPatch
) -> None:
    home = HomePage.objects.get()
    home.pins = [Pin(content=unes[0].content["pins"][0]["content"], zone="videos")]
    home.go_live_at = timezone.now() + timedelta(hours=1)
    home.save_revision().publish()
    later = timezone.now() + timedelta(hours=2)
    monkeypatch.setattr(timezone, "now", lambda: later)
    tasks.publish_scheduled()
    assert listing(moderator).content.decode().count('class="past-front"') == 4


def test_a_draft_that_would_be_buried_is_told_of(moderator: Client, unes: list[Revision]) -> None:
    told = _(
        "The front page has changes that are not published. One that you put back takes their "
        "place; they stay in its history."
    )
    assert told not in listing(moderator).content.decode()
    HomePage.objects.get().save_revision()
    assert told in listing(moderator).content.decode()
