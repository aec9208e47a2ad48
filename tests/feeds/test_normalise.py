import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from feeds.addresses import canonical_url, web_url
from feeds.normalise import (
    MAX_IDENTITY,
    about,
    believable,
    identities,
    language_code,
    normalise,
    shorten,
    text,
)
from feeds.types import Feed, Markup, RawEntry
from tests.feeds.reading import ADDRESS, NOW, document, read, rss

ENTRY = RawEntry(guid="un", link="https://source.example/a", title="Un", summary=Markup("Texte"))


def feed(*entries: RawEntry) -> Feed:
    return Feed(url=ADDRESS, site_url="https://source.example/", entries=entries)


def test_the_guid_is_the_identity() -> None:
    assert identities(feed(ENTRY)) == ["guid:un"]


def test_without_guid_the_address_is() -> None:
    assert identities(feed(replace(ENTRY, guid=""))) == ["url:source.example/a"]


def test_without_either_what_it_says_is() -> None:
    one, other = replace(ENTRY, guid="", link=""), replace(ENTRY, guid="", link="", title="Deux")
    assert len(set(identities(feed(one, other)))) == 2
    assert identities(feed(one)) == identities(feed(one))


def test_a_guid_shared_by_several_entries_is_completed_by_the_address() -> None:
    other = replace(ENTRY, link="https://source.example/b")
    assert identities(feed(ENTRY, other)) == [
        "guid:un source.example/a",
        "guid:un source.example/b",
    ]


def test_a_guid_and_an_address_shared_are_completed_by_title_and_date() -> None:
    other = replace(ENTRY, published=datetime(2026, 1, 1, tzinfo=UTC))
    assert len(set(identities(feed(ENTRY, other)))) == 2


def test_equal_entries_are_one_item() -> None:
    assert len(normalise(feed(ENTRY, ENTRY), NOW)) == 1


@pytest.mark.parametrize(
    "guid",
    ["http://source.example/a", "https://www.source.example/a/", "https://SOURCE.example/a"],
)
def test_spellings_of_an_address_are_one_identity(guid: str) -> None:
    assert identities(feed(replace(ENTRY, guid=guid))) == ["guid:source.example/a"]


def test_a_long_guid_is_hashed() -> None:
    long, other = replace(ENTRY, guid="a" * 600), replace(ENTRY, guid="a" * 601)
    keys = identities(feed(long, other))
    assert len(set(keys)) == 2
    assert all(len(key) <= MAX_IDENTITY for key in keys)


def test_one_bad_entry_costs_itself_only(caplog: pytest.LogCaptureFixture) -> None:
    bad = replace(ENTRY, guid="deux", enclosures=(None,))  # type: ignore[arg-type]  # what no parser should give
    items = normalise(feed(replace(ENTRY, guid="trois"), ENTRY), NOW)
    assert [item.guid for item in items] == ["trois", "un"]
    with pytest.raises(AttributeError):
        normalise(feed(bad), NOW)


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert normalise(feed(RawEntry(guid="vide")), NOW) == []


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("https://a.example/x", "https://a.example/x"),
        (" /x y ", "https://base.example/x%20y"),
        ("//b.example/x", "https://b.example/x"),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("ftp://a.example/", ""),
        ("https://qui@a.example/", ""),
        ("https://a.example:port/", ""),
        ("https://[::1/", ""),
        ("https://a.example/\x00", ""),
        ("https://a.example/" + "x" * 2000, ""),
        ('https://a.example/"><script>', "https://a.example/%22%3E%3Cscript%3E"),
        ("", ""),
    ],
)
def test_only_web_addresses_pass(value: str, expected: str) -> None:
    assert web_url(value, "https://base.example/dossier") == expected


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://a.example/?utm_source=x&utm_medium=y", "https://a.example/"),
        ("https://a.example/?id=3&fbclid=abc&xtor=RSS-1", "https://a.example/?id=3"),
        ("https://a.example/?id=3&vide=#bas", "https://a.example/?id=3&vide=#bas"),
        ("https://a.example/?at_medium=x#xtor=RSS-1", "https://a.example/"),
        ("", ""),
    ],
)
def test_where_a_reader_came_from_is_left_out(url: str, expected: str) -> None:
    assert canonical_url(url) == expected


