"""An édito from a phone; chapters pasted in the long form; times that play the recording."""

import io
import re
import threading
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from shows.models import EditoIndexPage, EditoPage
from tests.browser.composing import Editor, log_in
from tests.browser.conftest import PATIENCE_MS
from tests.cms.counter import agrees, card
from tests.factories import pages

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

VIDEO = "https://www.youtube.com/watch?v=AAAAAAAAAAA"
PHONE = 360


@pytest.fixture
def index(newsroom: str) -> Any:
    return pages.only(EditoIndexPage, title="Éditos", slug="editos")


@dataclass
class Hands:
    """Counts what a person does: each touch, and each text that is typed or pasted."""

    count: int = 0

    def touch(self, target: Locator) -> None:
        self.count += 1
        target.tap()

    def paste(self, tab: Page, text: str) -> None:
        self.count += 1
        tab.keyboard.insert_text(text)


def test_the_days_edito_from_a_phone(browser: Browser, newsroom: str, index: Any) -> None:
    """From the first page of the admin to the édito on the site, in eight interactions at most."""
    context = browser.new_context(
        locale="fr-FR", viewport={"width": PHONE, "height": 740}, has_touch=True
    )
    tab = context.new_page()
    log_in(tab, newsroom)
    hands = Hands()
    hands.touch(tab.locator("main a[href$='/daily-edito/']"))
    expect(tab.locator("#id_video_url")).to_be_focused()
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE
    hands.paste(tab, VIDEO)
    hands.touch(tab.locator("#id_title"))
    hands.paste(tab, "L’eau n’est pas une marchandise")
    hands.touch(tab.locator("footer button[type=submit]"))
    expect(tab.locator("main a.button").first).to_be_visible()
    assert EditoPage.objects.get().live
    assert hands.count <= 8
    tab.locator("main a.button").first.click()
    expect(tab.get_by_role("heading", level=1)).to_have_text("L’eau n’est pas une marchandise")
    assert agrees()
    context.close()


def test_a_wrong_address_loses_nothing_on_a_phone(tab: Page, newsroom: str, index: Any) -> None:
    tab.set_viewport_size({"width": PHONE, "height": 740})
    log_in(tab, newsroom)
    tab.goto(f"{newsroom}/admin/daily-edito/")
    tab.keyboard.insert_text("https://exemple.org/")
    tab.locator("#id_title").fill("L’eau n’est pas une marchandise")
    tab.locator("footer button[type=submit]").click()
    expect(tab.locator("#id_video_url")).to_be_focused()
    expect(tab.locator("#id_title")).to_have_value("L’eau n’est pas une marchandise")
    assert not EditoPage.objects.exists()


def test_pasted_chapters_survive_a_save_by_itself(tab: Page, newsroom: str, index: Any) -> None:
    log_in(tab, newsroom)
    tab.goto(f"{newsroom}/admin/pages/add/shows/editopage/{index.pk}/")
    with tab.expect_response(
        lambda response: response.request.method == "POST" and "readiness" not in response.url
    ):
        tab.fill("#id_title", "Avec chapitres")
        tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le port")
    tab.wait_for_timeout(1_000)
    tab.fill("#id_pasted_chapters", "Description\n0:00 Intro\n12:41 Le grand port")
    Editor(tab).publish()
    tab.wait_for_url(f"**/admin/pages/{index.pk}/")
    edito = EditoPage.objects.get()
    assert [chapter.title for chapter in edito.chapter_list] == ["Intro", "Le grand port"]
    tab.goto(f"{newsroom}/admin/pages/{edito.pk}/edit/")
    expect(tab.locator("#id_chapters-1-start_s")).to_have_value("12:41")
    expect(tab.locator("#id_pasted_chapters")).to_have_value("")
    assert agrees()


def test_a_time_plays_the_recording_from_there(tab: Page, newsroom: str, index: Any) -> None:
    edito = pages.edito(video_url=VIDEO, transcript="[0:00] Ada : Oui.\n\n[12:41] Bea : Non.")
    tab.route("**/*youtube*/**", lambda route: route.abort())
    tab.goto(f"{newsroom}{card(edito)['url']}")
    tab.get_by_role("link", name="12:41").click()
    frame = tab.locator("iframe")
    expect(frame).to_have_attribute(
        "src", "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA?autoplay=1&start=761#t=761s"
    )
    assert tab.url.endswith("#t=761")


