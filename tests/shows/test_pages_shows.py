"""The page of a show, by season and by guest."""

import pytest
from django.test import Client

from tests.cms.counter import card
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_a_show_is_narrowed_by_season_and_guest(client: Client) -> None:
    guest, show = pages.person(slug="ada"), pages.show()
    first = pages.episode(title="Premier", season=1, number=1)
    second = pages.episode(title="Second", season=2, number=1)
    for episode in (first, second):
        episode.guests.create(person=guest if episode == first else pages.person())
        episode.save()
    address = card(show)["url"]

    def titles(**query: str) -> set[str]:
        return {each["title"] for each in client.get(address, query).context["cards"]}

    assert titles() == {"Premier", "Second"}
    assert titles(saison="2") == {"Second"}
    assert titles(invite="ada") == {"Premier"}
    assert titles(saison="2", invite="ada") == set()
    assert titles(saison="x") == {"Premier", "Second"}
    html = client.get(address, {"saison": "2"}).content.decode()
    assert 'href="?saison=2#episodes" aria-current="page"' in html