@pytest.mark.parametrize(
    ("published", "expected"),
    [
        (NOW - timedelta(days=1), NOW - timedelta(days=1)),
        (NOW + timedelta(minutes=4), NOW + timedelta(minutes=4)),
        (NOW + timedelta(hours=1), None),
        (datetime(2099, 1, 1, tzinfo=UTC), None),
        (datetime(1970, 1, 1, tzinfo=UTC), None),
        (None, None),
    ],
)
def test_believable_dates(published: datetime | None, expected: datetime | None) -> None:
    assert believable(published, NOW) == expected


def test_text_is_one_line_that_a_database_can_store() -> None:
    assert text(" a\x00b\n\t c\ud800\u00a0! ") == "ab c\u00a0!"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("court", "court"),
        ("un deux trois", "un deux…"),
        ("un deux, trois", "un deux…"),
        ("anticonstitutionnellement", "anticonst…"),
    ],
)
def test_shorten_cuts_between_words(value: str, expected: str) -> None:
    assert shorten(value, 10) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [("fr-FR", "fr"), ("fr_FR", "fr"), ("FR", "fr"), ("français", ""), ("", ""), ("x", "")],
)
def test_language_code(value: str, expected: str) -> None:
    assert language_code(value) == expected


def test_what_a_feed_tells_of_itself() -> None:
    told = Feed(
        url=ADDRESS,
        title="<b>Gazette</b> &amp; cie",
        site_url="/accueil",
        description="d " * 2000,
        language="fr-FR",
    )
    facts = about(told)
    assert (facts["name"], facts["language"]) == ("Gazette & cie", "fr")
    assert facts["site_url"] == "https://source.example/accueil"
    assert len(facts["description"]) <= 1000


def test_titles_are_text() -> None:
    (item,) = normalise(
        feed(replace(ENTRY, title="<b>Dix</b> &amp; <script>x()</script>onze")), NOW
    )
    assert item.title == "Dix & onze"


def test_an_entry_without_title_is_called_by_what_it_says() -> None:
    (item,) = normalise(feed(replace(ENTRY, title="")), NOW)
    assert item.title == "Texte"


def test_plain_text_becomes_paragraphs() -> None:
    entry = replace(
        ENTRY, summary=Markup("Une ligne\nune autre\n\nAlors 1 < 2 &amp; 3", is_text=True)
    )
    (item,) = normalise(feed(entry), NOW)
    assert item.html == "<p>Une ligne<br>une autre</p><p>Alors 1 &lt; 2 &amp; 3</p>"


def test_the_title_of_a_feed_that_stands_for_another_can_be_stored_too() -> None:
    nameless = RawEntry(guid="un", published=NOW)
    (item,) = normalise(replace(feed(nameless), title="Un\0 <b>flux</b>"), NOW)
    assert item.title == "Un flux"


def test_an_address_that_is_none_costs_itself_alone() -> None:
    head = "<link>http://[oups</link>"
    body = rss(
        "<guid>1</guid><title>Un</title><link>https://source.example/1</link>",
        "<guid>2</guid><title>Deux</title><link>http://[2</link>",
    ).replace("<link>https://source.example/</link>", head)
    items = read(document(body))
    assert [(item.title, item.url) for item in items] == [
        ("Un", "https://source.example/1"),
        ("Deux", ""),
    ]


def test_a_home_page_that_is_no_address_costs_itself_alone() -> None:
    body = json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "Flux",
            "home_page_url": "http://[oups",
            "items": [{"id": "1", "url": "/1", "content_text": "Un"}],
        }
    )
    (item,) = read(document(body, "application/feed+json"))
    assert item.url == "https://source.example/1"
