"""Recordings that the newsroom uploads: what is taken, measured, taken out, shown and deleted."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction
from wagtail.snippets.blocks import SnippetChooserBlock

from cms.models import Publication
from media_library import remote
from media_library.models import Audio, Captions, RemoteMedia, Video
from media_library.rights import shown_until, today
from tests.cms.counter import agrees, card, fresh, stored
from tests.factories import pages
from tests.media_library import recordings
from tests.media_library.test_traces import ANDROID, PLACE

pytestmark = pytest.mark.django_db

VTT = b"WEBVTT\n\n00:00.000 --> 00:02.000\nBonjour.\n"


def upload(name: str = "film.mp4", data: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, recordings.mp4() if data is None else data)


def video(**fields: Any) -> Video:
    pages.home_page()
    made = Video(**{"title": "Film", "file": upload(), **fields})
    made.full_clean()
    made.save()
    return made


def sound(**fields: Any) -> Audio:
    pages.home_page()
    made = Audio(**{"title": "Son", "file": upload("son.mp3", recordings.mp3()), **fields})
    made.full_clean()
    made.save()
    return made


def refused(made: Video | Audio) -> ValidationError:
    with pytest.raises(ValidationError) as refusal:
        made.full_clean()
    return refusal.value.error_dict["file"][0]


def faults(made: Captions) -> set[str]:
    """The fields that are refused."""
    try:
        made.full_clean()
    except ValidationError as error:
        return set(error.error_dict)
    return set()


class TestUploads:
    def test_a_duration_is_measured(self) -> None:
        assert video().duration_s == 3
        assert sound().duration_s == 3

    def test_its_shape_is_measured(self) -> None:
        film = video(file=upload(data=recordings.mp4(3, recordings.track(720, 1280))))
        edito = pages.edito(video_url=film.address)
        assert card(edito)["media"]["is_vertical"] is True
        film.file = upload("autre.mp4", recordings.mp4(3, recordings.track(1280, 720)))
        film.save()
        assert film.is_vertical is False

    def test_those_of_before_are_measured_where_somebody_says_so(self) -> None:
        film = video(file=upload(data=recordings.mp4(3, recordings.track(720, 1280))))
        edito = pages.edito(video_url=film.address)
        Video.objects.update(is_vertical=None)
        fresh(edito).save()
        assert card(edito)["media"]["is_vertical"] is False
        remote.ask_again()
        assert card(edito)["media"]["is_vertical"] is True
        film.file.storage.delete(film.file.name)
        Video.objects.update(is_vertical=None)
        remote.ask_again()
        film.refresh_from_db()
        assert film.is_vertical is None

    def test_what_an_editor_typed_wins(self) -> None:
        assert video(duration_s=5).duration_s == 5

    def test_another_file_has_another_duration(self) -> None:
        film = video()
        film.file = upload("autre.mp4", recordings.mp4(90))
        film.save()
        assert film.duration_s == 90
        film.file, film.duration_s = upload("court.mp4", recordings.mp4(9)), 12
        film.save()
        assert film.duration_s == 12

    def test_what_says_no_duration_has_the_one_that_is_typed(self) -> None:
        data = recordings.webm(None)
        assert video(file=upload("film.webm", data)).duration_s is None
        assert video(file=upload("film.webm", data), duration_s=9).duration_s == 9

    @pytest.mark.parametrize(
        ("name", "data"),
        [
            ("film.mp4", recordings.mp3()),
            ("film.mp4", b"<html><script>"),
            ("film.webm", recordings.mp4()),
            ("film.ogv", recordings.opus()),
            ("film.mp4", b"x"),
        ],
    )
    def test_a_file_that_is_not_what_it_says(self, name: str, data: bytes) -> None:
        assert refused(Video(title="Film", file=upload(name, data))).code == "other_format"

    @pytest.mark.parametrize("name", ["film.mov", "film.exe", "film.html", "film", "son.mp3"])
    def test_a_film_in_no_format_of_films(self, name: str) -> None:
        assert refused(Video(title="Film", file=upload(name))).code == "invalid_extension"

    def test_a_sound_that_is_a_film(self) -> None:
        made = Audio(title="Son", file=upload("son.ogg", recordings.theora()))
        assert refused(made).code == "other_format"

    def test_too_large_a_file(self, settings: Any) -> None:
        settings.RECORDINGS_MAX_UPLOAD_SIZE = 2**20
        large = upload("film.mp4", recordings.mp4(data=2**20))
        error = refused(Video(title="Film", file=large))
        assert (error.code, error.params) == ("too_large", {"size": 2, "limit": 1})

    def test_places_are_taken_out(self) -> None:
        film = video(file=upload("film.mp4", recordings.mp4(3, ANDROID)))
        stored = default_storage.open(film.file.name).read()
        assert PLACE not in stored
        assert b"Titre" in stored
        assert film.file_size == len(stored)

    def test_a_track_of_places_is_refused(self) -> None:
        track = recordings.box(b"trak", recordings.box(b"stsd", b"gpmd"))
        data = recordings.mp4(3, track)
        assert refused(Video(title="Film", file=upload("film.mp4", data))).code == "telemetry"

    def test_names_are_plain(self) -> None:
        film = video(file=upload("Été à l’hôpital (1).MP4"))
        assert film.file.name == "recordings/ete-a-l-hopital-1.mp4"
        assert (film.url, film.mime) == ("/media/recordings/ete-a-l-hopital-1.mp4", "video/mp4")
        assert film.address == "http://localhost/media/recordings/ete-a-l-hopital-1.mp4"

    @pytest.mark.parametrize(
        ("data", "is_taken"),
        [
            (VTT, True),
            (b"\xef\xbb\xbf" + VTT, True),
            (b"1\n00:00:00,000 --> 00:00:02,000\nBonjour.", False),
            (b"WEBVTTX", False),
            (b"WEBVTT\n\xff", False),
            (b"", False),
            (b"WEBVTT\n" + b" " * 2**21, False),
        ],
    )
    def test_captions_are_webvtt(self, data: bytes, is_taken: bool) -> None:
        made = Captions(video=video(), language="fr", file=upload("a.vtt", data))
        assert faults(made) == (set() if is_taken else {"file"})

    def test_captions_end_in_vtt(self) -> None:
        assert faults(Captions(video=video(), file=upload("a.srt", VTT))) == {"file"}

    @pytest.mark.parametrize("language", ["français", "FR", "", "fr_FR", "x"])
    def test_a_language_is_a_code(self, language: str) -> None:
        made = Captions(video=video(), language=language, file=upload("a.vtt", VTT))
        assert faults(made) == {"language"}


@pytest.fixture
def _on_disk(settings: Any, tmp_path: Path) -> None:
    """A task makes its storage anew: one in memory would be another."""
    disk = {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(tmp_path)},
    }
    settings.STORAGES = {**settings.STORAGES, "default": disk}


@pytest.mark.usefixtures("_on_disk")
class TestFiles:
    def test_a_replaced_file_is_deleted_after_the_commit(
        self, django_capture_on_commit_callbacks: Any
    ) -> None:
        film = video()
        before = film.file.name
        with django_capture_on_commit_callbacks(execute=True):
            film.file = upload("autre.mp4")
            film.save()
            assert default_storage.exists(before)
        assert not default_storage.exists(before)
        assert default_storage.exists(film.file.name)

    def test_files_go_with_their_recording(self, django_capture_on_commit_callbacks: Any) -> None:
        film = video()
        captions = film.captions.create(language="fr", file=upload("a.vtt", VTT))
        with django_capture_on_commit_callbacks(execute=True):
            film.delete()
        assert not default_storage.exists(film.file.name)
        assert not default_storage.exists(captions.file.name)


class TestByAddress:
    """Its address, pasted into a page, plays it, and asks nobody."""

    def test_a_page_gets_its_duration_and_poster(self) -> None:
        film = video(poster=pages.image(credit="X"))
        edito = pages.edito(video_url=film.address)
        assert card(edito)["media"]["duration_s"] == 3
        assert card(edito)["image"]["credit"] == "X"
        assert not RemoteMedia.objects.exists()
        film.duration_s = 60
        film.save()
        assert card(edito)["media"]["duration_s"] == 60
        assert agrees()
        film.delete()
        assert card(edito)["media"]["duration_s"] is None
        assert agrees()

    def test_the_address_of_a_replaced_file_tells_nothing_more(self) -> None:
        film = video()
        edito = pages.edito(video_url=film.address)
        film.file = upload("autre.mp4", recordings.mp4(90))
        film.save()
        assert card(edito)["media"]["duration_s"] is None
        assert agrees()


class TestAdmin:
    def form(self, name: str = "film.mp4", **more: Any) -> dict[str, Any]:
        data = {"title": "Film", "file": upload(name), "duration_s": "", "transcript": ""}
        data |= {"credit": "", "licence": "", "rights_until": "", "poster": ""}
        data |= {"collection": Collection.get_first_root_node().pk}
        counts: dict[str, Any] = {"TOTAL": 1, "INITIAL": 0, "MIN_NUM": 0, "MAX_NUM": 1000}
        data |= {f"captions-{part}_FORMS": count for part, count in counts.items()}
        data |= {"captions-0-language": "fr", "captions-0-file": upload("a.vtt", VTT)}
        return data | {"captions-0-ORDER": 1, "captions-0-id": "", "captions-0-DELETE": ""} | more

    def editor(self, client: Client) -> Client:
        user = get_user_model().objects.create_user("redac", "r@example.org", "mot de passe long")
        user.groups.add(Group.objects.get(name="Editors"))
        client.force_login(user)
        return client

    def test_an_editor_uploads_a_film(self, client: Client) -> None:
        pages.home_page()
        answer = self.editor(client).post("/admin/snippets/media_library/video/add/", self.form())
        assert answer.status_code == 302, answer.context["form"].errors
        film = Video.objects.get()
        assert (film.duration_s, film.captions.get().language) == (3, "fr")
        edit = f"/admin/snippets/media_library/video/edit/{film.pk}/"
        assert 'value="0:03"' in client.get(edit).content.decode()

    def test_a_refusal_is_said_at_the_field(self, client: Client) -> None:
        pages.home_page()
        data = self.form() | {"file": upload("film.mp4", b"rien")}
        answer = self.editor(client).post("/admin/snippets/media_library/video/add/", data)
        assert answer.context["form"].errors["file"]

    def test_editors_see_and_choose_sounds(self, client: Client) -> None:
        made = sound()
        editor = self.editor(client)
        listed = editor.get("/admin/snippets/media_library/audio/").content.decode()
        assert "Son" in listed
        chooser = SnippetChooserBlock(Audio).widget
        address = chooser.get_chooser_modal_url()
        assert "Son" in json.loads(editor.get(address).content)["html"]
        assert chooser.get_value_data(made.pk)["string"] == "Son"

    def test_videos_elsewhere_are_read_and_not_written(self, client: Client) -> None:
        pages.home_page()
        row = RemoteMedia.objects.create(
            uuid="12345678-1234-5678-1234-567812345678",
            page_url="https://vimeo.com/123456789",
            provider="vimeo",
            state="gone",
            error="private",
        )
        editor = self.editor(client)
        listed = editor.get("/admin/snippets/media_library/remotemedia/").content.decode()
        assert "vimeo.com/123456789" in listed
        shown = editor.get(f"/admin/snippets/media_library/remotemedia/inspect/{row.pk}/")
        assert row.error_sentence in shown.content.decode().replace("&#x27;", "'")
        assert editor.get("/admin/snippets/media_library/remotemedia/add/").status_code in (
            302,
            404,
        )


@pytest.mark.django_db
class TestOnAPage:
    def test_it_leaves_when_its_rights_end_and_comes_back(self) -> None:
        film = video(rights_until=today())
        edito = pages.edito(video_url=film.address)
        row = Publication.objects.get(uuid=edito.uuid)
        assert card(edito)["media"]["player_url"] == film.address
        assert row.refresh_at == shown_until(today())
        film.rights_until = today() - timedelta(days=1)
        film.save()
        assert card(edito)["media"] is None
        assert agrees()
        film.rights_until = None
        film.save()
        assert card(edito)["media"]["player_url"] == film.address

    def test_it_leaves_while_its_collection_is_closed(self) -> None:
        pages.home_page()
        folder = Collection.get_first_root_node().add_child(name="Réservé")
        edito = pages.edito(video_url=video(collection=folder).address)
        closed = CollectionViewRestriction.objects.create(
            collection=folder, restriction_type="login"
        )
        assert card(edito)["media"] is None
        closed.delete()
        assert card(edito)["media"] is not None
        assert agrees()

    def test_readers_get_its_captions_and_its_credit(self, client: Client) -> None:
        film = video(credit="Ada")
        Captions.objects.create(video=film, language="en", file=upload("a.vtt", VTT))
        article = pages.article(body=[("video", {"url": film.address, "title": "Film"})])
        html = client.get(article.get_url()).content.decode()
        assert 'srclang="en" label="English"' in html
        assert '<span class="credit">Ada</span>' in html

    def test_what_changes_in_it_reaches_its_pages(self, client: Client) -> None:
        film = video(credit="Ada")
        edito = pages.edito(video_url=film.address)
        article = pages.article(body=[("video", {"url": film.address, "title": "Film"})])
        film.credit, film.poster = "Grace", pages.image(alt="Une rue")
        film.captions.add(Captions(language="en", file=upload("a.vtt", VTT)))
        film.save()
        block = json.loads(stored(article).document)["body"][0]["value"]
        for media, poster in (
            (card(edito)["media"], card(edito)["image"]),
            (block["media"], block["poster"]),
        ):
            assert (media["credit"], media["captions"][0]["label"]) == ("Grace", "English")
            assert poster["alt"] == "Une rue"
        film.captions.clear()
        film.poster = None
        film.save()
        assert card(edito)["media"]["captions"] == []
        assert card(edito)["image"] is None
        assert agrees()

    def test_its_poster_leaves_and_comes_back_with_its_rights(self) -> None:
        poster = pages.image()
        edito = pages.edito(video_url=video(poster=poster).address)
        poster.rights_until = today() - timedelta(days=1)
        poster.save()
        assert card(edito)["image"] is None
        poster.rights_until = None
        poster.save()
        assert card(edito)["image"] is not None
        assert agrees()
