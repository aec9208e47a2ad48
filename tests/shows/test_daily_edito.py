"""The day's édito from a phone: who may, what is asked, what comes of it."""

from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Workflow

from cms.users.models import User
from shows.models import EditoIndexPage, EditoPage
from shows.models.editos import newsroom_day
from tests.cms.counter import agrees, card
from tests.factories import pages
from tests.threads import in_threads

pytestmark = pytest.mark.django_db

VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
SENTENCE = "L’eau n’est pas une marchandise"


@pytest.fixture
def index() -> EditoIndexPage:
    found: EditoIndexPage = pages.only(EditoIndexPage, title="Éditos", slug="editos")
    return found


def logged_in(client: Client, index: EditoIndexPage | None, *may: str) -> User:
    """Somebody of the newsroom who may do some things below the index."""
    user = User.objects.create_user("camille", "camille@example.org", "x")
    group = Group.objects.create(name="Essai")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    for codename in may:
        permission = Permission.objects.get(
            codename=codename, content_type__app_label="wagtailcore"
        )
        GroupPagePermission.objects.create(group=group, page=index, permission=permission)
    user.groups.add(group)
    client.force_login(user)
    return user


def post(client: Client, **fields: Any) -> Any:
    form = {"video_url": VIDEO, "title": SENTENCE, "standfirst": "", "author": "", "noticed": "0"}
    return client.post(reverse("daily_edito"), {**form, **fields}, follow=True)


def test_an_address_and_a_sentence_are_an_edito(client: Client, index: EditoIndexPage) -> None:
    user = logged_in(client, index, "add_page", "publish_page")
    form = client.get(reverse("daily_edito")).content.decode()
    asked = [name for name in ("video_url", "title", "standfirst") if f'for="id_{name}"' in form]
    assert asked == ["video_url", "title", "standfirst"]
    response = post(client)
    edito = EditoPage.objects.get()
    assert (edito.title, edito.day, edito.owner, edito.live) == (
        SENTENCE,
        newsroom_day(),
        user,
        True,
    )
    assert card(edito)["media"]["id"] == "AAAAAAAAAAA"
    assert edito.get_parent().specific == index
    html = response.content.decode()
    assert edito.get_url() in html
    assert reverse("wagtailadmin_pages:edit", args=[edito.pk]) in html
    assert agrees()


@pytest.mark.parametrize("url", ["", "https://exemple.org/", "javascript:alert(1)", "vidéo"])
def test_an_address_that_is_no_video_is_told_at_its_field(
    client: Client, index: EditoIndexPage, url: str
) -> None:
    logged_in(client, index, "add_page", "publish_page")
    response = post(client, video_url=url)
    assert list(response.context["form"].errors) == ["video_url"]
    assert SENTENCE in response.content.decode()
    assert not EditoPage.objects.exists()


@pytest.mark.parametrize("title", ["", " ", "« !? »", "a" * 256])
def test_a_sentence_is_needed(client: Client, index: EditoIndexPage, title: str) -> None:
    logged_in(client, index, "add_page", "publish_page")
    assert list(post(client, title=title).context["form"].errors) == ["title"]


def test_the_author_is_that_of_the_last_one(client: Client, index: EditoIndexPage) -> None:
    user = logged_in(client, index, "add_page", "publish_page")
    ada, _other = pages.person(name="Ada"), pages.person()
    post(client, author=str(ada.pk))
    pages.edito(owner=None)
    form = client.get(reverse("daily_edito")).context["form"]
    assert form["author"].value() == ada.pk
    assert [author["name"] for author in card(EditoPage.objects.get(owner=user))["authors"]] == [
        "Ada"
    ]


def test_one_that_is_there_already_is_told_before_it_is_published(
    client: Client, index: EditoIndexPage
) -> None:
    logged_in(client, index, "add_page", "publish_page")
    form = client.get(reverse("daily_edito")).content.decode()
    other = pages.edito(title="Celui du matin")
    edit = reverse("wagtailadmin_pages:edit", args=[other.pk])
    assert edit not in form
    response = post(client)
    assert edit in response.content.decode()
    assert SENTENCE in response.content.decode()
    assert EditoPage.objects.count() == 1
    noticed = response.context["form"]["noticed"].value()
    post(client, noticed=str(noticed))
    assert EditoPage.objects.count() == 2
    assert edit in client.get(reverse("daily_edito")).content.decode()


def test_who_may_not_publish_keeps_a_draft(client: Client, index: EditoIndexPage) -> None:
    Workflow.objects.update(active=False)
    logged_in(client, index, "add_page")
    response = post(client)
    edito = EditoPage.objects.get()
    assert not edito.live
    assert reverse("wagtailadmin_pages:view_draft", args=[edito.pk]) in response.content.decode()
    assert client.get("/").status_code == 200
    assert agrees()


def test_a_workflow_is_begun_where_there_is_one(client: Client, index: EditoIndexPage) -> None:
    assert index.get_workflow(), "Wagtail's own default"
    logged_in(client, index, "add_page")
    post(client)
    edito = EditoPage.objects.get()
    assert (edito.live, edito.workflow_in_progress) == (False, True)


def test_who_may_not_add_is_sent_away_and_sees_no_button(
    client: Client, index: EditoIndexPage
) -> None:
    logged_in(client, index, "change_page")
    dashboard = client.get(reverse("wagtailadmin_home")).content.decode()
    assert reverse("daily_edito") not in dashboard
    assert client.get(reverse("daily_edito")).status_code == 302
    client.post(reverse("daily_edito"), {"video_url": VIDEO, "title": SENTENCE})
    assert not EditoPage.objects.exists()


def test_strangers_log_in_first(client: Client, index: EditoIndexPage) -> None:
    response = client.get(reverse("daily_edito"))
    assert "/login/" in response["Location"]


def test_a_draft_of_others_is_nobodys_business(client: Client, index: EditoIndexPage) -> None:
    logged_in(client, index, "add_page")
    draft = pages.edito(live=False)
    assert client.get(reverse("daily_edito_done", args=[draft.pk])).status_code == 302


def test_the_dashboard_and_the_menu_lead_there(admin_client: Client, index: EditoIndexPage) -> None:
    dashboard = admin_client.get(reverse("wagtailadmin_home")).content.decode()
    assert dashboard.count(reverse("daily_edito")) >= 2


def test_without_an_index_the_way_is_told(admin_client: Client) -> None:
    pages.home_page()
    assert reverse("daily_edito") not in admin_client.get("/admin/").content.decode()
    assert admin_client.get(reverse("daily_edito")).status_code == 302


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_make_one_edito() -> None:
    pages.only(EditoIndexPage, title="Éditos", slug="editos")
    User.objects.create_superuser("chef", "chef@example.org", "x")

    def press() -> None:
        client = Client()
        client.force_login(User.objects.get(username="chef"))
        post(client)

    in_threads([press, press, press])
    assert EditoPage.objects.count() == 1