SAID = """WEBVTT

00:00.000 --> 00:05.000
Bonsoir à toutes et à tous.

12:35.000 --> 12:41.000
Les semences se donnent.

12:41.000 --> 12:45.000
Et le tocsin sonne.
"""


def test_what_the_search_finds_is_opened_at_its_second(
    tab: Page, newsroom: str, index: Any
) -> None:
    pages.edito(title="Un édito", video_url=VIDEO, transcript=SAID)
    tab.set_viewport_size({"width": PHONE, "height": 500})
    tab.route("**/*youtube*/**", lambda route: route.abort())
    tab.goto(f"{newsroom}/recherche/?q=tocsin")
    tab.get_by_role("link", name="12:41").click()
    assert tab.url.endswith("#t=761")
    expect(tab.locator('[id="t=755"]')).to_be_in_viewport()
    tab.locator("[data-facade] a").click()
    expect(tab.locator("iframe")).to_have_attribute(
        "src", "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA?autoplay=1&start=761#t=761s"
    )


SOUND = "https://sons.example/entretien.wav"


SOUND_BLOCK = ("audio", {"url": SOUND, "title": "L’entretien", "caption": ""})
VIDEO_BLOCK = ("video", {"url": VIDEO, "title": "Un autre film", "caption": ""})


@pytest.fixture
def sounding(tab: Page) -> None:
    """The host of the sound brings two minutes of silence; those of films nothing."""
    silence = io.BytesIO()
    with wave.open(silence, "wb") as file:
        file.setparams((1, 1, 8_000, 0, "NONE", ""))
        file.writeframes(b"\x80" * 8_000 * 120)
    tab.route("https://sons.example/**", lambda route: part(route, silence.getvalue()))
    tab.route("**/*youtube*/**", lambda route: route.abort())


@pytest.fixture
def heard(newsroom: str, sounding: None) -> str:
    """The address of an article with a sound of another host."""
    return f"{newsroom}{card(pages.article(title='Sonore', body=[SOUND_BLOCK]))['url']}"


def part(route: Route, sound: bytes) -> None:
    """What is asked for of it: in what cannot be had in parts, nobody seeks."""
    first = int(route.request.headers.get("range", "bytes=0-").removeprefix("bytes=").split("-")[0])
    reach = f"bytes {first}-{len(sound) - 1}/{len(sound)}"
    headers = {"Content-Range": reach, "Accept-Ranges": "bytes", "Content-Type": "audio/wav"}
    route.fulfill(status=206, headers=headers, body=sound[first:])


def test_a_reader_s_speed_is_kept(tab: Page, heard: str) -> None:
    tab.goto(heard)
    expect(tab.get_by_label("Vitesse")).to_have_value("1")
    tab.get_by_label("Vitesse").select_option("1.5")
    assert tab.evaluate("document.querySelector('audio').playbackRate") == 1.5
    tab.reload()
    expect(tab.get_by_label("Vitesse")).to_have_value("1.5")
    tab.evaluate("document.querySelector('audio').play()")
    assert tab.evaluate("document.querySelector('audio').playbackRate") == 1.5


@pytest.mark.parametrize(
    ("moment", "second"), [("?t=90", 90), ("?t=1m5s", 65), ("?fbclid=x&t=20s", 20), ("?t=x", 0)]
)
def test_an_address_names_a_moment(tab: Page, heard: str, moment: str, second: int) -> None:
    tab.goto(heard + moment)
    tab.evaluate("document.querySelector('audio').play()")
    playing = "document.querySelector('audio').currentTime > 0"
    wait_until(tab, playing)
    assert second <= tab.evaluate("document.querySelector('audio').currentTime") < second + 10


