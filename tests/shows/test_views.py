"""What readers and their players get of a recording."""

import json
from datetime import date
from typing import Any

import pytest
from django.test import Client
from wagtail.models import PageViewRestriction

from shows.models import EpisodePage
from tests.cms.counter import card, fresh, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db

VTT = (
    "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Le tocsin &lt;b&gt; sonne.\n\n"
    "00:02.500 --> 00:04.000\n<v علي>مرحبا\n\n00:02.500 --> 00:04.000\n<v علي>بكم\n"
)


@pytest.fixture
def episode() -> EpisodePage:
    found: EpisodePage = pages.episode(
        title="Le port", transcript=VTT, video_url="https://videos.example/le-port.mp4"
    )
    found.chapters.create(start_s=0, title="Intro <i>")
    found.chapters.create(start_s=3723, title="Fin", url="https://a.example/")
    found.quotes.create(text="Nous y étions.", person=pages.person(name="Ada"), start_s=1)
    found.notes.create(label="Le rapport", url="https://b.example/", note="page 12")
    found.save()
    return found


def test_subtitles_of_a_public_page(client: Client, episode: EpisodePage) -> None:
    response = client.get(f"{card(episode)['url']}transcription.vtt")
    assert response["Content-Type"] == "text/vtt; charset=utf-8"
    text = response.content.decode()
    assert text.startswith("WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n<v Ada>Le tocsin &lt;b&gt;")
    held = {"If-None-Match": response["ETag"]}
    assert client.get(f"{card(episode)['url']}transcription.vtt", headers=held).status_code == 304


def test_chapters_of_a_public_page(client: Client, episode: EpisodePage) -> None:
    response = client.get(f"{card(episode)['url']}chapitres.json")
    assert response["Content-Type"] == "application/json+chapters"
    assert [chapter["startTime"] for chapter in response.json()["chapters"]] == [0, 3723]
    assert client.post(f"{card(episode)['url']}chapitres.json").status_code == 405


@pytest.mark.parametrize("name", ["transcription.vtt", "chapitres.json"])
def test_what_is_not_public_is_exported_nowhere(
    client: Client, episode: EpisodePage, name: str
) -> None:
    address = f"{card(episode)['url']}{name}"
    draft = fresh(episode)
    draft.transcript, draft.title = "[0:01] Brouillon", "Brouillon"
    draft.save_revision()
    assert "Brouillon" not in client.get(address).content.decode()
    restriction = PageViewRestriction.objects.create(page=episode, restriction_type="login")
    assert client.get(address).status_code == 404
    restriction.delete()
    assert client.get(address).status_code == 200
    fresh(episode).unpublish()
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("transcript", ["", "Ada : sans heure"])
def test_nothing_to_export_is_nothing(client: Client, transcript: str) -> None:
    edito = pages.edito(transcript=transcript)
    path = card(edito)["url"]
    assert client.get(f"{path}transcription.vtt").status_code == 404
    assert client.get(f"{path}chapitres.json").status_code == 404
    assert client.get(f"{card(pages.article())['url']}transcription.vtt").status_code == 404
    assert client.get("/nulle/part/transcription.vtt").status_code == 404


def test_an_export_costs_one_query(
    client: Client, episode: EpisodePage, django_assert_num_queries: Any
) -> None:
    path = card(episode)["url"]
    client.get(f"{path}transcription.vtt")
    with django_assert_num_queries(1):
        client.get(f"{path}transcription.vtt")


def test_a_row_of_before_has_no_cues(client: Client, episode: EpisodePage) -> None:
    row = stored(episode)
    document = json.loads(row.document)
    document["details"]["transcript"] = "Du texte, comme avant"
    row.document = json.dumps(document)
    row.save()
    assert client.get(f"{row.path}transcription.vtt").status_code == 404


