"""Pictures as phones and agencies write them, with all that must not be published."""

import io
from functools import cache
from typing import Any

from PIL import ExifTags, Image, ImageCms, ImageDraw
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

register_heif_opener()

CAMERA = "SecretCam 3000"
PLACE = "48 deg 52 min N"
XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:exif="http://ns.adobe.com/exif/1.0/"
 xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/" photoshop:Credit="Agence Bleue" exif:GPSLatitude="48 deg 52 min N">
<dc:creator><rdf:Seq><rdf:li>Ada Clic</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">Une place noire de monde</rdf:li></rdf:Alt></dc:description>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">La place</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta>"""  # noqa: E501 - as written


def scene(size: tuple[int, int] = (120, 80)) -> Image.Image:
    """Red above, blue below: which way is up can be seen."""
    image = Image.new("RGB", size, "#A60F1A")
    lower = (0, size[1] // 2, size[0], size[1])
    ImageDraw.Draw(image).rectangle(lower, fill="#0F1AA6")
    return image


def exif(orientation: int = 1) -> Image.Exif:
    """A camera's own words and the place where it stood."""
    tags = Image.Exif()
    tags[ExifTags.Base.Model] = CAMERA
    tags[ExifTags.Base.Orientation] = orientation
    place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (48.0, 52.0, 0.0)
    place[ExifTags.GPS.GPSAreaInformation] = PLACE.encode()
    return tags


@cache
def profile() -> bytes:
    """Made once: it says the second at which it was made."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def iptc(**fields: str) -> bytes:
    """The Photoshop segment of a JPEG with these datasets, UTF-8 said: byline, credit, caption."""
    numbers = {"name": 5, "byline": 80, "headline": 105, "credit": 110, "caption": 120}
    sets = b"\x1c\x01\x5a\x00\x03\x1b%G"
    for name, value in fields.items():
        text = value.encode()
        sets += bytes([0x1C, 2, numbers[name]]) + len(text).to_bytes(2) + text
    sets += b"\0" * (len(sets) % 2)
    resource = b"8BIM\x04\x04\x00\x00" + len(sets).to_bytes(4) + sets
    return segment(0xED, b"Photoshop 3.0\0" + resource)


def segment(marker: int, payload: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(payload) + 2).to_bytes(2) + payload


def with_segments(jpeg: bytes, *segments: bytes) -> bytes:
    return jpeg[:2] + b"".join(segments) + jpeg[2:]


def photograph(kind: str = "JPEG", orientation: int = 1, **options: Any) -> bytes:
    """A file of that format with EXIF, a place, XMP, a comment and a colour profile."""
    image = options.pop("image", None) or scene()
    file = io.BytesIO()
    said: dict[str, Any] = {
        "exif": exif(orientation),
        "icc_profile": profile(),
        "xmp": XMP.encode(),
    }
    if kind == "PNG":
        said["pnginfo"] = _png_words(said.pop("xmp").decode())
    if kind == "GIF":
        said = {"comment": f"{CAMERA} {PLACE}".encode()}
    if kind == "JPEG":
        said["comment"] = PLACE.encode()
    image.save(file, kind, **said, **options)
    return file.getvalue()


def _png_words(xmp: str) -> PngInfo:
    words = PngInfo()
    words.add_text("Comment", PLACE, zip=True)
    words.add_itxt("XML:com.adobe.xmp", xmp)
    return words


def moving(kind: str, **options: Any) -> bytes:
    frames = [scene((40, 30)), scene((40, 30)).rotate(180), scene((40, 30)).rotate(90)]
    file = io.BytesIO()
    frames[0].save(
        file, kind, save_all=True, append_images=frames[1:], duration=90, loop=0, **options
    )
    return file.getvalue()


def opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data))


def is_silent(data: bytes) -> bool:
    """Whether neither place nor camera is said, in the clear or to one who reads the tags."""
    with opened(data) as image:
        tags = image.getexif()
        told = {*image.info} & {
            "exif",
            "xmp",
            "comment",
            "photoshop",
            "Comment",
            "XML:com.adobe.xmp",
        }
        place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    in_the_clear = any(word.encode() in data for word in (CAMERA, PLACE, "GPSLatitude"))
    return not (dict(tags) or place or told or in_the_clear)


def plain() -> bytes:
    """A JPEG that says nothing."""
    file = io.BytesIO()
    scene().save(file, "JPEG")
    return file.getvalue()


def heic(orientation: int = 1) -> bytes:
    """As a phone writes it."""
    file = io.BytesIO()
    scene().save(file, "HEIF", exif=exif(orientation).tobytes(), xmp=XMP.encode())
    return file.getvalue()
