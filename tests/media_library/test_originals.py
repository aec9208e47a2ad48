"""The file that is kept: silent, upright, in its colours, and byte for byte where it can be."""

import io
import struct
import zlib

import pytest
from PIL import Image

from media_library import originals, segments
from media_library.originals import OriginalError, measure, take_in
from tests.media_library import photographs as photo
from tests.media_library import recordings

LIMIT = 40_000_000
KINDS = ("JPEG", "PNG", "WEBP", "AVIF", "GIF")
COLOURED = ("JPEG", "PNG", "WEBP", "AVIF")


def pixel(image: Image.Image, at: tuple[int, int]) -> tuple[int, int, int]:
    red, green, blue, *_ = image.convert("RGB").getpixel(at)  # type: ignore[misc]  # of Pillow
    return red, green, blue


def is_red(image: Image.Image, at: tuple[int, int]) -> bool:
    red, _green, blue = pixel(image, at)
    return red > blue + 80


@pytest.mark.parametrize("kind", KINDS)
def test_place_camera_and_comments_go(kind: str) -> None:
    data = photo.photograph(kind)
    assert photo.CAMERA.encode() in data
    assert not photo.is_silent(data)
    assert photo.is_silent(take_in(data).data)


@pytest.mark.parametrize("kind", KINDS)
def test_a_silent_file_stays_as_it_is(kind: str) -> None:
    once = take_in(photo.photograph(kind)).data
    assert take_in(once).data == once


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF"])
def test_no_pixel_changes_where_nothing_is_turned(kind: str) -> None:
    data = photo.photograph(kind)
    with photo.opened(data) as before, photo.opened(take_in(data).data) as after:
        assert after.convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("kind", COLOURED)
@pytest.mark.parametrize("orientation", [1, 6])
def test_the_colour_profile_stays(kind: str, orientation: int) -> None:
    with photo.opened(take_in(photo.photograph(kind, orientation)).data) as kept:
        assert kept.info["icc_profile"] == photo.profile()


@pytest.mark.parametrize("kind", COLOURED)
@pytest.mark.parametrize("orientation", range(2, 9))
def test_it_is_turned_upright(kind: str, orientation: int) -> None:
    """What a viewer that reads the tag would show is what the pixels are."""
    data = photo.photograph(kind, orientation)
    kept = take_in(data).data
    assert photo.is_silent(kept)
    with photo.opened(data) as before, photo.opened(kept) as after:
        expected = originals.ImageOps.exif_transpose(before)
        assert after.size == expected.size
        for at in ((5, 5), (after.width - 5, after.height - 5)):
            assert is_red(after, at) == is_red(expected, at)


def test_a_turned_jpeg_is_written_as_finely_as_it_was() -> None:
    data = photo.photograph("JPEG", 6, quality=97, subsampling=0)
    with photo.opened(data) as before, photo.opened(take_in(data).data) as after:
        assert after.quantization == before.quantization  # type: ignore[attr-defined]  # of Pillow


def test_a_phone_s_heic_becomes_jpeg() -> None:
    file = io.BytesIO()
    photo.scene((240, 160)).save(file, "HEIF", exif=photo.exif(6).tobytes())
    original = take_in(file.getvalue())
    assert original.suffixes[0] == ".jpg"
    assert photo.is_silent(original.data)
    with photo.opened(original.data) as kept:
        assert kept.format == "JPEG"
        assert kept.size == (160, 240)


def test_transparent_heic_is_on_white() -> None:
    file = io.BytesIO()
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(file, "HEIF", quality=100)
    with photo.opened(take_in(file.getvalue()).data) as kept:
        assert min(pixel(kept, (30, 30))) > 250


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_moving_pictures_keep_their_frames(kind: str) -> None:
    said = {} if kind == "GIF" else {"exif": photo.exif()}
    kept = take_in(photo.moving(kind, **said)).data
    assert photo.is_silent(kept)
    with photo.opened(kept) as image:
        assert getattr(image, "n_frames", 1) == 3
        image.seek(2)
        image.load()


def test_gif_still_repeats() -> None:
    with photo.opened(take_in(photo.moving("GIF", comment=b"SecretCam 3000")).data) as image:
        assert image.info["loop"] == 0
        assert "comment" not in image.info


def test_what_other_programs_put_into_a_gif_goes() -> None:
    data = photo.moving("GIF")
    xmp = b"!\xff\x0bXMP DataXMP" + bytes([len(photo.PLACE)]) + photo.PLACE.encode() + b"\0"
    at = data.index(b"!\xff")
    assert take_in(data[:at] + xmp + data[at:]).data == data


def test_second_pictures_and_trailers_go() -> None:
    """Phones write a second picture, or a film, behind the first, with a place of its own."""
    first = photo.photograph()
    assert photo.is_silent(take_in(first + photo.photograph()).data)
    mpo = io.BytesIO()
    photo.scene().save(mpo, "MPO", save_all=True, append_images=[photo.scene()], exif=photo.exif())
    kept = take_in(mpo.getvalue()).data
    with photo.opened(kept) as image:
        assert image.format == "JPEG"
    assert photo.is_silent(kept)


def silent_avif() -> bytes:
    file = io.BytesIO()
    photo.scene().save(file, "AVIF", icc_profile=photo.profile())
    return file.getvalue()


