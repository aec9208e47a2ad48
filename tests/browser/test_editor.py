"""An editor logs in, writes an article with every block, previews it and publishes it; then it is
on the site, in the search and in the API."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from playwright.sync_api import Locator, Page, Route, expect

from cms.blocks.stories import ArticleStoryBlock
from cms.models import ArticleIndexPage, ArticlePage
from tests.cms.counter import agrees
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "un-mot-de-passe-assez-long"
BODY = "[id^='panel-'][id$='-body-section']"
TITLE = "L’hôpital de la ville rouvre ses portes"


@pytest.fixture
def index(newsroom: str) -> Any:
    return pages.only(ArticleIndexPage, title="Articles", slug="articles")


def log_in(tab: Page, site: str) -> None:
    get_user_model().objects.create_superuser("redaction", "redaction@example.org", PASSWORD)
    tab.goto(f"{site}/admin/")
    tab.fill("#id_username", "redaction")
    tab.fill("#id_password", PASSWORD)
    tab.click("button[type=submit]")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()


def add_block(tab: Page, name: str) -> None:
    """Appends a block as an editor does: the last « + », then its label."""
    tab.locator(BODY).get_by_title("Insérer un bloc").last.click()
    label = str(ArticleStoryBlock().child_blocks[name].label)
    tab.get_by_role("option", name=label, exact=True).click()


def field(tab: Page, number: int, name: str) -> Locator:
    return tab.locator(f"[name='body-{number}-value-{name}']")


def choose(tab: Page, number: int, name: str, title: str) -> None:
    """Opens the chooser of a block's field and takes the entry of that title."""
    value = tab.locator(f"[name='body-{number}-value{name}']")
    chooser = value.locator("xpath=ancestor-or-self::*[.//button][1]")
    chooser.get_by_role("button").first.click()
    tab.locator(".modal").get_by_text(title).first.click()
    expect(tab.locator(".modal")).to_have_count(0)


def write_body(tab: Page) -> None:
    """One block of each, in the order of the story."""
    add_block(tab, "text")
    tab.locator(f"{BODY} [contenteditable=true]").first.fill("Le tocsin sonne à midi.")
    add_block(tab, "heading")
    field(tab, 1, "text").fill("Ce qui change")
    add_block(tab, "quote")
    field(tab, 2, "text").fill("Nous y étions.")
    field(tab, 2, "attribution").fill("Une soignante")
    add_block(tab, "image")
    choose(tab, 3, "-image", "Façade")
    field(tab, 3, "caption").fill("La façade, en mars")
    add_block(tab, "video")
    field(tab, 4, "url").fill("https://www.youtube.com/watch?v=AAAAAAAAAAA")
    field(tab, 4, "title").fill("La visite filmée")
    add_block(tab, "item")
    choose(tab, 5, "", "Vu chez un ami")
    add_block(tab, "call_to_action")
    choose(tab, 6, "", "Abonnez-vous au journal")


def publish(tab: Page) -> None:
    tab.locator("footer [data-controller~=w-dropdown] button[aria-expanded]").first.click()
    tab.locator("button[name=action-publish]").click()


SHOWN = (
    TITLE,
    "Le tocsin sonne à midi.",
    "Ce qui change",
    "Nous y étions.",
    "La façade, en mars",
    "La visite filmée",
    "Vu chez un ami",
    "Abonnez-vous au journal",
)


def test_article_with_every_block(tab: Page, newsroom: str, index: Any) -> None:
    log_in(tab, newsroom)
    pages.image(title="Façade", alt="Une façade rouge")
    pages.call_to_action(title="Abonnez-vous au journal")
    FeedItemFactory(title="Vu chez un ami")

    tab.goto(f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/")
    tab.fill("#id_title", TITLE)
    write_body(tab)

    tab.locator("[data-side-panel-toggle=preview]").click()
    preview = tab.frame_locator("iframe[title*='prévisualisation' i], .w-preview iframe").first
    expect(preview.get_by_role("heading", name=TITLE)).to_be_visible()
    for words in SHOWN:
        expect(preview.get_by_text(words).first).to_be_attached()
    assert not ArticlePage.objects.filter(live=True).exists()

    publish(tab)
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    article = ArticlePage.objects.get()
    assert article.live
    assert {block.block_type for block in article.body} == set(ArticleStoryBlock().child_blocks)

    tab.goto(f"{newsroom}{article.url}")
    for words in SHOWN:
        expect(tab.get_by_text(words).first).to_be_attached()
    tab.goto(f"{newsroom}/recherche/?q=tocsin")
    expect(tab.get_by_role("link", name=TITLE)).to_be_visible()
    answer = tab.request.get(f"{newsroom}/api/v2/pages/{article.pk}/").json()
    assert [block["type"] for block in answer["body"]] == list(ArticleStoryBlock().child_blocks)
    assert agrees()


def type_until(tab: Page, held: list[Route]) -> None:
    """A title, until it is saved by itself. Again, because Wagtail takes what is typed before it
    has begun to watch for what was there."""
    for _ in range(20):
        tab.fill("#id_title", "")
        tab.fill("#id_title", TITLE)
        for _ in range(30):
            if held:
                return
            tab.wait_for_timeout(100)


def test_publishing_during_an_autosave_makes_one_page(tab: Page, newsroom: str, index: Any) -> None:
    """Both are sent to the address that makes a page: the second would make it twice."""
    log_in(tab, newsroom)
    held: list[Route] = []
    create = f"{newsroom}/admin/pages/add/cms/articlepage/{index.pk}/"

    def hold(route: Route) -> None:
        if route.request.headers.get("accept") == "application/json":
            held.append(route)
        else:
            route.continue_()

    tab.route(create, hold)
    tab.add_init_script(
        "document.addEventListener('w-unsaved:watch-edits', () => { window.isWatched = true; })"
    )
    tab.goto(create)
    tab.wait_for_function("window.isWatched")
    type_until(tab, held)
    publish(tab)
    tab.wait_for_timeout(500)
    assert not ArticlePage.objects.exists()

    assert len(held) == 1
    held[0].continue_()
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    article = ArticlePage.objects.get()
    assert (article.title, article.live, article.has_unpublished_changes) == (TITLE, True, False)
    assert agrees()
