"""Podcasting 2.0 and Podlove's chapters, read beside feedparser."""

import pytest

from feeds.podcast import NO_PODCAST, read_podcast
from feeds.types import Chapter, Credit, Kind, Soundbite, Transcript
from tests.feeds.reading import document, read, rss

PODCAST = 'xmlns:podcast="https://podcastindex.org/namespace/1.0"'
PSC = 'xmlns:psc="http://podlove.org/simple-chapters"'
EPISODE = f"""
<title>Épisode 2</title><guid>2</guid>
<enclosure url="https://source.example/2.mp3" type="audio/mpeg" length="10"/>
<podcast:person {PODCAST} role="Guest" href="https://ana.example/">Ana</podcast:person>
<podcast:person {PODCAST}>Bob</podcast:person>
<podcast:transcript {PODCAST} url="/2.vtt" type="text/vtt" language="fr"/>
<podcast:transcript {PODCAST} url="/2.html" type="text/html"/>
<podcast:transcript {PODCAST} url="javascript:alert(1)" type="text/html"/>
<podcast:chapters {PODCAST} url="/2.json" type="application/json+chapters"/>
<podcast:soundbite {PODCAST} startTime="1:05.5" duration="30">Un mot</podcast:soundbite>
<podcast:season {PODCAST}>3</podcast:season><podcast:episode {PODCAST}>2</podcast:episode>
<podcast:alternateEnclosure {PODCAST} type="video/mp4" length="99">
  <podcast:source uri="https://source.example/2.mp4"/><podcast:source uri="ipfs://x"/>
</podcast:alternateEnclosure>
<psc:chapters {PSC}><psc:chapter start="00:01:00" title="Deux"/><psc:chapter start="0" title="Un"/>
</psc:chapters>
"""


def test_criterion_20_all_that_an_episode_says_is_kept() -> None:
    plain, episode = read(document(rss("<title>Avant</title>", EPISODE)))
    assert not plain.extras.as_json()
    extras = episode.extras
    assert extras.people == (Credit("Ana", "guest", "https://ana.example/"), Credit("Bob", "host"))
    assert extras.transcripts == (
        Transcript("https://source.example/2.vtt", "text/vtt", "fr"),
        Transcript("https://source.example/2.html", "text/html"),
    )
    assert extras.chapters == (Chapter(0, "Un"), Chapter(60, "Deux"))
    assert extras.chapters_url == "https://source.example/2.json"
    assert extras.soundbites == (Soundbite(65.5, 30, "Un mot"),)
    assert (extras.season, extras.episode) == (3, 2)
    assert [e.url.rpartition("/")[2] for e in episode.enclosures] == ["2.mp3", "2.mp4"]


@pytest.mark.parametrize(
    "charset",
    ["iso-8859-1", "windows-1252", "iso-8859-15", "utf-8", "utf8", "UTF_8", "gb18030", "unknown"],
)
@pytest.mark.parametrize("declared", ["", ' encoding="utf-8"'])
def test_criterion_10_letters_are_those_that_the_answer_says(charset: str, declared: str) -> None:
    """Its header counts more than the document (RFC 7303, 3)."""
    person = f"<title>Été</title><podcast:person {PODCAST}>Zoé</podcast:person>"
    text = rss(person).replace('version="1.0"?', f'version="1.0"{declared}?')
    body = text.encode("utf-8" if charset == "unknown" else charset)
    (episode,) = read(document(body, f"application/rss+xml; charset={charset}"))
    assert (episode.title, episode.extras.people[0].name) == ("Été", "Zoé")


@pytest.mark.parametrize("kind", ["text/xml", "application/xml"])
def test_criterion_10_letters_beside_an_entry_that_cannot_be_read(kind: str) -> None:
    person = f"<title>Ete</title><podcast:person {PODCAST}>Zoé</podcast:person>"
    body = rss(person, "<title>bad</title></width>")
    (episode,) = read(document(body, kind))
    assert episode.extras.people[0].name == "Zoé"


def test_criterion_21_a_live_broadcast_is_an_item_of_its_own() -> None:
    live = f"""<podcast:liveItem {PODCAST} status="LIVE" start="2026-06-03T10:00:00+02:00">
      <title>En direct</title><guid>direct</guid><link>https://source.example/direct</link>
      <description>La suite</description>
      <enclosure url="https://source.example/flux.mp3" type="audio/mpeg"/>
    </podcast:liveItem>"""
    broadcast, episode = read(document(rss(EPISODE, head=live)))
    assert (broadcast.kind, broadcast.title) == (Kind.LIVE, "En direct")
    assert broadcast.extras.starts_at == "2026-06-03T08:00:00+00:00"
    assert broadcast.enclosures[0].media_type == "audio/mpeg"
    assert (episode.kind, episode.extras.season) == (Kind.VIDEO, 3)
    ended = live.replace("LIVE", "ended")
    assert read(document(rss(EPISODE, head=ended)))[0].kind == Kind.PODCAST


def test_criterion_9_what_was_said_before_the_document_breaks_is_kept() -> None:
    torn = rss(EPISODE).partition("</item>")[0] + "</item><item><title>Torn & </ti"
    assert read_podcast(torn.encode()).extras[0].episode == 2


def test_criterion_3_a_document_that_declares_entities_is_read_no_further() -> None:
    bomb = rss(EPISODE).replace("?>", '?><!DOCTYPE rss [<!ENTITY a "b">]>', 1)
    assert read_podcast(bomb.encode()).extras == ()


@pytest.mark.parametrize("body", [b"", b"<rss/>", b"podcast:", b"<podcast:item>", b"\0podcast:"])
def test_other_documents_say_nothing(body: bytes) -> None:
    assert read_podcast(body) == NO_PODCAST


@pytest.mark.parametrize("value", ["-1", "x", "", "1e9", "9" * 30, "0"])
def test_criterion_9_numbers_that_are_none_are_left_out(value: str) -> None:
    body = rss(f"<title>Un</title><podcast:episode {PODCAST}>{value}</podcast:episode>")
    assert read_podcast(body.encode()).extras[0].episode is None


@pytest.mark.parametrize("encoding", ["UTF-f", "utf-7", "latin-1"])
def test_criterion_9_an_encoding_that_nobody_knows_costs_what_is_read_twice(encoding: str) -> None:
    body = rss(EPISODE).replace('"1.0"', f'"1.0" encoding="{encoding}"', 1)
    (episode,) = read(document(body))
    assert episode.title.endswith("2")