@pytest.mark.parametrize(
    "trailer",
    [
        photo.PLACE.encode(),
        recordings.box(b"uuid", photo.PLACE.encode()),
        recordings.box(b"free", photo.PLACE.encode()) + b"\0",
        photo.photograph("AVIF"),
        photo.photograph("JPEG"),
    ],
)
def test_what_follows_a_silent_avif_goes(trailer: bytes) -> None:
    data = silent_avif()
    assert take_in(data).data == data
    assert take_in(data + trailer).data == data


def test_an_avif_that_does_not_say_what_its_pixels_are_is_written_anew() -> None:
    """Two boxes of them, or one that goes on to the end of the file."""
    data, place = silent_avif(), photo.PLACE.encode()
    at = data.index(b"mdat") - 4
    for odd in (
        data + recordings.box(b"mdat", place),
        data[:at] + bytes(4) + data[at + 4 :] + place,
    ):
        with photo.opened(odd) as image:
            image.load()
        kept = take_in(odd).data
        assert place not in kept
        with photo.opened(kept) as image:
            image.load()


def test_what_stands_between_the_boxes_of_an_avif_is_blanked() -> None:
    """Nothing moves: a picture is found by its place in the file."""
    head, rest = recordings.box(b"ftyp", b"avif"), recordings.box(b"meta", b"abc")
    rest += recordings.box(b"mdat", b"pixels")
    place = recordings.box(b"uuid", photo.PLACE.encode())
    blank = recordings.box(b"free", bytes(len(photo.PLACE)))
    assert segments.avif(head + place + rest + place) == head + blank + rest
    for broken in (b"", rest, head, head + rest[:-1], head + rest + rest[:20]):
        with pytest.raises(ValueError, match=r"AVIF|end|picture"):
            segments.avif(broken)


def test_thumbnails_of_jfif_go() -> None:
    plain = io.BytesIO()
    photo.scene().save(plain, "JPEG")
    jfif = photo.segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\x02\x01" + b"abcdef")
    kept = take_in(photo.with_segments(plain.getvalue(), jfif)).data
    assert b"abcdef" not in kept


def test_progressive_jpeg_and_restarts_are_read_to_their_end() -> None:
    for options in ({"progressive": True}, {"restart_marker_blocks": 2}):
        data = photo.photograph("JPEG", image=photo.scene((300, 200)), **options)
        kept = take_in(data).data
        assert photo.is_silent(kept)
        with photo.opened(kept) as image:
            image.load()


def test_a_jpeg_that_is_not_built_as_it_should_be_is_written_anew() -> None:
    """Pillow skips what stands between segments."""
    data = photo.photograph()
    at = data.index(b"\xff\xdb")
    odd = data[:at] + b"\0\0" + data[at:]
    with pytest.raises(ValueError, match="marker"):
        segments.jpeg(odd)
    with photo.opened(odd) as image:
        image.load()
    assert photo.is_silent(take_in(odd).data)


@pytest.mark.parametrize("kind", KINDS)
def test_cut_off_anywhere_it_is_a_picture_or_an_error(kind: str) -> None:
    data = photo.photograph(kind)
    for end in range(0, len(data), 97):
        try:
            kept = take_in(data[:end]).data
        except OriginalError:
            continue
        assert photo.CAMERA.encode() not in kept


def test_a_transparent_png_stays_transparent() -> None:
    data = photo.photograph("PNG", image=Image.new("RGBA", (40, 30), (0, 0, 0, 0)))
    with photo.opened(take_in(data).data) as kept:
        assert kept.mode == "RGBA"


def test_what_is_no_picture_is_refused() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    tiff = io.BytesIO()
    photo.scene().save(tiff, "TIFF")
    for data in (b"", b"\xff\xd8\xff", svg, tiff.getvalue(), b"GIF89a", b"%PDF-1.7"):
        with pytest.raises(OriginalError) as caught:
            measure(data, LIMIT)
        assert caught.value.name == "not_a_picture"


def bomb(width: int, height: int) -> bytes:
    """A PNG of any size in a few kilobytes: one colour of one bit."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compressobj(9)
    line = b"\0" * (width // 8 + 2)
    body = b"".join([*(rows.compress(line) for _ in range(min(height, 200))), rows.flush()])
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize("size", [(20_000, 20_000), (10_000, 10_000), (6_400, 6_400)])
def test_more_pixels_than_are_taken_are_refused_undecoded(size: tuple[int, int]) -> None:
    with pytest.raises(OriginalError) as caught:
        measure(bomb(*size), LIMIT)
    assert caught.value.name == "too_many_pixels"


def test_hungry_decoders_get_less() -> None:
    file = io.BytesIO()
    Image.new("L", (4200, 3000)).save(file, "WEBP", quality=1, method=0)
    with pytest.raises(OriginalError) as caught:
        measure(file.getvalue(), LIMIT)
    assert (caught.value.name, caught.value.limit) == ("too_many_pixels", 12_000_000)


def test_frames_count_together() -> None:
    data = photo.moving("GIF")
    assert measure(data, 40 * 30 * 3) == (40, 30)
    with pytest.raises(OriginalError):
        measure(data, 40 * 30 * 3 - 1)
