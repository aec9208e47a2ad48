"""What Wagtail's headless users ask for (RFC 100, survey of 2024), and the test that shows each.

Most are shown where their room is tested; what was shown by nothing is below. Of eighteen, one is
declined: several sites in one installation.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from cms import previews, readings
from tests.cms.counter import fresh
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db
API = "/api/content/v1"
HERE = "tests/cms/test_headless_needs.py"

SHOWN_BY = {
    "page preview": "tests/cms/test_api_preview.py::test_a_page_being_made_is_shown",
    "a better REST API": "tests/cms/test_api_contents.py::test_two_filters_add_up_and_pages_meet",
    "documentation": f"{HERE}::test_the_documentation_is_served_from_here",
    "schemas of the API": "tests/cms/test_api_contract.py::test_every_content_of_the_demo",
    "images": "tests/media_library/test_api_images.py::test_a_picture_and_its_files",
    "routing": "tests/cms/test_api_resolve.py::test_a_page_an_item_and_the_front_page",
    "rich text": "tests/cms/test_api_documents.py::test_rich_text_as_markdown_and_as_text",
    "redirects": "tests/cms/test_api_resolve.py::test_what_has_moved_leads_on",
    "form submissions": "tests/cms/test_api_forms.py::test_what_is_sent_is_kept_and_mailed",
    "StreamField": "tests/cms/test_api_contract.py::test_a_thousand_generated_bodies",
    "what GraphQL is asked for": f"{HERE}::test_one_request_draws_a_list_with_all_that_it_names",
    "internationalisation": f"{HERE}::test_every_content_names_itself_in_its_language",
    "content checks": f"{HERE}::test_a_frontends_preview_brings_the_checks_of_wagtail",
    "private pages": f"{HERE}::test_a_private_page_opens_to_its_token_alone",
    "user bar": "tests/cms/test_api_preview.py::test_the_user_bar_comes_with_whole_addresses",
    "snippets": "tests/cms/test_api_listings.py::test_one_in_full_is_the_content_itself",
    "settings": "tests/cms/test_api_site.py::test_all_that_stands_around_a_page",
}


def test_each_need_is_shown_by_a_test() -> None:
    assert len(SHOWN_BY) == 17
    for need, test in SHOWN_BY.items():
        file, _, name = test.partition("::")
        text = (Path(settings.BASE_DIR) / file).read_text("utf-8")
        assert f"def {name}(" in text, need


def test_the_documentation_is_served_from_here(client: Client) -> None:
    page = client.get(f"{API}/docs")
    assert page.status_code == 200
    html = page.content.decode()
    assert f"{API}/openapi.json" in html
    assets = [part.split('"')[0] for part in html.replace('href="', 'src="').split('src="')[1:]]
    assert assets
    for address in assets:
        assert address.startswith("/static/"), address
        assert client.get(address).status_code == 200, address


def test_one_request_draws_a_list_with_all_that_it_names(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    author, topic = pages.person(name="Ada"), pages.topic(name="Santé")
    quoted = pages.article(title="Citée")
    article = pages.article(
        image=pages.image(alt="Une foule"),
        body=[("text", "<p>Bonjour.</p>"), ("link", {"content": quoted.uuid})],
    )
    article.contributions.create(person=author)
    article.topics.add(topic)
    article.save()
    with django_assert_max_num_queries(2):
        answer = client.get(f"{API}/contents?limit=1&include=body,related").json()
    (card,) = answer["items"]
    assert card["authors"][0]["name"] == "Ada"
    assert card["topics"][0]["name"] == "Santé"
    assert card["image"]["alt"] == "Une foule"
    assert card["image"]["sources"][0]["url"]
    assert [block["type"] for block in card["body"]] == ["text", "link"]
    assert [content["title"] for content in card["related"]] == ["Citée"]


def test_every_content_names_itself_in_its_language(client: Client) -> None:
    item = FeedItemFactory.create(language="es")
    makers = ("article", "edito", "episode", "dossier", "standard", "person", "topic")
    for locale, content in (("es", item), *(("fr", getattr(pages, name)()) for name in makers)):
        found = client.get(f"{API}/contents/{content.uuid}").json()
        itself = {"locale": locale, "id": found["id"], "url": found["url"]}
        assert found["alternates"] == [itself], content
    listed = client.get(f"{API}/contents?locale=es").json()["items"]
    assert [card["id"] for card in listed] == [str(item.uuid)]


def test_a_frontends_preview_brings_the_checks_of_wagtail(client: Client) -> None:
    token = previews.issue(pages.article(), 1)
    html = client.get(f"{API}/preview/{token}/userbar?framed=true").content.decode()
    start = '<script id="checker-axe-configuration" type="application/json">'
    checks = json.loads(html.partition(start)[2].partition("</script>")[0])
    assert "heading-order" in checks["options"]["runOnly"]
    assert "/userbar.js" in html


def test_a_private_page_opens_to_its_token_alone(client: Client) -> None:
    page = pages.article(title="Réservé")
    address, path = f"{API}/contents/{page.uuid}", page.get_url()
    published = client.get(address).json()
    page.view_restrictions.create(restriction_type="login")
    nothing = client.get(f"{API}/contents/00000000-0000-4000-8000-000000000000").content
    for closed in (address, f"{API}/resolve?path={path}"):
        answer = client.get(closed)
        assert (answer.status_code, answer.content) == (404, nothing)
    token, _ends_at = readings.issue(fresh(page))
    opened = client.get(f"{API}/preview/{token}")
    assert opened.json() == published
    assert opened["Cache-Control"] == "private, no-store"
    changed = fresh(page)
    changed.title = "Réservé, corrigé"
    changed.save()
    assert client.get(f"{API}/preview/{token}").json()["title"] == "Réservé, corrigé"
    assert client.get(f"{API}/preview/{token}x").status_code == 404
    assert client.get(address).status_code == 404
