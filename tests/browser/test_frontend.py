"""examples/frontend, as it is built, beside a newsroom: what readers see of it, what editors see of
their drafts in it, and how soon it shows what is published."""

import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ConsoleMessage, Page, Route, expect

from cms import tasks
from cms.models import ArticlePage
from syndication import webhooks
from syndication.models import Webhook
from syndication.signing import new_secret
from tests.browser import astro
from tests.browser.late import late
from tests.browser.test_axe import faults
from tests.browser.test_preview import (
    TEXTS,
    edit,
    lead_to,
    readable_anywhere,
    rewrite,
    site,
)
from tests.cms.workers import running, until
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

__all__ = ["site"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

SECRET = new_secret()
KEPT_S = 60.0
"""For how long the frontend gives an answer that it has, where no webhook comes."""
PROMPT_S = 2.0
TRIES = 5
"""The quickest of so many has to be prompt: the machine may be busy with something else."""
PHONE, DESK = 360, 1280


@pytest.fixture(scope="session")
def built() -> None:
    astro.build()


@pytest.fixture
def port() -> int:
    return astro.free_port()


@pytest.fixture
def journal(built: None, site: str, settings: Any, port: int, tab: Page) -> Iterator[str]:
    """The address of the frontend. Nothing that it shows asks another machine for anything."""
    settings.WAGTAIL_HEADLESS_PREVIEW = {
        "CLIENT_URLS": {"default": f"http://127.0.0.1:{port}/preview"}
    }
    abroad: list[str] = []

    def guard(route: Route) -> None:
        if urlsplit(route.request.url).hostname in ("127.0.0.1", "localhost"):
            route.fallback()
        else:
            abroad.append(route.request.url)
            route.abort()

    tab.context.route("**/*", guard)
    tab.context.route("**/static/js/preview.js", readable_anywhere)
    with astro.served(site, SECRET, port) as address:
        yield address
    assert abroad == []


@pytest.fixture
def quiet(tab: Page) -> Iterator[None]:
    """Nothing goes wrong in the browser."""
    said: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            said.append(f"{tab.url}: {message.text}")

    tab.on("console", hear)
    tab.on("pageerror", lambda error: said.append(f"{tab.url}: {error}"))
    yield
    assert said == []


def assert_well_made(tab: Page) -> None:
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), tab.url
    assert faults(tab) == [], tab.url


