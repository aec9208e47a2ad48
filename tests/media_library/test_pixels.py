"""What presets are cut from, a picture's colour, and a glimpse of it."""

import base64
import io

import pytest
from PIL import Image, ImageCms

from media_library.pixels import as_png, dominant_colour, placeholder, reduced
from tests.media_library import photographs as photo


def small(data: bytes, width: int = 100) -> Image.Image:
    return reduced(io.BytesIO(data), width)


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_it_is_small_upright_and_silent(kind: str) -> None:
    image = small(photo.photograph(kind, 6, image=photo.scene((400, 300))))
    assert image.size == (100, 133)
    assert not image.info
    assert photo.is_silent(as_png(image))


def test_it_is_never_made_larger() -> None:
    assert small(photo.photograph("JPEG")).size == (100, 67)
    assert small(photo.photograph("JPEG"), 1280).size == (120, 80)
    assert small(written(Image.new("RGB", (4000, 3))), 100).size == (100, 1)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_pixel_becomes_colour(mode: str) -> None:
    image = small(written(Image.new("RGB", (200, 100), "white").convert(mode.replace("I;16", "L"))))
    assert image.mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")
    assert dominant_colour(image) == "#ffffff"


def test_sixteen_bits_of_grey_are_scaled() -> None:
    assert dominant_colour(small(written(Image.new("I;16", (200, 100), 0x8000)))) == "#808080"


def test_paper_colours_become_those_of_screens() -> None:
    data = written(Image.new("CMYK", (200, 100), (0, 255, 255, 0)), "JPEG")
    assert small(data).mode == "RGB"
    assert dominant_colour(small(data)).startswith("#f")


def test_a_profile_is_applied_and_one_without_sense_is_left() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (photo.profile(), b"nonsense", lab):
        data = written(photo.scene((200, 100)), "PNG", icc_profile=profile)
        assert small(data).mode == "RGB"


def test_the_colour_that_most_of_it_has() -> None:
    image = photo.scene((90, 90))
    image.paste("#00ff00", (0, 30, 90, 90))
    assert dominant_colour(image) == "#00ff00"
    assert image.size == (90, 90)


def test_nothing_is_white() -> None:
    assert dominant_colour(Image.new("RGBA", (50, 50), (0, 0, 0, 0))) == "#ffffff"


@pytest.mark.parametrize("size", [(1280, 720), (720, 1280), (1, 900), (900, 1)])
def test_a_glimpse_is_short_and_is_a_picture(size: tuple[int, int]) -> None:
    noise = Image.effect_noise(size, 200).convert("RGB")
    address = placeholder(noise)
    assert len(address) <= 400
    head, data = address.split(",")
    assert head == "data:image/webp;base64"
    with photo.opened(base64.b64decode(data)) as image:
        assert max(image.size) <= 16
