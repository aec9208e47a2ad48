import json

import pytest

from feeds.errors import FeedError
from feeds.normalise import about
from feeds.parse import MAX_ENTRIES, parse
from tests.feeds.reading import DATA, document, read, read_sample, rss

SAMPLES = sorted(path.name for path in DATA.glob("*.xml"))


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_read_as_their_neighbour_says(name: str) -> None:
    expected = (DATA / name).with_suffix(".json").read_text(encoding="utf-8")
    assert read_sample(name) == json.loads(expected)


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("", "empty"),
        (" \n\t", "empty"),
        ("<!DOCTYPE html><html><body>Bonjour</body></html>", "html_page"),
        ("\n<!-- page --><HTML><head><title>Accueil</title></head></HTML>", "html_page"),
        ("Bonjour.", "not_a_feed"),
        ('{"version": "https://example.org/1", "items": []}', "not_a_feed"),
        ("<opml version='2.0'><body><outline text='a'/></body></opml>", "not_a_feed"),
        ("<rss version='2.0'><channel><title>Flux</title><item", "malformed"),
    ],
)
def test_what_is_no_feed_has_a_name(body: str, name: str) -> None:
    with pytest.raises(FeedError) as caught:
        parse(document(body))
    assert caught.value.name == name


def test_a_feed_without_entries_is_a_feed() -> None:
    feed = parse(document(rss()))
    assert (feed.title, feed.entries, feed.warning) == ("Flux", (), "")


def test_criterion_9_broken_xml_that_yields_entries_is_read_with_a_warning() -> None:
    feed = parse(document(rss("<title>Elle & lui</title>")))
    assert [entry.title for entry in feed.entries] == ["Elle & lui"]
    assert feed.warning


HALVES = "&#55357;&#56832;"
"""A smiling face, as programs write it that know letters of 16 bits only."""


@pytest.mark.parametrize(
    "halves",
    [HALVES, "&#xD83D;&#xDE00;", "&#x00d83d;&#056832;", HALVES.replace("&", "&amp;")],
)
def test_criterion_9_a_letter_in_two_halves_is_one(halves: str) -> None:
    body = f"<p>Bravo {halves}</p>".replace("<", "&lt;")
    feed = rss(
        f"<title>Victoire {halves}</title><description>{body}</description>",
        f"<title>Encore</title><description><![CDATA[<p>{HALVES}</p>]]></description>",
        head=f"<description>Joie {halves}</description>",
    )
    items = read(document(feed))
    assert [item.title for item in items] == ["Victoire 😀", "Encore"]
    assert [item.html for item in items] == ["<p>Bravo 😀</p>", "<p>😀</p>"]
    assert about(parse(document(feed)))["description"] == "Joie 😀"


def test_criterion_9_a_letter_in_two_halves_is_one_in_json_too() -> None:
    body = {"version": "https://jsonfeed.org/version/1.1", "title": "Flux"}
    entries = [{"id": "1", "content_html": f"<p>{HALVES}</p>"}]
    (item,) = read(document(json.dumps({**body, "items": entries}), "application/feed+json"))
    assert item.html == "<p>😀</p>"


def test_criterion_9_half_a_letter_costs_itself_only() -> None:
    titles = ("Fin &#55357;", "&#56832;&#55357; début", "&#57344;&#55295; entiers")
    items = read(document(rss(*(f"<title>{title}</title>" for title in titles))))
    assert [item.title for item in items] == ["Fin �", "�� début", "\ue000\ud7ff entiers"]


def test_the_first_entries_are_kept() -> None:
    feed = parse(document(rss(*(f"<title>{n}</title>" for n in range(MAX_ENTRIES + 5)))))
    assert len(feed.entries) == MAX_ENTRIES
    assert feed.entries[0].title == "0"


@pytest.mark.parametrize(
    ("encoding", "content_type"),
    [
        ("utf-8", "application/xml"),
        ("iso-8859-15", "application/xml"),
        ("windows-1252", "application/xml"),
        ("utf-16", "application/rss+xml; charset=utf-16"),
    ],
)
def test_criterion_10_french_encodings(encoding: str, content_type: str) -> None:
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>'
        + rss("<title>Élysée, œuvre à 3 €</title>").partition("?>")[2]
    )
    feed = parse(document(text.encode(encoding), content_type))
    assert feed.entries[0].title == "Élysée, œuvre à 3 €"


def test_a_strange_entry_costs_itself_only() -> None:
    strange = '<enclosure url="a" length="beaucoup"/><pubDate>hier</pubDate><title>Un</title>'
    feed = parse(document(rss(strange, "<title>Deux</title>")))
    assert [entry.title for entry in feed.entries] == ["Un", "Deux"]
    assert feed.entries[0].published is None
    assert feed.entries[0].enclosures[0].length is None


def test_criterion_3_entities_read_no_file() -> None:
    body = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY f SYSTEM "file:///etc/passwd">]>'
        '<rss version="2.0"><channel><item><title>t&f;</title></item></channel></rss>'
    )
    assert all("root:" not in entry.title for entry in parse(document(body)).entries)


def test_criterion_3_entities_do_not_explode() -> None:
    levels = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
    body = (
        f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY e0 "aaaaaaaaaa">{levels}]>'
        '<rss version="2.0"><channel><item><title>t&e9;</title></item></channel></rss>'
    )
    assert all(len(entry.title) < 1_000_000 for entry in parse(document(body)).entries)


STRAY = "<title>Mauvais</title></width>"


def test_criterion_9_an_entry_that_stops_feedparser_costs_itself_only() -> None:
    good = [f"<title>Bon {number}</title>" for number in range(5)]
    items = read(document(rss(*good[:3], STRAY, *good[3:])))
    assert [item.title for item in items] == [f"Bon {number}" for number in range(5)]
    assert "NoneType" in parse(document(rss(good[0], STRAY))).warning


def test_criterion_9_a_head_that_stops_feedparser_is_malformed() -> None:
    with pytest.raises(FeedError, match="malformed"):
        read(document(rss("<title>Un</title>", head="</width>")))
    with pytest.raises(FeedError, match="malformed"):
        read(document(rss(head="</width>")))
