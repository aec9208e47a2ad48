"""The page of a person has their own words, and nobody else's."""

import pytest
from django.test import Client

from cms.quotations import SHOWN
from tests.cms.counter import fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_words_of_texts_and_interviews_lead_to_where_they_stand(client: Client) -> None:
    ada, bea = pages.person(name="Ada"), pages.person(name="Bea")
    quotes = [
        ("quote", {"text": "Je l’écris.", "person": ada, "attribution": ""}),
        ("quote", {"text": "Pas moi.", "person": bea, "attribution": ""}),
        ("quote", {"text": "On l’a dit.", "person": None, "attribution": "Un tract"}),
    ]
    article = pages.article(title="Un texte", body=quotes)
    episode = pages.episode(title="Un entretien")
    episode.quotes.create(text="Je le dis.", person=ada, start_s=61)
    episode.quotes.create(text="Je me tais.", person=bea)
    episode.save()
    html = client.get(f"/personnes/{ada.slug}/").content.decode()
    assert html.index("Je le dis.") < html.index("Je l’écris.")
    assert f'href="{episode.url}#t=61">Un entretien</a>' in html
    assert f'href="{article.url}">Un texte</a>' in html
    for other in ("Pas moi.", "Je me tais.", "On l’a dit."):
        assert other not in html


def test_words_leave_with_their_content(client: Client) -> None:
    ada = pages.person(name="Ada")
    quote = ("quote", {"text": "Je l’écris.", "person": ada, "attribution": ""})
    article = pages.article(body=[quote])
    fresh(article).unpublish()
    assert "Je l’écris." not in client.get(f"/personnes/{ada.slug}/").content.decode()


def test_few_are_shown_and_on_the_first_page_alone(client: Client) -> None:
    ada = pages.person(name="Ada")
    quote = ("quote", {"text": "Je l’écris.", "person": ada, "attribution": ""})
    pages.article(body=[quote] * (SHOWN + 1))
    address = f"/personnes/{ada.slug}/"
    assert client.get(address).content.decode().count("Je l’écris.") == SHOWN
    assert "Je l’écris." not in client.get(f"{address}?type=articles").content.decode()


def test_words_are_found_however_much_was_published_since(client: Client) -> None:
    ada = pages.person(name="Ada")
    quote = ("quote", {"text": "Je l’écrivais.", "person": ada, "attribution": ""})
    pages.article(body=[quote])
    for number in range(21):
        pages.article(title=f"Depuis {number}", people=[ada])
    assert "Je l’écrivais." in client.get(f"/personnes/{ada.slug}/").content.decode()