@pytest.mark.usefixtures("quiet")
class TestReading:
    @pytest.fixture(params=[PHONE, DESK])
    def reader(self, request: pytest.FixtureRequest, tab: Page, journal: str) -> Page:
        tab.set_viewport_size({"width": request.param, "height": 800})
        return tab

    def test_from_the_front_page_to_each_kind(self, reader: Page, journal: str) -> None:
        pages.article(title="L’eau des communes", body=TEXTS, standfirst="Le chapô.")
        pages.edito(title="L’édito du jour", body=TEXTS[:1])
        episode = pages.episode(title="Compter autrement", body=TEXTS[1:])
        episode.transcript = "Ada : Bonjour."
        episode.save()
        FeedItemFactory(title="Vu chez un ami")
        for title in ("L’eau des communes", "L’édito du jour", "Compter autrement"):
            reader.goto(journal)
            assert_well_made(reader)
            reader.get_by_role("main").get_by_role("link", name=title).first.click()
            expect(reader.get_by_role("heading", level=1)).to_have_text(title)
            expect(reader.get_by_text(re.compile("Au début|À la fin")).first).to_be_visible()
            assert_well_made(reader)

    def test_the_feed_goes_on_page_after_page(self, reader: Page, journal: str) -> None:
        for number in range(21):
            pages.article(title=f"Article {number:02}")
        reader.goto(f"{journal}/le-fil/")
        assert_well_made(reader)
        newest = reader.get_by_role("link", name="Article 20")
        expect(newest).to_be_visible()
        reader.get_by_role("link", name="Plus anciens").click()
        expect(reader.get_by_role("link", name="Article 00")).to_be_visible()
        reader.get_by_role("link", name="Plus récents").click()
        expect(newest).to_be_visible()

    def test_recordings_wait_for_a_click(self, reader: Page, journal: str) -> None:
        """Nothing is asked of their hosts before."""
        film = {"url": "https://www.youtube.com/watch?v=AAAAAAAAAAA", "title": "La visite"}
        sound = {"url": "https://son.example/entretien.mp3", "title": "L’entretien"}
        article = pages.article(body=[("video", film), ("audio", sound)])
        reader.goto(f"{journal}/articles/{article.slug}/")
        expect(
            reader.get_by_role("link", name="Regarder « La visite » sur YouTube")
        ).to_be_visible()
        expect(reader.locator("audio[aria-label='L’entretien']")).to_be_visible()
        assert_well_made(reader)

    def test_lists_hold_what_stands_in_them(self, reader: Page, journal: str) -> None:
        topic, ada = pages.topic(name="Démocratie"), pages.person(name="Ada Machin")
        article = pages.article(title="Une page")
        article.topics.add(topic)
        article.people.add(ada)
        article.save_revision().publish()
        FeedItemFactory(title="Vu chez un ami", source__name="Un ami")
        dossier = pages.dossier(title="Rassembler")
        dossier.entries.create(content=article.uuid)
        dossier.save()
        for address, name, title in (
            ("themes", "Démocratie", "Une page"),
            ("personnes", "Ada Machin", "Une page"),
            ("sources", "Un ami", "Vu chez un ami"),
            ("dossiers", "Rassembler", "Une page"),
        ):
            reader.goto(f"{journal}/{address}/")
            assert_well_made(reader)
            reader.get_by_role("main").get_by_role("link", name=name).click()
            expect(reader.get_by_role("heading", level=1)).to_have_text(name)
            expect(reader.get_by_role("main").get_by_role("link", name=title)).to_be_visible()
            assert_well_made(reader)

    def test_a_form_reaches_the_newsroom(self, reader: Page, journal: str) -> None:
        form = pages.form(title="Contact", slug="contact", thank_you="<p>Merci !</p>")
        form.form_fields.create(label="Votre adresse", field_type="email", required=True)
        form.form_fields.create(label="Votre choix", field_type="radio", choices="Oui\nNon")
        form.save_revision().publish()
        reader.goto(f"{journal}/contact/")
        assert_well_made(reader)
        # Browsers let it pass, the newsroom does not.
        reader.get_by_label("Votre adresse").fill("ada@machin")
        reader.get_by_label("Non").check()
        with reader.expect_response(lambda response: response.request.method == "POST"):
            reader.get_by_role("button", name="Envoyer").click()
        expect(reader.get_by_text("Saisissez une adresse e-mail valide.")).to_be_visible()
        expect(reader.get_by_label("Non")).to_be_checked()
        assert_well_made(reader)
        reader.get_by_label("Votre adresse").fill("ada@machin.example")
        reader.get_by_role("button", name="Envoyer").click()
        expect(reader.get_by_role("status")).to_have_text("Merci !")
        (sent,) = form.get_submission_class().objects.filter(page=form)
        assert set(sent.form_data.values()) == {"ada@machin.example", "Non"}

    def test_search_finds_a_word_and_says_when_it_does_not(
        self, reader: Page, journal: str
    ) -> None:
        pages.article(title="Une page", body=[("text", "<p>Le tocsin sonne.</p>")])
        reader.goto(journal)
        reader.get_by_role("link", name="Rechercher").click()
        words = reader.get_by_role("searchbox")
        words.fill("tocsin")
        words.press("Enter")
        expect(reader.get_by_role("status")).to_have_text("1 résultat")
        expect(reader.get_by_role("link", name="Une page")).to_be_visible()
        assert_well_made(reader)
        words.fill("zzz")
        words.press("Enter")
        expect(reader.get_by_role("status")).to_have_text("Aucun résultat pour « zzz ».")
        assert_well_made(reader)


def test_what_is_not_there_says_so(tab: Page, journal: str) -> None:
    answer = tab.goto(f"{journal}/nulle-part/")
    assert answer
    assert answer.status == 404
    expect(tab.get_by_role("heading", level=1)).to_have_text("Page introuvable")
    assert_well_made(tab)
    tab.get_by_role("main").get_by_role("link", name="Aller à la une").click()
    tab.wait_for_url(f"{journal}/")


def test_an_old_address_leads_to_the_new_one(tab: Page, journal: str) -> None:
    article = pages.article(title="Un titre", slug="avant")
    article.slug = "apres"
    article.save_revision().publish()
    tab.goto(f"{journal}/articles/avant/")
    assert tab.url == f"{journal}/articles/apres/"
    expect(tab.get_by_role("heading", level=1)).to_have_text("Un titre")


