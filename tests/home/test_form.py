"""The editor's form of the front page: what it takes, and the sentence at the field otherwise."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset, nested_form_data

from home.models import HomePage, Pin
from home.zones import BY_NAME
from tests.cms.counter import agrees, fresh
from tests.cms.tokens import Machine, superuser
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory

pytestmark = pytest.mark.django_db

VIDEO = "https://youtu.be/AAAAAAAAAAA"


@pytest.fixture
def home() -> HomePage:
    return pages.home_page()


def pin(content: Any, zone: str = "lead", begin: str = "", end: str = "", **more: Any) -> Any:
    uuid = getattr(content, "uuid", content)
    return {"content": uuid, "zone": zone, "shown_from": begin, "shown_until": end, **more}


def save(client: Client, home: HomePage, *pins: Any, initial: int = 0, **more: Any) -> Any:
    data = {
        "title": home.title,
        "slug": home.slug,
        "pins": inline_formset(pins, initial=initial),
        "comments": inline_formset([]),
        **more,
    }
    return client.post(
        reverse("wagtailadmin_pages:edit", args=[home.pk]),
        {**nested_form_data(data), "action-publish": "yes"},
    )


def errors(response: Any) -> list[dict[str, list[str]]]:
    assert response.status_code == 200
    formset = response.context["form"].formsets["pins"]
    assert not formset.non_form_errors()
    return [form.errors for form in formset.forms]


def kept() -> list[tuple[str, Any]]:
    return list(Pin.objects.order_by("sort_order").values_list("zone", "content"))


def test_pins_are_published_zone_by_zone(admin_client: Client, home: HomePage) -> None:
    first, second, edito = pages.article(), pages.article(), pages.edito()
    given = [pin(edito, "fil"), pin(second), pin(edito, "edito"), pin(first)]
    assert save(admin_client, home, *given).status_code == 302
    assert kept() == [
        *(("lead", second.uuid), ("lead", first.uuid)),
        *(("edito", edito.uuid), ("fil", edito.uuid)),
    ]
    assert agrees()


def test_a_pin_added_to_those_there_finds_its_zone(admin_client: Client, home: HomePage) -> None:
    first, second, third = pages.article(), pages.article(), pages.article()
    save(admin_client, home, pin(first), pin(third, "fil"), pin(second, "fil"))
    there = [
        pin(each.content, each.zone, id=each.pk) for each in Pin.objects.order_by("sort_order")
    ]
    assert save(admin_client, home, *there, pin(third), initial=3).status_code == 302
    assert kept() == [
        *(("lead", first.uuid), ("lead", third.uuid)),
        *(("fil", third.uuid), ("fil", second.uuid)),
    ]


def test_each_zone_takes_what_fits(admin_client: Client, home: HomePage) -> None:
    edito, episode, dossier = pages.edito(video_url=VIDEO), pages.episode(), pages.dossier()
    item = FeedItemFactory(source=SourceFactory(is_partner=True))
    given = [
        pin(edito, "edito"),
        pin(edito, "videos"),
        pin(episode, "episodes"),
        pin(dossier, "dossiers"),
        pin(item, "partners"),
        pin(item, "lead"),
        pin(item, "fil"),
    ]
    assert save(admin_client, home, *given).status_code == 302
    assert len(kept()) == 7


@pytest.mark.parametrize("zone", ["edito", "episodes", "dossiers", "videos", "partners"])
def test_what_does_not_fit_is_refused_at_the_field(
    admin_client: Client, home: HomePage, zone: str
) -> None:
    article, stranger = pages.article(), FeedItemFactory()
    given = [pin(article, zone), pin(stranger, zone), pin(article)]
    refused = errors(save(admin_client, home, *given))
    assert [list(each) for each in refused] == [["content"], ["content"], []]
    assert refused[0]["content"] == [BY_NAME[zone].refusal]
    assert not Pin.objects.exists()


def test_what_stands_in_no_list_leads_nothing(admin_client: Client, home: HomePage) -> None:
    dossier = pages.dossier()
    refused = errors(save(admin_client, home, pin(dossier), pin(dossier, "fil")))
    assert [list(each) for each in refused] == [["content"], ["content"]]


def test_what_is_withdrawn_may_stay(admin_client: Client, home: HomePage) -> None:
    assert save(admin_client, home, pin(uuid4(), "edito")).status_code == 302


def test_a_pin_that_ends_before_it_begins(admin_client: Client, home: HomePage) -> None:
    article = pages.article()
    noon, later = "2030-03-18 12:00", "2030-03-18 13:00"
    refused = errors(
        save(admin_client, home, pin(article, begin=later, end=noon), pin(article, "fil"))
    )
    assert list(refused[0]) == ["shown_until"]
    assert not refused[1]
    assert list(errors(save(admin_client, home, pin(article, begin=noon, end=noon)))[0])
    assert save(admin_client, home, pin(article, begin=noon, end=later)).status_code == 302


def test_the_same_content_twice_in_a_zone(admin_client: Client, home: HomePage) -> None:
    article = pages.article()
    noon, later = "2030-03-18 12:00", "2030-03-18 13:00"
    refused = errors(save(admin_client, home, pin(article), pin(article, begin=noon)))
    assert [list(each) for each in refused] == [[], ["content"]]
    in_turn = [pin(article, end=noon), pin(article, begin=later), pin(article, "fil")]
    assert save(admin_client, home, *in_turn).status_code == 302


def test_more_than_there_are_places_at_one_time(admin_client: Client, home: HomePage) -> None:
    first, second = pages.edito(), pages.edito()
    noon = "2030-03-18 12:00"
    refused = errors(save(admin_client, home, pin(first, "edito"), pin(second, "edito")))
    assert [list(each) for each in refused] == [[], ["zone"]]
    in_turn = [pin(first, "edito", end=noon), pin(second, "edito", begin=noon)]
    assert save(admin_client, home, *in_turn).status_code == 302


def test_what_is_taken_out_counts_no_more(admin_client: Client, home: HomePage) -> None:
    first, second = pages.edito(), pages.edito()
    save(admin_client, home, pin(first, "edito"))
    there = pin(first, "edito", id=Pin.objects.get().pk, DELETE="1")
    assert save(admin_client, home, there, pin(second, "edito"), initial=1).status_code == 302
    assert kept() == [("edito", second.uuid)]


def test_a_pin_without_a_zone_is_refused_at_the_field(admin_client: Client, home: HomePage) -> None:
    refused = errors(save(admin_client, home, pin(pages.article(), "")))
    assert list(refused[0]) == ["zone"]


def test_the_form_tells_zones_sizes_and_rules(admin_client: Client, home: HomePage) -> None:
    html = admin_client.get(reverse("wagtailadmin_pages:edit", args=[home.pk])).content.decode()
    assert '<option value="partners">Médias partenaires</option>' in html
    assert "magazine" not in dict(Pin._meta.get_field("zone").choices)
    assert "<strong>À la une</strong>" in html
    assert "Les épisodes les plus récents." in html


def test_machines_write_and_read_zones_and_moments(home: HomePage, client: Client) -> None:
    machine, edito = Machine(superuser()), pages.edito()
    url, publish = f"pages/{home.pk}/", {"action": "publish"}
    given = {"content": str(edito.uuid), "zone": "edito", "shown_until": "2030-03-18T13:00:00Z"}
    answer = machine.write(url, {"pins": [given], "meta": publish}, "patch")
    assert answer.status_code == 200, answer.content
    (read,) = machine.read(url).json()["pins"]
    assert {name: read[name] for name in given} == given
    kept_there = {"id": read["id"], "content": str(edito.uuid), "shown_until": given["shown_until"]}
    article = pages.article()
    answer = machine.write(
        url, {"pins": [kept_there, {"content": str(article.uuid)}], "meta": publish}, "patch"
    )
    assert answer.status_code == 200, answer.content
    assert kept() == [("lead", article.uuid), ("edito", edito.uuid)]
    answer = machine.write(url, {"pins": [given], "meta": publish}, "patch")
    assert answer.status_code == 200, answer.content
    wrong = {"content": str(article.uuid), "zone": "edito"}
    assert machine.write(url, {"pins": [wrong]}, "patch").status_code == 422
    assert machine.write(url, {"pins": [{**given, "zone": "magazine"}]}, "patch").status_code == 422
    details = client.get(f"/api/content/v1/contents/{fresh(home).uuid}").json()["details"]
    assert details["pins"] == [
        {
            "uuid": str(edito.uuid),
            "note": "",
            "zone": "edito",
            "from": None,
            "until": "2030-03-18T13:00:00Z",
        }
    ]
