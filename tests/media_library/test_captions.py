"""The words of makers and agencies, in three standards and any encoding."""

import io

import pytest
from PIL import Image

from media_library import captions
from media_library.captions import Said
from tests.media_library import photographs as photo


def said(data: bytes) -> Said:
    with photo.opened(data) as image:
        return captions.read(image)


def jpeg(*segments: bytes, **options: object) -> bytes:
    file = io.BytesIO()
    photo.scene().save(file, "JPEG", **options)
    return photo.with_segments(file.getvalue(), *segments)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_xmp_says_who_and_what(kind: str) -> None:
    assert said(photo.photograph(kind)) == Said(
        credit="Ada Clic / Agence Bleue", alt="Une place noire de monde", title="La place"
    )


def test_iptc_says_who_and_what() -> None:
    data = jpeg(
        photo.iptc(byline="Zoé Déclic", credit="AFP", caption="La  foule\r\nattend", name="Foule")
    )
    assert said(data) == Said(credit="Zoé Déclic / AFP", alt="La foule attend", title="Foule")


def test_an_agency_that_names_the_maker_is_said_once() -> None:
    data = jpeg(photo.iptc(byline="Zoé Déclic", credit="Zoé Déclic/AFP"))
    assert said(data).credit == "Zoé Déclic/AFP"


def test_exif_s_artist_is_the_last_resort() -> None:
    tags = Image.Exif()
    tags[0x013B] = "Ada Clic\0"
    assert said(jpeg(exif=tags)).credit == "Ada Clic"


def test_an_encoding_that_is_not_said_is_found() -> None:
    data = jpeg(photo.iptc(byline="Zoe")).replace(b"\x1b%G", b"abc").replace(b"Zoe", b"Zo\xe9")
    assert said(data).credit == "Zoé"


def test_a_stranger_s_entities_are_not_expanded() -> None:
    xmp = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x:xmpmeta>&b;</x:xmpmeta>'
    assert said(jpeg(xmp=xmp)) == Said()


def test_a_picture_that_says_nothing() -> None:
    assert said(jpeg()) == Said()
    assert said(photo.moving("GIF")) == Said()