class TestDrafts:
    def test_the_preview_follows_the_typing_in_place(
        self, tab: Page, site: str, journal: str
    ) -> None:
        _article, editor, frame = edit(tab, site, TEXTS)
        assert frame.url.startswith(f"{journal}/preview/?")
        rewrite(editor, frame, "Un mot de plus.")

    def test_a_click_leads_to_the_field(self, tab: Page, site: str, journal: str) -> None:
        article, editor, frame = edit(tab, site, TEXTS)
        lead_to(editor, frame, article, 1)

    def test_nobody_else_frames_or_keeps_it(self, tab: Page, site: str, journal: str) -> None:
        _article, _editor, frame = edit(tab, site, TEXTS)
        headers = tab.request.get(frame.url).headers
        assert headers["cache-control"] == "private, no-store"
        assert headers["content-security-policy"] == f"frame-ancestors {site}"
        assert headers["referrer-policy"] == "no-referrer"
        assert headers["x-robots-tag"] == "noindex"

    def test_an_old_token_says_what_to_do(self, tab: Page, journal: str) -> None:
        answer = tab.goto(f"{journal}/preview?token=x:y:z")
        assert answer
        assert answer.status == 404
        expect(tab.get_by_role("heading", level=1)).to_contain_text("rouvrez-le dans l’éditeur")


class TestFreshness:
    @pytest.fixture
    def article(self, built: None, site: str, settings: Any, port: int) -> ArticlePage:
        """One that is public; the frontend has a webhook from then on."""
        settings.OUTBOUND_ALLOW = [f"127.0.0.1:{port}"]
        article = pages.article(title="Avant", slug="essai")
        tasks.number_events()
        url = f"http://127.0.0.1:{port}/webhook"
        Webhook.objects.create(name="Vitrine", url=url, secret=SECRET)
        return article

    def shown(self, tab: Page, journal: str) -> str:
        answer = tab.request.get(f"{journal}/articles/essai/").text()
        return re.findall("<h1[^>]*>(.*?)</h1>", answer)[0]

    def wait_for(self, title: str, tab: Page, journal: str) -> None:
        until(lambda: self.shown(tab, journal) == title, title, KEPT_S / 2)

    def publish(self, article: ArticlePage, title: str) -> None:
        article.title = title
        article.save_revision().publish()

    def tell(self, article: ArticlePage, tab: Page, journal: str) -> None:
        """Of a change to what the frontend shows."""
        assert self.shown(tab, journal) == "Avant"
        self.publish(article, "Après")
        tasks.number_events()
        assert webhooks.send_due() == 1

    def test_what_is_published_is_fresh_within_two_seconds(
        self, tab: Page, article: ArticlePage, journal: str, port: int, tmp_path: Path
    ) -> None:
        assert self.shown(tab, journal) == "Avant"
        self.publish(article, "Sans worker")
        assert self.shown(tab, journal) == "Avant"
        with running(tmp_path, OUTBOUND_ALLOW=f"127.0.0.1:{port}"):
            self.wait_for("Sans worker", tab, journal)
            seconds = []
            for number in range(TRIES):
                self.publish(article, f"Version {number}")
                begun = time.monotonic()
                self.wait_for(f"Version {number}", tab, journal)
                seconds.append(time.monotonic() - begun)
        assert min(seconds) < PROMPT_S, seconds

    def test_a_webhook_may_be_quicker_than_a_process_of_the_newsroom(
        self, tab: Page, site: str, article: ArticlePage, port: int
    ) -> None:
        with late(site) as process, astro.served(process.url, SECRET, port) as journal:
            self.tell(article, tab, journal)
            assert self.shown(tab, journal) == "Avant"
            process.hear()
            self.wait_for("Après", tab, journal)

    def test_what_is_kept_is_shown_while_the_newsroom_is_away(
        self, tab: Page, site: str, article: ArticlePage, port: int
    ) -> None:
        with late(site) as process, astro.served(process.url, SECRET, port) as journal:
            self.tell(article, tab, journal)
            process.is_away = True
            assert self.shown(tab, journal) == "Avant"
            answer = tab.goto(f"{journal}/le-fil/")
            assert answer
            assert answer.status == 500
            expect(tab.get_by_role("heading", level=1)).to_have_text("Un instant")
            assert_well_made(tab)

    def test_what_is_withdrawn_is_not_kept(
        self, tab: Page, site: str, article: ArticlePage, port: int
    ) -> None:
        with late(site) as process, astro.served(process.url, SECRET, port) as journal:
            address = f"{journal}/articles/essai/"
            assert self.shown(tab, journal) == "Avant"
            article.unpublish()
            process.hear()
            tasks.number_events()
            assert webhooks.send_due() == 1
            assert tab.request.get(address).status == 404
            process.is_away = True
            answer = tab.request.get(address)
            assert answer.status == 500
            assert "Avant" not in answer.text()

    def test_what_nobody_signed_is_refused(self, tab: Page, journal: str) -> None:
        answer = tab.request.post(f"{journal}/webhook", data={"type": "changes"})
        assert answer.status == 401
