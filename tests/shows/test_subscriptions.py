"""Where éditos are followed: on their list, below each of them, for frontends; and a film of ours
can be taken along."""

import pytest
from django.test import Client

from cms.api.caching import content_key
from shows.models import EditoIndexPage
from tests.cms.counter import agrees, card
from tests.factories import pages

pytestmark = pytest.mark.django_db

PODCAST = "https://edito.example/podcast.xml"


def test_editos_and_their_list_tell_where_they_are_followed(client: Client) -> None:
    path = card(pages.edito())["url"]
    index = EditoIndexPage.objects.get()
    index.subscriptions.create(label="Podcast", url=PODCAST)
    index.save_revision().publish()
    for address in (path, index.url):
        page = client.get(address)
        assert f'<a class="chip" href="{PODCAST}" rel="noopener">' in page.content.decode()
        assert f'href="/flux{index.url}"' in page.content.decode()
        # A change of the list refreshes its éditos.
        assert content_key(index.uuid) in page["Surrogate-Key"].split()
    told = client.get(f"/api/content/v1/contents/{index.uuid}").json()["details"]
    assert told["subscriptions"] == [{"label": "Podcast", "url": PODCAST}]
    assert agrees()


def test_a_film_of_ours_is_downloaded(client: Client) -> None:
    film = "https://films.example/edito.mp4"
    page = client.get(card(pages.edito(video_url=film))["url"]).content.decode()
    assert f'<a href="{film}" download>Télécharger le film</a>' in page


def test_one_within_a_text_may_be_another_s(client: Client) -> None:
    film = ("video", {"url": "https://films.example/autre.mp4", "title": "Un film", "caption": ""})
    page = client.get(card(pages.article(body=[film]))["url"]).content.decode()
    assert 'src="https://films.example/autre.mp4"' in page
    assert "Télécharger" not in page


def test_a_list_that_is_no_more_tells_nothing(client: Client) -> None:
    path = card(pages.edito())["url"]
    index = EditoIndexPage.objects.get()
    index.subscriptions.create(label="Podcast", url=PODCAST)
    EditoIndexPage.objects.update(live=False)
    assert PODCAST not in client.get(path).content.decode()


def test_a_film_of_a_platform_is_not(client: Client) -> None:
    path = card(pages.edito(video_url="https://www.youtube.com/watch?v=AAAAAAAAAAA"))["url"]
    assert "Télécharger le film" not in client.get(path).content.decode()
