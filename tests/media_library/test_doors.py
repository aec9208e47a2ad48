"""Every door by which a picture comes in: silent, measured, and told in sentences what is wrong."""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import translation
from wagtail.models import APIToken, UploadedFile

from media_library import forms
from media_library.models import Image
from media_library.originals import OriginalError
from tests.factories import pages
from tests.media_library import photographs as photo
from tests.media_library.test_originals import bomb

pytestmark = pytest.mark.django_db

Door = Callable[[Client, str, bytes], Any]
AJAX = {"X-Requested-With": "XMLHttpRequest"}


def upload(name: str, data: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, content_type="image/jpeg")


def fields(**given: Any) -> dict[str, Any]:
    blank = {"title": "Photo", "tags": "", "alt": "", "credit": "", "licence": "", "source_url": ""}
    root = pages.Collection.get_first_root_node()
    return {**blank, "collection": root.pk, "description": "", **given}


def add(client: Client, name: str, data: bytes) -> Any:
    return client.post("/admin/images/add/", fields(file=upload(name, data)))


def add_many(client: Client, name: str, data: bytes) -> Any:
    root = pages.Collection.get_first_root_node()
    sent = {"title": "Photo", "files[]": upload(name, data), "collection": root.pk}
    return client.post("/admin/images/multiple/add/", sent, headers=AJAX)


def choose(client: Client, name: str, data: bytes) -> Any:
    sent = {**fields(), "file": upload(name, data)}
    prefixed = {f"image-chooser-upload-{key}": value for key, value in sent.items()}
    return client.post("/admin/images/chooser/create/", prefixed)


def token(client: Client) -> dict[str, str]:
    user = get_user_model().objects.create_superuser("robot", "robot@example.org", "x")
    _token, key = APIToken.create_token(user=user, name="essai")
    return {"Authorization": f"Bearer {key}"}


def add_by_api(client: Client, name: str, data: bytes) -> Any:
    sent = {"title": "Photo", "file": upload(name, data)}
    return client.post("/api/v3/images/", sent, headers=token(client))


DOORS: list[Door] = [add, add_many, choose, add_by_api]


def stored() -> tuple[Image, bytes]:
    image = Image.objects.get()
    with default_storage.open(image.file.name) as file:
        return image, file.read()


@pytest.fixture(autouse=True)
def _site() -> None:
    pages.home_page()


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_what_is_kept_is_silent(admin_client: Client, door: Door, kind: str) -> None:
    name = f"photo.{kind.lower()}"
    response = door(admin_client, name, photo.photograph(kind))
    assert response.status_code in {200, 201, 302}, response.content
    image, data = stored()
    assert photo.is_silent(data)
    assert image.file_size == len(data)
    assert image.file_hash == hashlib.sha1(data, usedforsecurity=False).hexdigest()


@pytest.mark.parametrize("door", DOORS)
def test_it_is_upright_and_its_row_knows(admin_client: Client, door: Door) -> None:
    door(admin_client, "photo.jpg", photo.photograph("JPEG", 6))
    image, data = stored()
    assert (image.width, image.height) == (80, 120)
    with photo.opened(data) as kept:
        assert kept.size == (80, 120)


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("name", ["IMG_1.HEIC", "IMG_1.heif"])
def test_a_phone_s_heic_is_kept_as_jpeg(admin_client: Client, door: Door, name: str) -> None:
    door(admin_client, name, photo.heic())
    image, data = stored()
    assert re.fullmatch(r"IMG_1(_\w+)?\.jpg", image.filename)
    assert photo.is_silent(data)


@pytest.mark.parametrize("door", DOORS)
def test_what_the_file_says_is_written_where_nobody_has(admin_client: Client, door: Door) -> None:
    door(admin_client, "photo.jpg", photo.photograph())
    image, _data = stored()
    assert image.credit == "Ada Clic / Agence Bleue"
    assert image.alt == "Une place noire de monde"
    assert image.title == "Photo"


def test_what_the_newsroom_writes_stays(admin_client: Client) -> None:
    written = fields(file=upload("a.jpg", photo.photograph()), credit="Nous", alt="Une place")
    admin_client.post("/admin/images/add/", written)
    image, _data = stored()
    assert (image.credit, image.alt) == ("Nous", "Une place")


def test_scripts_pass_the_same_door() -> None:
    image = Image.objects.create(file=ImageFile(ContentFile(photo.photograph()), name="a.jpg"))
    _image, data = stored()
    assert photo.is_silent(data)
    assert image.title == "La place"
    assert image.file_size == len(data)
    image.file.save("b.jpg", ContentFile(photo.photograph("JPEG", 8)))
    image, data = stored()
    assert photo.is_silent(data)
    assert (image.width, image.height) == (80, 120)


def test_scripts_name_a_file_after_what_it_is() -> None:
    file = ImageFile(ContentFile(photo.photograph("PNG")), name="photo.jpg")
    assert Image.objects.create(title="Photo", file=file).filename.endswith(".png")


def test_scripts_learn_of_a_broken_file() -> None:
    turned = photo.photograph("JPEG", 6)
    file = ImageFile(ContentFile(turned[: len(turned) - 300]), name="a.jpg")
    with pytest.raises(OriginalError, match="broken"):
        Image.objects.create(title="Photo", file=file)
    assert not Image.objects.exists()


