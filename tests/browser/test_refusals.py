"""Pages that say no, or thank you, are as good to read as the others."""

from typing import Any

import pytest
from playwright.sync_api import Page
from wagtail.models import PageViewRestriction

from cms import rates
from cms.rates import Rate
from tests.browser.test_axe import SCHEMES, faults
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FOREIGN = '<form method="post" action="{action}"><button>Envoyer</button></form>'


@pytest.fixture
def site(newsroom: str, settings: Any) -> str:
    settings.ROOT_URLCONF = "tests.browser.refusing"
    return newsroom


def form() -> str:
    page = pages.form(intro="<p>Écrivez-nous.</p>", thank_you="<p>Nous vous répondons.</p>")
    page.form_fields.create(label="Adresse", field_type="email", required=True)
    page.form_fields.create(label="Message", field_type="multiline", required=True)
    page.save_revision().publish()
    return str(page.url)


def fill(tab: Page, address: str) -> None:
    tab.locator("main input[type=email]").fill(address)
    tab.locator("main textarea").fill("Un mot.")
    with tab.expect_navigation():
        # As a browser without its own checks sends it.
        tab.locator("main form").evaluate(
            "form => { form.noValidate = true; form.requestSubmit() }"
        )


def withdrawn() -> str:
    article = pages.article(withdrawal_reason="À la demande de l’intéressée.")
    path = str(article.url)
    article.unpublish()
    return path


def closed() -> str:
    page = pages.standard(title="Aux amis")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="Sésame"
    )
    return str(page.url)


def answer_of(tab: Page, site: str, path: str) -> int:
    response = tab.goto(f"{site}{path}")
    assert response
    return response.status


def read_well(tab: Page, name: str) -> dict[str, list[str]]:
    """What is wrong with the page, on a phone and on a desk, in light and in dark."""
    found: dict[str, list[str]] = {}
    assert tab.locator("h1").count() == 1, name
    for width in (320, 1280):
        tab.set_viewport_size({"width": width, "height": 800})
        if tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found[f"{name} at {width}"] = ["wider than the screen"]
        for scheme in SCHEMES:
            tab.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            if broken := faults(tab):
                found[f"{name} at {width} in {scheme}"] = broken
    return found


def test_addresses_that_answer_no(tab: Page, site: str) -> None:
    found: dict[str, list[str]] = {}
    for path, status in {
        "/fails/400/": 400,
        "/fails/500/": 500,
        "/fails/503/": 503,
        "/hors-ligne/": 200,
        "/ma-liste/": 200,
        withdrawn(): 410,
        closed(): 200,
    }.items():
        assert answer_of(tab, site, path) == status, path
        found |= read_well(tab, path)
    assert not found


def test_what_a_form_answers(tab: Page, site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rates, "SENT", Rate(2, 60.0))
    address = f"{site}{form()}"
    tab.goto(address)
    fill(tab, "personne")
    found = read_well(tab, "a field that is wrong")
    fill(tab, "ada@exemple.fr")
    assert tab.url == f"{address}merci/"
    found |= read_well(tab, "thanks")
    tab.goto(address)
    fill(tab, "ada@exemple.fr")
    assert "429" in tab.content()
    found |= read_well(tab, "one too many")
    tab.goto("about:blank")
    tab.set_content(FOREIGN.format(action=address))
    with tab.expect_navigation():
        tab.locator("button").click()
    assert "403" in tab.content()
    found |= read_well(tab, "from elsewhere")
    assert not found
