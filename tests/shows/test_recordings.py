"""What is typed, pasted and imported into a recording, and what becomes of it."""

import json
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.models import APIToken

from cms.users.models import User
from search.query import parse, search
from shows.models import Chapter, EditoPage
from shows.models.recordings import reading_of, with_moments
from shows.transcripts import Cue
from tests.cms.counter import agrees, fresh, stored
from tests.factories import pages
from tests.shows.editing import edito_form, posted

pytestmark = pytest.mark.django_db

VTT = "WEBVTT\n\n00:01.000 --> 00:02.500\n<v Ada>Le <i>tocsin</i> &amp; le glas.\n"
BROKEN = "1\n00:00:01,000 --> 00:00:02,000\nA\n\n2\n00:61:00 --> 00:62:00\nB\n"
DESCRIPTION = "Notre description\n0:00 Intro\n- 12:41 : Le port"


def details(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(stored(page).document)["details"]
    return found


def starts(page: Any) -> list[tuple[int, str]]:
    return [(chapter.start_s, chapter.title) for chapter in page.chapter_list]


def test_subtitles_are_taken_as_a_transcript() -> None:
    form = edito_form(transcript=VTT)
    assert form.is_valid(), form.errors
    assert form.save(commit=False).transcript_cues == [
        {"start_s": 1.0, "end_s": 2.5, "speaker": "Ada", "text": "Le tocsin & le glas."}
    ]


def test_a_broken_time_is_told_at_the_field_and_what_was_typed_stays() -> None:
    form = edito_form(transcript=BROKEN)
    assert not form.is_valid()
    (message,) = form.errors["transcript"]
    assert "6" in message
    assert "00:61:00" in message
    assert form["transcript"].value() == BROKEN


def test_a_transcript_that_cannot_be_read_holds_up_no_publication() -> None:
    edito = pages.edito(transcript=BROKEN, live=False)
    edito.save_revision().publish()
    assert details(edito)["transcript"][0]["text"] == BROKEN
    assert details(edito)["transcript_url"] == ""


def test_search_and_documents_hold_words_typed_cues_and_addresses() -> None:
    edito = pages.edito(transcript=VTT)
    row = stored(edito)
    assert "Ada : Le tocsin & le glas." in row.search_body
    assert "00:01" not in row.search_body
    assert "<" not in row.search_body
    assert details(edito)["transcript"] == [
        {"start_s": 1.0, "end_s": 2.5, "speaker": "Ada", "text": "Le tocsin & le glas."}
    ]
    assert details(edito)["transcript_url"] == f"{row.path}transcription.vtt"
    assert details(edito)["chapters_url"] == ""
    assert agrees()
    assert [hit.uuid for hit in search(parse("tocsin")).rows] == [edito.uuid]


def test_a_file_fills_the_transcript() -> None:
    file = SimpleUploadedFile("sous-titres.vtt", VTT.encode("utf-16"), "text/vtt")
    form = edito_form({"transcript_file": file}, transcript="Ancien")
    assert form.is_valid(), form.errors
    assert form.save(commit=False).transcript == VTT
    assert ("transcript_file", "") in form.get_field_updates_for_resave()


@pytest.mark.parametrize("content", [BROKEN.encode(), b"\x89PNG\x00\x00", b"a" * (2**23 + 1)])
def test_a_file_that_cannot_be_read_is_told_at_its_field(content: bytes) -> None:
    form = edito_form({"transcript_file": SimpleUploadedFile("a.srt", content)}, transcript="Là")
    assert not form.is_valid()
    assert list(form.errors) == ["transcript_file"]
    assert form["transcript"].value() == "Là"


def test_a_nul_byte_is_refused_politely() -> None:
    form = edito_form(transcript="a\0b", pasted_chapters="0:00 a\0b")
    assert not form.is_valid()
    assert {"transcript", "pasted_chapters"} == set(form.errors)


def test_pasted_chapters_become_chapters() -> None:
    form = edito_form(pasted_chapters=DESCRIPTION)
    assert form.is_valid(), form.errors
    edito = form.save(commit=False)
    assert starts(edito) == [(0, "Intro"), (761, "Le port")]


def test_pasted_chapters_take_the_place_of_the_others() -> None:
    edito = pages.edito()
    edito.chapters.create(start_s=5, title="Ancien")
    edito.save()
    (old,) = edito.chapters.all()
    row = {"id": old.pk, "start_s": "0:05", "title": "Ancien", "url": ""}
    inlines = {"chapters": [row]}
    for _saved_twice in range(2):
        form = edito_form(page=fresh(edito), inlines=inlines, pasted_chapters=DESCRIPTION)
        form.data["chapters-INITIAL_FORMS"] = "1"
        assert form.is_valid(), (form.errors, form.formsets["chapters"].errors)
        form.save()
        assert starts(fresh(edito)) == [(0, "Intro"), (761, "Le port")]


@pytest.mark.parametrize("text", ["Rien ici", "0:00 A\n0:00 B", "0:00 A\n00:61:00 B"])
def test_chapters_that_cannot_be_read_are_told_and_stay(text: str) -> None:
    form = edito_form(pasted_chapters=text)
    assert not form.is_valid()
    assert form.errors["pasted_chapters"]
    assert form["pasted_chapters"].value() == text


def test_chapters_are_listed_in_their_order_whatever_that_of_the_form() -> None:
    edito = pages.edito()
    edito.chapters.create(start_s=90, title="Après", sort_order=0)
    edito.chapters.create(start_s=0, title="Avant", sort_order=1, url="https://a.example/")
    edito.save()
    assert details(edito)["chapters"] == [
        {"start_s": 0, "title": "Avant", "url": "https://a.example/"},
        {"start_s": 90, "title": "Après", "url": ""},
    ]
    assert details(edito)["chapters_url"].endswith("/chapitres.json")
    assert agrees()


def test_the_admin_saves_a_draft_from_a_description(admin_client: Client) -> None:
    index = pages.edito().get_parent()
    address = reverse("wagtailadmin_pages:add", args=["shows", "editopage", index.pk])
    assert 'enctype="multipart/form-data"' in admin_client.get(address).content.decode()
    form = posted(EditoPage, pasted_chapters=DESCRIPTION, transcript=VTT)
    response = admin_client.post(address, form)
    assert response.status_code == 302, response.context["form"].errors
    edito = EditoPage.objects.get(slug="un-titre")
    assert starts(edito) == [(0, "Intro"), (761, "Le port")]
    page = admin_client.get(reverse("wagtailadmin_pages:edit", args=[edito.pk])).content.decode()
    assert "12:41" in page
    assert "Notre description" not in page
    again = admin_client.post(address, {**form, "transcript": BROKEN, "slug": "autre"})
    assert again.status_code == 200
    assert "00:61:00" in again.content.decode()
    assert "Notre description" in again.content.decode()


@pytest.mark.parametrize(("paragraphs", "is_searched"), [(5, False), (6, True)])
def test_a_long_transcript_can_be_searched(
    client: Client, paragraphs: int, is_searched: bool
) -> None:
    """By a script, which shows the field; the words of its answers are those of the page."""
    edito = pages.edito(transcript="\n\n".join(["Le tocsin sonne."] * paragraphs))
    html = client.get(edito.url).content.decode()
    field = 'needs-script" role="search" data-transcript-search '
    assert (field in html) is is_searched
    for words in (
        *('data-none="aucun passage"', 'data-one="# passage"', 'data-many="# passages"'),
        *('data-place="# sur #"', 'aria-label="Passage précédent"', 'aria-label="Passage suivant"'),
    ):
        assert (words in html) is is_searched


def test_wagtails_api_gives_cues_and_chapters(client: Client) -> None:
    edito = pages.edito(transcript=VTT)
    edito.chapters.create(start_s=0, title="Intro")
    edito.save()
    answer = client.get(f"/api/v2/pages/{edito.pk}/").json()
    assert answer["transcript_cues"][0]["speaker"] == "Ada"
    assert answer["chapters"][0]["title"] == "Intro"


def test_versions_of_a_recording_are_compared(admin_client: Client) -> None:
    edito: Any = pages.edito(transcript="Avant")
    first = edito.save_revision()
    edito.transcript = "Après"
    edito.chapters = [Chapter(start_s=5, title="Ajouté")]
    second = edito.save_revision()
    address = reverse("wagtailadmin_pages:revisions_compare", args=[edito.pk, first.pk, second.pk])
    html = admin_client.get(address).content.decode()
    assert "Après" in html
    assert "Ajouté" in html


def test_wagtails_api_v3_gives_recordings(client: Client) -> None:
    user = User.objects.create_superuser("robot", "robot@example.org", "x")
    _token, key = APIToken.create_token(user=user, name="essai")
    headers = {"Authorization": f"Bearer {key}"}
    edito = pages.edito(transcript=VTT)
    edito.chapters.create(start_s=5, title="Intro")
    edito.save()
    answer = client.get(f"/api/v3/pages/{edito.pk}/", headers=headers).json()
    assert answer["chapters"][0]["title"] == "Intro"
    assert answer["transcript_cues"][0]["speaker"] == "Ada"
    assert client.get("/api/v3/openapi.json", headers=headers).status_code == 200


def test_a_moment_has_its_place_in_the_words_that_are_said_then() -> None:
    """Links to chapters and quotations lead there without a script."""
    times = "\n\n".join(
        f"00:{minute:02}:01.000 --> 00:{minute:02}:02.500\n<v {speaker}>Le tocsin."
        for minute, speaker in enumerate(("Ada", "Bea", "Ada"))
    )
    cues = pages.edito(day=date(2026, 3, 18), transcript=f"WEBVTT\n\n{times}").cues
    reading = with_moments(reading_of(cues), [0, 1, 90, None, 61, 4_000])
    reading = with_moments(reading, [90, 30])
    assert [paragraph["start_s"] for paragraph in reading] == [1, 61, 121]
    assert [paragraph["moments"] for paragraph in reading] == [[0, 30], [90], [4_000]]
    untimed = with_moments(reading_of([Cue(None, None, "", "Le tocsin.")]), [60])
    assert [paragraph["moments"] for paragraph in untimed] == [[]]