def test_a_recording_that_does_not_play_leads_to_its_host(tab: Page, heard: str) -> None:
    """Also where its host sends on to one that the policy of the page does not name."""

    def send_on(route: Route) -> None:
        route.fulfill(status=302, headers={"Location": "https://ailleurs.example/a.wav"})

    tab.route(SOUND, send_on)
    tab.goto(heard)
    expect(tab.get_by_role("link", name="sons.example")).to_be_hidden()
    tab.evaluate("document.querySelector('audio').play().catch(() => {})")
    expect(tab.get_by_role("link", name="sons.example")).to_be_visible()
    expect(tab.get_by_role("link", name="sons.example")).to_have_attribute("href", SOUND)


TIMED = "[0:00] Ada : Oui.\n\n[1:01] Bea : Non."
OTHER_SOUND = "https://sons.example/emission.wav"


@pytest.fixture
def twice(newsroom: str, sounding: None) -> str:
    """The address of an episode with its film, its sound, and others in its text."""
    body = [SOUND_BLOCK, VIDEO_BLOCK]
    episode = pages.episode(
        video_url=VIDEO.replace("A", "B"), audio_url=OTHER_SOUND, transcript=TIMED, body=body
    )
    return f"{newsroom}{card(episode)['url']}"


def wait_until(tab: Page, condition: str) -> None:
    """Asked again and again: the policy of the page forbids Playwright's own way of waiting."""
    until = time.monotonic() + PATIENCE_MS / 1_000
    while not tab.evaluate(condition):
        assert time.monotonic() < until, condition
        tab.wait_for_timeout(50)


def is_playing(tab: Page, address: str) -> bool:
    return bool(tab.evaluate(f"!document.querySelector('[src=\"{address}\"]').paused"))


def test_a_time_plays_the_film_of_the_page(tab: Page, twice: str) -> None:
    """Not its sound as well, and nothing that stands in the text."""
    tab.goto(twice)
    tab.get_by_role("link", name="1:01").click()
    film = tab.locator(".poster__media iframe")
    expect(film).to_have_attribute("src", re.compile("BBBBBBBBBBB.*start=61"))
    assert not is_playing(tab, OTHER_SOUND)
    assert not is_playing(tab, SOUND)
    expect(tab.locator(".body iframe")).to_have_count(0)


def test_a_time_goes_on_in_the_sound_that_plays(tab: Page, twice: str) -> None:
    tab.goto(twice)
    tab.evaluate("document.querySelector('.poster__media audio').play()")
    tab.get_by_role("link", name="1:01").click()
    wait_until(tab, "document.querySelector('.poster__media audio').currentTime >= 61")
    expect(tab.locator("iframe")).to_have_count(0)


LONG = "\n\n".join(f"[0:{at:02}] Ada : {'Des mots. ' * 60}" for at in range(0, 60, 5))


@pytest.fixture
def spoken(newsroom: str, sounding: None) -> str:
    """The address of an episode whose words are longer than a screen."""
    return f"{newsroom}{card(pages.episode(audio_url=OTHER_SOUND, transcript=LONG))['url']}"


def play_from(tab: Page, second: int) -> None:
    player = "document.querySelector('.poster__media audio')"
    tab.evaluate(f"{player}.currentTime = {second}")
    tab.evaluate(f"{player}.play()")


def test_the_words_follow_whoever_asks_until_they_scroll(tab: Page, spoken: str) -> None:
    tab.goto(spoken)
    button = tab.get_by_role("button", name="Suivre ce qui se dit")
    expect(button).to_be_hidden()
    play_from(tab, 30)
    expect(tab.locator('[id="t=30"]')).to_have_attribute("aria-current", "true")
    assert tab.evaluate("scrollY") == 0
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(tab.locator('[id="t=30"]')).to_be_in_viewport()
    play_from(tab, 55)
    expect(tab.locator('[id="t=55"]')).to_be_in_viewport(ratio=0.9)
    tab.mouse.wheel(0, -9_000)
    expect(button).to_have_attribute("aria-pressed", "false")
    tab.mouse.wheel(0, -9_000)
    wait_until(tab, "scrollY === 0")
    play_from(tab, 30)
    expect(tab.locator('[id="t=30"]')).to_have_attribute("aria-current", "true")
    assert tab.evaluate("scrollY") == 0
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("PageDown")
    expect(button).to_have_attribute("aria-pressed", "false")


