"""Quotes, notes, seasons and numbers of episodes."""

import json
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from shows.models import EpisodePage, KeyQuote
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.shows.editing import episode_form

pytestmark = pytest.mark.django_db


def details(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored(page).document)["details"]
    return found


def test_key_quotes_name_a_person_or_somebody() -> None:
    episode, ada = pages.episode(), pages.person(name="Ada")
    episode.quotes.create(text="Nous y étions.", person=ada, start_s=761)
    episode.quotes.create(text="Et nous restons.", name="Une docker")
    episode.notes.create(label="Le rapport", url="https://a.example/", note="p. 12")
    episode.save()
    first, second = details(episode)["quotes"]
    assert (first["text"], first["start_s"]) == ("Nous y étions.", 761)
    assert first["person"]["name"] == "Ada"
    assert (second["person"], second["name"]) == (None, "Une docker")
    assert details(episode)["notes"] == [
        {"label": "Le rapport", "url": "https://a.example/", "note": "p. 12"}
    ]
    assert "Nous y étions." in stored(episode).search_body
    assert "Le rapport p. 12" in stored(episode).search_body
    assert agrees()


def test_a_renamed_person_is_renamed_in_quotes_and_a_deleted_one_leaves_them() -> None:
    episode, ada = pages.episode(), pages.person(name="Ada")
    episode.quotes.create(text="Nous y étions.", person=ada)
    episode.save()
    ada.name = "Ada L."
    ada.save()
    assert details(episode)["quotes"][0]["person"]["name"] == "Ada L."
    ada.delete()
    assert details(episode)["quotes"][0]["person"] is None
    assert agrees()


def test_a_quote_has_one_author() -> None:
    with pytest.raises(ValidationError) as error:
        KeyQuote(text="a", person=pages.person(), name="b").clean()
    assert "name" in error.value.message_dict


def test_two_episodes_of_a_season_have_two_numbers() -> None:
    first = pages.episode(title="Le premier", season=1, number=2, live=False)
    form = episode_form(season="1", number="2")
    assert not form.is_valid()
    assert "Le premier" in form.errors["number"][0]
    assert form["number"].value() == "2"
    for other in ({"season": "2", "number": "2"}, {"number": "2"}, {"season": "1"}):
        assert episode_form(**other).is_valid()
    itself = episode_form(page=fresh(first), season="1", number="2")
    assert itself.is_valid(), itself.errors


def test_a_number_without_a_season_is_taken_once_too() -> None:
    pages.episode(number=4)
    assert not episode_form(number="4").is_valid()


def test_an_episode_can_be_copied() -> None:
    episode = pages.episode(season=1, number=2)
    copy = episode.copy(update_attrs={"slug": "copie"}, keep_live=False)
    assert EpisodePage.objects.filter(pk=copy.pk, number=2).exists()


def test_a_show_lists_its_seasons_with_public_episodes(client: Client) -> None:
    show = pages.show()
    show.seasons.create(number=1, title="Les ports", year=2026, description="Six quais.")
    show.seasons.create(number=9, title="À venir")
    show.save()
    for season, number in ((1, 2), (1, 1), (2, 1)):
        pages.episode(title=f"Épisode {season}.{number}", season=season, number=number)
    pages.episode(title="Caché", season=1, number=3, live=False)
    pages.episode(title="Hors saison")
    context = client.get(card(show)["url"]).context
    newest, first = context["seasons"]
    assert (newest["number"], newest["title"]) == (2, "")
    assert (first["title"], first["year"], first["description"]) == (
        "Les ports",
        2026,
        "Six quais.",
    )
    assert [episode["title"] for episode in first["episodes"]] == ["Épisode 1.1", "Épisode 1.2"]
    assert [season["number"] for season in details(show)["seasons"]] == [1, 9]
