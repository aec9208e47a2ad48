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
    assert context["previous"] == {"title": "Premier", "url": card(first)["url"]}
    assert context["next"] is None


def test_alias_stands_in_no_list(client: Client) -> None:
    edito = pages.edito(title="Une fois")
    CreatePageAliasAction(edito, update_slug="encore").execute(skip_permission_checks=True)
    index = client.get("/editos/").context["cards"]
    assert [found["title"] for found in index] == ["Une fois"]
    assert index[0]["url"] == card(edito)["url"]
    assert client.get("/").context["front"].edito["url"] == card(edito)["url"]
