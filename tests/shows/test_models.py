import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from wagtail.actions.create_alias import CreatePageAliasAction

from shows.fields import DurationInput
from shows.models import EditoPage
from tests.cms.counter import agrees, card, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db
DAY = datetime(2026, 3, 18, 8, tzinfo=UTC)


def test_editos_lead_to_the_one_before_and_after(client: Client) -> None:
    editos = [pages.edito(title=f"Jour {n}", shown_date=DAY + timedelta(days=n)) for n in range(3)]
    html = client.get(editos[1].url).content.decode()
    assert editos[0].url in html
    assert editos[2].url in html
    assert "Jour 0" in html


def test_a_duration_is_typed_as_a_clock() -> None:
    field = DurationInput(required=False)
    assert field.clean("1:02:03") == 3723
    assert field.clean("") is None
    assert field.prepare_value(3723) == "1:02:03"
    with pytest.raises(ValidationError, match="12:30"):
        field.clean("longtemps")


def test_a_page_refuses_an_address_that_is_no_video() -> None:
    edito = EditoPage(title="Édito", video_url="https://exemple.org/")
    with pytest.raises(ValidationError) as error:
        edito.clean_fields(exclude=["path", "depth", "slug"])
    assert "video_url" in error.value.message_dict


def test_episode_shows_its_guests_and_its_sound(client: Client) -> None:
    episode = pages.episode(audio_url="https://son.example/1.mp3")
    episode.guests.create(person=pages.person(name="Ada"), presented_as="économiste")
    episode.save()
    html = client.get(episode.url).content.decode()
    assert "Ada" in html
    assert "économiste" in html
    assert "https://son.example/1.mp3" in html


def test_a_list_names_all_guests_of_an_episode_and_nobody_else(client: Client) -> None:
    mentioned, show = pages.person(name="Zoé"), pages.show()
    alone, shared = pages.episode(title="Seul"), pages.episode(title="À trois")
    for episode in (alone, shared):
        episode.people.set([mentioned])
        for name in ("Ada", "Awa", "Inès") if episode == shared else ():
            episode.guests.create(person=pages.person(name=name))
        episode.save()
    assert card(shared)["guests"] == ["Ada", "Awa", "Inès"]
    shared.people.add(pages.Person.objects.get(name="Ada"))
    shared.save()
    assert [person["name"] for person in card(shared)["people"]] == ["Ada", "Awa", "Inès", "Zoé"]
    html = client.get(card(show)["url"]).content.decode()
    assert re.findall(r'card__guest">([^<]*)<', html) == ["Ada, Awa et Inès"]


def test_episode_names_its_show_again_once_it_is_back() -> None:
    episode = pages.episode()
    fresh(pages.show()).unpublish()
    assert card(episode)["show"] is None
    assert agrees()
    fresh(pages.show()).save_revision().publish()
    assert card(episode)["show"]["title"] == "Bifurcations"
    assert agrees()


def test_episode_leads_to_its_neighbours_in_its_show(client: Client) -> None:
    first, second = pages.episode(title="Premier"), pages.episode(title="Second")
    context = client.get(card(second)["url"]).context
    assert context["previous"] == {
        **{name: card(first)[name] for name in ("id", "url", "title")},
        "kind": "episode",
    }
    assert context["next"] is None


def test_recordings_of_one_moment_follow_each_other(client: Client) -> None:
    titles = ["Un", "Deux", "Trois"]
    made = [pages.edito(title=title, shown_date=DAY) for title in titles]
    shown = [client.get(card(edito)["url"]).context for edito in made]
    named = [[c[name] and c[name]["title"] for name in ("previous", "next")] for c in shown]
    assert named == [[None, "Deux"], ["Un", "Trois"], ["Deux", None]]


def test_alias_stands_in_no_list(client: Client) -> None:
    edito = pages.edito(title="Une fois")
    CreatePageAliasAction(edito, update_slug="encore").execute(skip_permission_checks=True)
    index = client.get("/editos/").context["cards"]
    assert [found["title"] for found in index] == ["Une fois"]
    assert index[0]["url"] == card(edito)["url"]
    assert client.get("/").context["front"].edito["url"] == card(edito)["url"]