def test_the_page_of_an_episode(client: Client, episode: EpisodePage) -> None:
    html = client.get(card(episode)["url"]).content.decode()
    assert '<p id="t=1" dir="auto"><a class="moment" href="#t=1" data-seek="1">0:01</a>' in html
    assert "Le tocsin &lt;b&gt; sonne." in html
    assert html.count('id="t=2"') == 1
    assert "مرحبا بكم" in html
    assert html.count('<b class="speaker">') == 2
    assert "Intro &lt;i&gt;" in html
    assert "1:02:03" in html
    assert "Nous y étions." in html
    assert "Le rapport" in html
    assert f"{card(episode)['url']}transcription.vtt" in html


def test_a_file_is_played_with_its_subtitles(client: Client, episode: EpisodePage) -> None:
    html = client.get(card(episode)["url"]).content.decode()
    assert f'<track kind="captions" src="{card(episode)["url"]}transcription.vtt"' in html


def test_who_may_read_a_restricted_page_is_led_to_no_export(
    admin_client: Client, episode: EpisodePage
) -> None:
    path = card(episode)["url"]
    PageViewRestriction.objects.create(page=episode, restriction_type="login")
    html = admin_client.get(path).content.decode()
    assert "Le tocsin" in html
    assert "transcription.vtt" not in html


def test_what_an_episode_costs(
    client: Client, episode: EpisodePage, django_assert_max_num_queries: Any
) -> None:
    for _number in range(5):
        episode.quotes.create(text="Encore.", person=pages.person())
        episode.guests.create(person=pages.person())
        episode.chapters.create(start_s=60, title="Suite")
        episode.notes.create(label="Note", url="https://b.example/")
    episode.save()
    path = card(episode)["url"]
    client.get(path)
    # One of them for what it quotes: the keys that make it old.
    with django_assert_max_num_queries(23):
        client.get(path)


def test_the_page_of_an_edito(client: Client) -> None:
    edito = pages.edito(day=date(2026, 3, 18), transcript="Ada : Bonjour.\n\nÀ demain.")
    edito.further_reading.create(label="Le rapport", url="https://b.example/")
    edito.save()
    html = client.get(card(edito)["url"]).content.decode()
    assert '<b class="speaker">Ada</b> Bonjour.' in html
    assert html.count('<b class="speaker">') == 1
    assert "https://b.example/" in html
    assert "transcription.vtt" not in html


def test_a_further_reading_leads_to_its_content(client: Client) -> None:
    edito, article = pages.edito(), pages.article(title="L’hôpital ferme")
    edito.further_reading.create(content=article.uuid)
    edito.save()
    html = client.get(card(edito)["url"]).content.decode()
    assert f'<li><a href="{card(article)["url"]}">L’hôpital ferme</a></li>' in html


def test_a_preview_leads_to_no_export(episode: EpisodePage) -> None:
    html = episode.make_preview_request().content.decode()
    assert "Le tocsin" in html
    assert "transcription.vtt" not in html


def test_the_page_of_a_show(client: Client) -> None:
    show = pages.show()
    show.seasons.create(number=1, title="Les <ports>", year=2026)
    show.save()
    pages.episode(title="Le premier", season=1, number=1)
    html = client.get(card(show)["url"]).content.decode()
    assert "Les &lt;ports&gt; (2026)" in html
    assert "1. Le premier" in html


@pytest.mark.parametrize(
    ("media", "is_link"), [({"audio_url": "https://sons.example/a.mp3"}, True), ({}, False)]
)
def test_times_that_lead_nowhere_are_no_links(
    client: Client, media: dict[str, str], *, is_link: bool
) -> None:
    """Its transcript has no times; the film can no longer be shown."""
    episode = pages.episode(title="Sans film", transcript="Le tocsin sonne.", **media)
    episode.chapters.create(start_s=60, title="Les ports")
    episode.quotes.create(text="Nous y étions.", name="Ada", start_s=61)
    episode.save()
    html = client.get(card(episode)["url"]).content.decode()
    assert html.count("data-seek=") == (2 if is_link else 0)
    assert html.count("<noscript><span class=") == (2 if is_link else 0)
    for clock in ("1:00", "1:01"):
        assert f'<span class="moment">{clock}</span>' in html
