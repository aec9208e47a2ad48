"""What stands around a story, and around every page."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from cms.around import around
from cms.models import SiteSettings
from cms.schemas import Card
from cms.templatetags.kiosque import mail_query
from tests.cms.counter import card, fresh
from tests.factories import pages

pytestmark = pytest.mark.django_db


def surrounded(page: Any) -> dict[str, Any]:
    return around(Card.model_validate(card(page)), [])


def settings(**fields: Any) -> SiteSettings:
    found, _made = SiteSettings.objects.update_or_create(site=Site.objects.get(), defaults=fields)
    return found


def test_neighbours_in_the_dossier_pass_over_what_is_not_public() -> None:
    stories = [pages.article(title=f"n{number}") for number in range(4)]
    dossier = pages.dossier()
    for story in stories:
        dossier.entries.create(content=story.uuid)
    dossier.save()
    fresh(stories[1]).unpublish()
    found = surrounded(stories[2])
    assert (found["before"]["title"], found["after"]["title"]) == ("n0", "n3")
    assert surrounded(stories[0])["before"] is None
    assert surrounded(stories[3])["after"] is None


def test_a_story_without_a_dossier_has_no_neighbours() -> None:
    found = surrounded(pages.article())
    assert (found["before"], found["after"], found["authors"]) == (None, None, [])


def test_authors_are_presented_once_and_only_if_there_is_something_to_say() -> None:
    known, unknown = pages.person(name="Ada", biography="Elle enquête."), pages.person()
    article = pages.article()
    for person, role in ((known, "text"), (known, "photo"), (unknown, "text")):
        article.contributions.create(person=person, role=role)
    article.save()
    assert [author["title"] for author in surrounded(article)["authors"]] == ["Ada"]


def test_what_stands_around_costs_three_queries(django_assert_num_queries: Any) -> None:
    topic, author = pages.topic(), pages.person(biography="Elle enquête.")
    stories = [pages.article(topics=[topic]) for _number in range(3)]
    stories[1].contributions.create(person=author)
    stories[1].save()
    dossier = pages.dossier()
    for story in stories:
        dossier.entries.create(content=story.uuid)
    dossier.save()
    subject = Card.model_validate(card(stories[1]))
    with django_assert_num_queries(3):
        assert around(subject, [])["before"]


def test_an_error_is_reported_with_the_page_it_is_in(client: Client) -> None:
    article = pages.article(title="Le « port » & la ville")
    settings(contact_email="redaction@example.org")
    html = client.get(card(article)["url"]).content.decode()
    address = html.partition('href="mailto:redaction@example.org?')[2].partition('"')[0]
    query = parse_qs(urlsplit("?" + address.replace("&amp;", "&")).query)
    assert article.title in query["subject"][0].replace("\N{NO-BREAK SPACE}", " ").replace(
        "\N{NARROW NO-BREAK SPACE}", " "
    )
    assert query["body"][0].endswith(card(article)["url"])


def test_a_mail_is_addressed_without_plus_signs() -> None:
    assert mail_query("Une &amp; deux", "https://a.example/") == (
        "subject=Une%20%26%20deux&body=https%3A%2F%2Fa.example%2F"
    )


def test_the_alert_stands_above_every_page_until_it_is_over(client: Client) -> None:
    pages.home_page()
    settings(alert_text="En direct <ici>", alert_url="/direct/")
    html = client.get("/themes/").content.decode()
    assert 'role="status" data-alert="En direct &lt;ici&gt;"' in html
    assert 'href="/direct/"' in html
    settings(alert_until=timezone.now() - timedelta(minutes=1))
    assert "En direct" not in client.get("/themes/").content.decode()


def test_the_footer_has_what_the_law_asks(client: Client) -> None:
    pages.home_page()
    site = settings()
    site.legal_links.create(label="Mentions légales", address="/mentions/")
    site.save()
    html = client.get("/themes/").content.decode().partition("site-footer")[2]
    assert html.index('href="/rectificatifs/"') < html.index('href="/mentions/"')


@pytest.mark.parametrize(
    ("tab", "expected"),
    [("", {"Lu", "Vu"}), ("articles", {"Lu"}), ("editos", {"Vu"}), ("x", {"Lu", "Vu"})],
)
def test_a_topic_and_a_person_are_narrowed(client: Client, tab: str, expected: set[str]) -> None:
    topic, person = pages.topic(), pages.person()
    pages.article(title="Lu", topics=[topic], people=[person])
    pages.edito(title="Vu", topics=[topic], people=[person])
    for path in (topic.path, person.path):
        cards = client.get(path, {"type": tab}).context["cards"]
        assert {each["title"] for each in cards} == expected