def test_a_long_caption_is_cut_at_a_word() -> None:
    data = photo.with_segments(photo.plain(), photo.iptc(caption="foule " * 60))
    image = Image.objects.create(file=ImageFile(ContentFile(data), name="a.jpg"))
    assert len(image.alt) <= 250
    assert image.alt.endswith("foule…")


def test_a_replaced_file_is_silent_and_forgets_the_colours_of_the_other(
    admin_client: Client,
) -> None:
    image = pages.image()
    Image.objects.update(dominant_colour="#a60f1a", placeholder="data:,")
    changed = fields(file=upload("autre.jpg", photo.photograph("JPEG", 6)))
    assert admin_client.post(f"/admin/images/{image.pk}/", changed).status_code == 302
    image, data = stored()
    assert photo.is_silent(data)
    assert (image.width, image.height) == (80, 120)
    assert image.dominant_colour == image.placeholder == ""
    assert image.file_size == len(data)


def test_a_file_that_waits_for_its_form_is_silent_too(admin_client: Client) -> None:
    root = pages.Collection.get_first_root_node()
    sent = {"title": "x" * 300, "collection": root.pk}
    sent["files[]"] = upload("photo.heic", photo.heic())
    answer = admin_client.post("/admin/images/multiple/add/", sent, headers=AJAX).json()
    waiting = UploadedFile.objects.get()
    assert photo.is_silent(waiting.file.read())
    url = f"/admin/images/multiple/create_from_uploaded_image/{answer['uploaded_file_id']}/"
    prefix = f"uploaded-image-{waiting.pk}-"
    finished = {f"{prefix}{key}": value for key, value in fields().items()}
    assert admin_client.post(url, finished, headers=AJAX).json()["success"]
    image, data = stored()
    assert photo.is_silent(data)
    assert image.file_size == len(data)


@pytest.mark.parametrize("door", DOORS)
def test_a_file_too_large_for_memory_comes_in_the_same_way(
    admin_client: Client, door: Door, settings: Any
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 1000
    door(admin_client, "photo.jpg", photo.photograph("JPEG", 6))
    image, data = stored()
    assert photo.is_silent(data)
    assert image.height == 120


def test_api_v3_writes_rights_and_sensitivity(client: Client) -> None:
    image = pages.image()
    sent = {"rights_until": "2030-05-01", "is_sensitive": True}
    url = f"/api/v3/images/{image.pk}/"
    response = client.patch(url, sent, content_type="application/json", headers=token(client))
    assert response.status_code == 200, response.content
    image.refresh_from_db()
    assert (str(image.rights_until), image.is_sensitive) == ("2030-05-01", True)


# --- What is refused


def sentence(response: Any) -> str:
    """What the door answers, its HTML or JSON read."""
    if response["Content-Type"].startswith("application/json"):
        return json.dumps(response.json(), ensure_ascii=False)
    return response.content.decode()


def cut(kind: str) -> bytes:
    data = photo.photograph(kind, image=photo.scene((600, 400)).effect_spread(40))
    return data[: len(data) * 2 // 3]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'

REFUSED = [
    ("photo.jpg", bomb(20_000, 20_000), forms.TOO_MANY_PIXELS % {"limit": 40}),
    ("photo.png", bomb(20_000, 20_000), forms.TOO_MANY_PIXELS % {"limit": 40}),
    ("photo.png", bomb(10_000, 10_000), forms.TOO_MANY_PIXELS % {"limit": 40}),
    ("photo.jpg", cut("JPEG"), forms.BROKEN),
    ("photo.png", cut("PNG"), forms.BROKEN),
    ("photo.webp", cut("WEBP"), forms.NOT_A_PICTURE),
    ("photo.svg", SVG, forms.NOT_A_PICTURE),
    ("photo.png", SVG, forms.NOT_A_PICTURE),
    ("photo.jpg", b"\xff\xd8\xff\xe0", forms.NOT_A_PICTURE),
    ("photo.jpg", photo.photograph("PNG"), "PNG"),
    ("photo.heic", photo.photograph("JPEG"), "JPEG"),
    ("photo.jpg", photo.heic(), "HEIC"),
    ("photo.jpg", b"", ""),
]


@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize(("name", "data", "words"), REFUSED)
def test_it_is_refused_in_a_sentence(
    admin_client: Client, door: Door, name: str, data: bytes, words: Any
) -> None:
    response = door(admin_client, name, data)
    assert response.status_code in {200, 400, 422}
    with translation.override("fr"):
        assert str(words).lower()[:40] in sentence(response).lower().replace("&#x27;", "'")
    assert not Image.objects.exists()
    assert not UploadedFile.objects.exists()


def test_a_refused_replacement_leaves_what_was_there(admin_client: Client) -> None:
    image = pages.image()
    changed = fields(title="Autre", file=upload("autre.png", bomb(20_000, 20_000)))
    assert admin_client.post(f"/admin/images/{image.pk}/", changed).status_code == 200
    kept, data = stored()
    assert (kept.title, kept.file.name) == (image.title, image.file.name)
    assert photo.opened(data).size == (40, 30)


@pytest.mark.parametrize("door", DOORS)
def test_a_file_that_is_too_large_is_refused(
    admin_client: Client, door: Door, settings: Any
) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1000
    response = door(admin_client, "photo.jpg", photo.photograph())
    with translation.override("fr"):
        assert str(forms.TOO_LARGE)[:20] in sentence(response)
    assert not Image.objects.exists()
