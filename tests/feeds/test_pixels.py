"""RELIABILITY rows 81 and 83: what a stranger's picture may be, and what is left of it."""

import pickle
import resource
import zlib
from contextlib import suppress

import pytest
from PIL import Image, ImageCms

from feeds.picture_errors import FINAL, OWN_TITLES, PictureError
from feeds.pixels import MAX_BYTES, MAX_WIDTH, format_of, redraw
from tests.feeds import drawn


def refusal(data: bytes) -> str:
    with pytest.raises(PictureError) as caught:
        redraw(data)
    return caught.value.name


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_the_five_formats_become_webp(kind: str) -> None:
    data = drawn.photo(kind=kind)
    assert format_of(data) == kind
    picture = redraw(data)
    image = drawn.reread(picture.data)
    assert (image.format, image.size) == ("WEBP", (800, 450))
    assert (picture.width, picture.height) == (800, 450)
    red, blue = image.getpixel((100, 200)), image.getpixel((700, 200))
    assert isinstance(red, tuple)
    assert isinstance(blue, tuple)
    assert red[0] > 200 > blue[0]


STRANGE = drawn.strange_formats()


@pytest.mark.parametrize("name", STRANGE)
def test_every_other_format_is_refused_by_its_first_bytes(name: str) -> None:
    assert refusal(STRANGE[name]) == "not_a_picture"


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (drawn.jpeg_header(10_000, 5_000), "too_many_pixels"),
        (drawn.png(10_000, 5_000), "too_many_pixels"),
        (drawn.png(60_000, 60_000), "too_many_pixels"),
        (drawn.webp_header(4_001, 3_000), "too_many_pixels"),
        (drawn.photo(299, 200), "too_small"),
        (drawn.photo(1, 1, "GIF"), "too_small"),
        (drawn.photo()[:2000], "broken_picture"),
        (drawn.png(800, 450, b"no zlib"), "broken_picture"),
        (b"\xff\xd8\xff" + bytes(1000), "broken_picture"),
        (b"\x89PNG\r\n\x1a\n", "broken_picture"),
        (drawn.photo() + bytes(MAX_BYTES), "too_large"),
    ],
)
def test_what_is_refused_has_a_name(data: bytes, name: str) -> None:
    assert refusal(data) == name


def test_size_is_refused_before_anything_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    def decode(*args: object) -> None:
        raise AssertionError("decoded")

    hostile = (drawn.jpeg_header(10_000, 5_000), drawn.png(10_000, 5_000))
    monkeypatch.setattr(Image.Image, "load", decode)
    assert [refusal(data) for data in hostile] == ["too_many_pixels"] * 2


def test_a_bomb_of_metadata_is_no_picture() -> None:
    packer = zlib.compressobj()
    packed = b"".join(packer.compress(bytes(1_000_000)) for _ in range(60)) + packer.flush()
    profile = drawn.chunk(b"iCCP", b"x\0\0" + packed)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert refusal(drawn.png(800, 450, b"", profile)) == "broken_picture"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 30 * 1024


def test_nothing_of_the_file_is_left_but_what_it_shows() -> None:
    original = drawn.located()
    assert b"Exif" in original
    assert b"MarieDupont" in original
    picture = redraw(original)
    for trace in (b"EXIF", b"Exif", b"GPS", b"XMP", b"xmpmeta", b"ICCP", b"Marie"):
        assert trace not in picture.data
    # Held upright: what was on the left is above.
    image = drawn.reread(picture.data)
    assert image.size == (800, 1200)
    top, bottom = image.getpixel((400, 100)), image.getpixel((400, 1100))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[0] > 200
    assert bottom[2] > 200


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF"])
def test_what_is_hidden_behind_a_picture_is_left_behind(kind: str) -> None:
    picture = redraw(drawn.photo(kind=kind) + drawn.PAYLOAD)
    assert b"script" not in picture.data
    assert drawn.reread(picture.data).size == (800, 450)


def test_the_first_frame_stands_for_an_animation() -> None:
    frames = [Image.new("RGB", (400, 300), colour) for colour in ("red", "lime", "blue")]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        animated = drawn.written(frames[0], kind, save_all=True, append_images=frames[1:])
        image = drawn.reread(redraw(animated).data)
        assert getattr(image, "n_frames", 1) == 1
        seen = image.convert("RGB").getpixel((200, 150))
        assert isinstance(seen, tuple)
        assert seen[0] > 200 > seen[1]


@pytest.mark.parametrize(
    ("size", "kept"),
    [((4000, 3000), (1600, 1200)), ((600, 6000), (320, 3200)), ((300, 90), (300, 90))],
)
def test_large_pictures_shrink_and_small_ones_stay(
    size: tuple[int, int], kept: tuple[int, int]
) -> None:
    picture = redraw(drawn.photo(*size))
    assert (picture.width, picture.height) == kept
    assert picture.width <= MAX_WIDTH


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16", "YCbCr"])
def test_every_way_to_write_colours(mode: str) -> None:
    kind = "JPEG" if mode in {"CMYK", "YCbCr"} else "PNG"
    picture = redraw(drawn.written(Image.new(mode, (2000, 1000)), kind))
    assert (picture.width, picture.height) == (1600, 800)


def test_transparency_is_kept() -> None:
    image = Image.new("RGBA", (400, 300), (255, 0, 0, 0))
    assert drawn.reread(redraw(drawn.written(image, "PNG")).data).mode == "RGBA"


def test_colours_of_a_profile_become_those_of_screens() -> None:
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    picture = redraw(drawn.photo(icc_profile=lab))
    assert picture == redraw(drawn.photo())
    # One that makes no sense is left out.
    assert redraw(drawn.photo(icc_profile=b"nonsense")) == redraw(drawn.photo())


def test_the_same_bytes_give_the_same_picture() -> None:
    assert redraw(drawn.photo()) == redraw(drawn.photo())


def test_an_error_travels_between_processes() -> None:
    error = pickle.loads(pickle.dumps(PictureError("too_small", "1 × 1", 60)))  # noqa: S301 - our own
    assert (error.name, error.detail, error.retry_after_s) == ("too_small", "1 × 1", 60)


def test_names_have_titles() -> None:
    with pytest.raises(ValueError, match="title"):
        PictureError("autre")
    assert OWN_TITLES.keys() & FINAL


def test_damaged_files_never_raise_anything_else() -> None:
    """One file in each format, cut and changed at a hundred places."""
    for kind in ("JPEG", "PNG", "WEBP", "GIF", "AVIF"):
        data = drawn.photo(320, 200, kind)
        for step in range(20):
            at = len(data) * step // 20
            for damaged in (data[:at], data[:at] + b"\xff\0\xff" + data[at + 3 :]):
                with suppress(PictureError):
                    redraw(damaged)