def test_nothing_follows_where_motion_is_not_wanted(tab: Page, spoken: str) -> None:
    tab.emulate_media(reduced_motion="reduce")
    tab.goto(spoken)
    play_from(tab, 30)
    expect(tab.locator('[id="t=30"]')).to_have_attribute("aria-current", "true")
    expect(tab.locator("[data-follow]")).to_be_hidden()
    tab.emulate_media(reduced_motion="no-preference")
    expect(tab.locator("[data-follow]")).to_be_visible()


def test_who_starts_a_player_stops_the_others(tab: Page, twice: str) -> None:
    tab.goto(twice)
    tab.evaluate("document.querySelector('.body audio').play()")
    tab.evaluate("document.querySelector('.poster__media audio').play()")
    wait_until(tab, "document.querySelector('.body audio').paused")
    assert is_playing(tab, OTHER_SOUND)
    tab.locator(".poster__media .facade__link").click()
    expect(tab.locator("iframe")).to_have_count(1)
    assert not is_playing(tab, OTHER_SOUND)


def test_a_time_leads_to_the_words_where_the_page_plays_nothing(
    tab: Page, newsroom: str, sounding: None
) -> None:
    episode = pages.episode(transcript=TIMED, body=[SOUND_BLOCK])
    tab.goto(f"{newsroom}{card(episode)['url']}")
    tab.get_by_role("link", name="1:01").click()
    assert tab.url.endswith("#t=61")
    assert not is_playing(tab, SOUND)


def test_an_address_names_a_moment_of_its_page_alone(tab: Page, twice: str) -> None:
    tab.goto(f"{twice}?t=90")
    tab.locator(".body .facade__link").press("Enter")
    source = "https://www.youtube-nocookie.com/embed/"
    expect(tab.locator(".body iframe")).to_have_attribute("src", f"{source}AAAAAAAAAAA?autoplay=1")
    tab.locator(".poster__media .facade__link").press("Enter")
    expect(tab.locator(".poster__media iframe")).to_have_attribute("src", re.compile("start=90"))
    assert tab.evaluate("document.querySelector('.body audio').currentTime") == 0
    assert tab.evaluate("document.querySelector('.poster__media audio').currentTime") == 90


@contextmanager
def elsewhere(html: str) -> Iterator[str]:
    """The address of a page of another site, on this machine."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()


def test_another_site_shows_the_player(tab: Page, newsroom: str, index: Any) -> None:
    """As its editors paste it; nobody is contacted before the click, and the page itself stays out
    of frames."""
    path = card(pages.edito(title="Le port", video_url=VIDEO))["url"]
    asked, complaints = list[str](), list[str]()
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda said: complaints.append(said.text))
    tab.route("**/*youtube*/**", lambda route: route.abort())
    tab.goto(f"{newsroom}{path}")
    tab.get_by_text("Intégrer ce lecteur").click()
    code = tab.get_by_label("Code à coller").input_value().replace("http://localhost", newsroom)
    refused = f'<iframe title="refusé" src="{newsroom}{path}"></iframe>'
    with elsewhere(f"<!doctype html><title>Ailleurs</title>{code}{refused}") as other:
        tab.goto(other)
        player = tab.frame_locator("[title='Le port']")
        expect(player.get_by_role("link", name="Le port · ", exact=False)).to_be_visible()
        assert not [url for url in asked if "youtube" in url]
        player.locator("[data-facade] a").click()
        expect(player.locator("iframe")).to_have_attribute(
            "src", "https://www.youtube-nocookie.com/embed/AAAAAAAAAAA?autoplay=1"
        )
        assert [said for said in complaints if "Framing" in said and newsroom in said]


def test_the_other_host_of_a_film_is_a_link(tab: Page, newsroom: str, index: Any) -> None:
    """The player is at PeerTube; a click on the other host leads there, and plays nothing here."""
    twin = "https://tube.example/w/00000000-0000-4000-8000-000000000010"
    path = card(pages.edito(title="Le port", video_url=VIDEO, peertube_url=twin))["url"]
    tab.route("**/*youtube*/**", lambda route: route.fulfill(body="Là-bas"))
    tab.goto(f"{newsroom}{path}")
    tab.get_by_role("link", name="Aussi sur YouTube").click()
    tab.wait_for_url(VIDEO)
