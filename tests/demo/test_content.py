"""The French of the demo is typeset, and nobody in it is real."""

import re
from pathlib import Path

import pytest

from cms.demo import content, samples
from cms.demo.content import editos, episodes
from cms.demo.content.articles import GUIDE
from cms.demo.content.people import PEOPLE
from cms.demo.content.pictures import PICTURES
from cms.demo.content.shapes import Clip, Recording
from cms.demo.content.sources import SOURCES
from media_library.video_url import recognise

FOLDER = Path(content.__file__).parent
WRITTEN = [
    path
    for path in sorted([*FOLDER.glob("*.py"), *samples.FOLDER.glob("*.xml")])
    if path.stem != "shapes"
]
UNTYPESET = re.compile(r"[A-Za-zÀ-ÿ]'[A-Za-zÀ-ÿ]|« | »| [?!;](?![=>])| :(?= )")


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.name)
def test_apostrophes_guillemets_and_spaces_are_typographic(path: Path) -> None:
    assert UNTYPESET.findall(path.read_text("utf-8")) == []


def test_every_person_says_that_they_do_not_exist() -> None:
    assert all("n’existe pas" in person.biography for person in PEOPLE)
    assert all("fictif" in p.role or "fictive" in p.role for p in PEOPLE)


def test_alternative_texts_are_distinct_and_say_something() -> None:
    texts = {picture.alt for picture in PICTURES}
    assert len(texts) == len(PICTURES)
    assert all(30 < len(text) <= 250 for text in texts)


def test_recordings_play_from_addresses_that_a_player_knows() -> None:
    recordings: tuple[Recording, ...] = (*editos.EDITOS, *episodes.EPISODES)
    addresses = [r.video_url for r in recordings] + [r.audio_url for r in recordings if r.audio_url]
    addresses += [value.url for _name, value in GUIDE.body if isinstance(value, Clip)]
    assert all(recognise(address) for address in addresses)
    assert all(".example.org/" in address for address in addresses)
    assert all(recording.transcript and recording.duration_s for recording in recordings)


def test_partner_media_are_the_named_ones() -> None:
    partners = {feed.feed_url for feed in SOURCES if feed.is_partner and not feed.sample}
    assert partners == {
        "https://lemondencommun.info/feed/",
        "https://leji.fr/feed/",
        "https://heuredupeuple.fr/feed/",
    }
