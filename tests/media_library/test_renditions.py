"""The files that readers get: which, in which order, of what colours, and saying nothing."""

import io
import logging
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.test import Client
from PIL import Image as PillowImage

from media_library import renditions, tasks
from media_library.models import Image
from media_library.originals import OriginalError
from media_library.renditions import LATER, image_shape, make_renditions
from tests.cms.counter import agrees, card
from tests.factories import pages
from tests.media_library import photographs as photo
from tests.media_library.test_originals import pixel

pytestmark = pytest.mark.django_db


@pytest.fixture
def queued(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    tasks_asked: list[tuple[Any, ...]] = []
    for module in ("tasks", "signal_handlers"):
        monkeypatch.setattr(
            f"media_library.{module}.async_task", lambda *task: tasks_asked.append(task)
        )
    return tasks_asked


def picture(data: bytes, name: str = "photo.jpg") -> Image:
    pages.home_page()
    return Image.objects.create(title="Photo", file=ImageFile(ContentFile(data), name=name))


def large(kind: str = "JPEG", **options: Any) -> bytes:
    scene = options.pop("image", None) or photo.scene((1400, 900))
    return photo.photograph(kind, image=scene, **options)


def types(image: Image) -> list[str]:
    shape = image_shape(Image.objects.get(pk=image.pk))
    assert shape is not None
    return list(dict.fromkeys(source.type for source in shape.sources))


def files(image: Image) -> dict[str, bytes]:
    found = {}
    for rendition in image.renditions.all():
        with default_storage.open(rendition.file.name) as file:
            found[rendition.filter_spec] = file.read()
    return found


def test_avif_comes_after_the_others_and_is_listed_first(queued: list[Any]) -> None:
    image = picture(large())
    article = pages.article(image=image)
    assert types(image) == ["image/jpeg"]
    assert tasks.make_renditions(image.pk)
    assert queued == [("media_library.tasks.make_avif", image.pk)]
    assert types(image) == ["image/webp", "image/jpeg"]
    tasks.make_avif(image.pk)
    assert types(image) == ["image/avif", "image/webp", "image/jpeg"]
    assert len(queued) == 1
    sources = card(article)["image"]["sources"]
    assert [s["width"] for s in sources] == [320, 640, 960, 1280] * 3
    assert [s["type"] for s in sources[:4]] == ["image/avif"] * 4
    assert agrees()


def test_each_file_is_what_it_is_said_to_be(queued: list[Any]) -> None:
    image = picture(large())
    make_renditions(image, renditions.FORMATS)
    for spec, data in files(image).items():
        with photo.opened(data) as made:
            assert str(made.format).lower() == spec.rpartition("-")[2]
            assert f"width-{made.width}|" in spec
            assert made.height == pytest.approx(made.width * 900 / 1400, abs=1)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF", "GIF"])
def test_no_file_says_where_it_was_taken(kind: str, queued: list[Any]) -> None:
    """Nor of a picture that came in before originals were cleaned."""
    image = picture(photo.plain())
    data = photo.photograph(kind, image=photo.scene((700, 500)))
    name = default_storage.save(f"original_images/old.{kind.lower()}", ContentFile(data))
    Image.objects.update(file=name, width=700, height=500)
    image = Image.objects.get()
    make_renditions(image, renditions.FORMATS)
    made = files(image)
    assert len(made) == 6
    assert all(photo.is_silent(data) for data in made.values())


def test_a_picture_from_before_that_lies_on_its_side_is_upright(queued: list[Any]) -> None:
    image = picture(photo.plain())
    data = photo.photograph("JPEG", 6, image=photo.scene((700, 500)))
    name = default_storage.save("original_images/old.jpg", ContentFile(data))
    Image.objects.update(file=name, width=700, height=500)
    make_renditions(Image.objects.get())
    with photo.opened(files(image)["width-320|format-jpeg"]) as made:
        assert made.width < made.height


def test_a_second_run_writes_nothing(queued: list[Any]) -> None:
    image = picture(large())
    tasks.make_renditions(image.pk)
    before = set(image.renditions.values_list("pk", "file"))
    tasks.make_renditions(image.pk)
    assert set(image.renditions.values_list("pk", "file")) == before


def test_line_art_on_nothing_is_on_white(queued: list[Any]) -> None:
    """With a palette, with one transparent colour, or with a channel."""
    drawing = PillowImage.new("RGBA", (400, 300), (0, 0, 0, 0))
    drawing.paste((10, 10, 10, 255), (150, 100, 250, 200))
    palette = drawing.convert("RGB").convert("P")
    drawings: list[tuple[PillowImage.Image, dict[str, Any]]] = [
        (drawing, {}),
        (drawing.convert("LA"), {}),
        (palette, {"transparency": palette.getpixel((0, 0))}),
        (drawing.convert("RGB"), {"transparency": (0, 0, 0)}),
    ]
    for number, (art, options) in enumerate(drawings):
        file = io.BytesIO()
        art.save(file, "PNG", **options)
        image = picture(file.getvalue(), f"trait-{number}.png")
        make_renditions(image, renditions.FORMATS)
        for spec, data in files(image).items():
            with photo.opened(data) as made:
                if "jpeg" in spec:
                    assert min(pixel(made, (2, 2))) > 245, (number, spec)
                else:
                    assert made.convert("RGBA").getpixel((2, 2))[3] == 0  # type: ignore[index]  # RGBA


def test_its_colour_and_a_glimpse_are_kept(queued: list[Any]) -> None:
    image = picture(large("PNG"), "photo.png")
    tasks.make_renditions(image.pk)
    shape = image_shape(Image.objects.get())
    assert shape is not None
    assert shape.dominant_colour in {"#a60f1a", "#0f1aa6"}
    assert shape.placeholder.startswith("data:image/webp;base64,")
    assert len(shape.placeholder) <= 400
    assert set(shape.model_dump()) >= {"dominant_colour", "placeholder", "is_sensitive"}


def test_a_format_that_is_not_complete_is_not_listed(queued: list[Any]) -> None:
    image = picture(large())
    make_renditions(image, renditions.FORMATS)
    image.renditions.filter(filter_spec="width-960|format-avif").delete()
    assert types(image) == ["image/webp", "image/jpeg"]
    image.renditions.filter(filter_spec__startswith="width-320").delete()
    assert types(image) == ["image/avif", "image/webp", "image/jpeg"]


def test_a_broken_file_is_told_once(queued: list[Any], caplog: Any) -> None:
    image = picture(photo.photograph(image=photo.scene((600, 400)).effect_spread(30)))
    with default_storage.open(image.file.name) as file:
        data = file.read()
    name = default_storage.save("original_images/coupe.jpg", ContentFile(data[: len(data) // 2]))
    Image.objects.update(file=name)
    with caplog.at_level(logging.WARNING, "media_library"):
        assert not tasks.make_renditions(image.pk)
        tasks.make_avif(image.pk)
    assert [record.levelname for record in caplog.records] == ["WARNING", "WARNING"]
    assert f"Picture {image.pk} has no presets: broken" in caplog.text
    assert not queued


def test_a_file_that_is_gone_is_told(queued: list[Any], caplog: Any) -> None:
    image = picture(photo.plain())
    default_storage.delete(image.file.name)
    with pytest.raises(OriginalError, match="missing"):
        make_renditions(Image.objects.get())
    assert not tasks.make_renditions(image.pk)
    assert "missing" in caplog.text


def test_a_deleted_picture_has_nothing_made(queued: list[Any]) -> None:
    assert not tasks.make_renditions(10**9)
    assert not queued


def test_what_a_format_cannot_hold_is_left_out(queued: list[Any], caplog: Any) -> None:
    """WebP ends at 16,383 pixels."""
    image = picture(photo.photograph("PNG", image=photo.scene((40, 17_000))), "ruban.png")
    assert tasks.make_renditions(image.pk)
    assert types(image) == ["image/jpeg"]
    assert "cannot be width-40|format-webp" in caplog.text


def test_a_file_replaced_meanwhile_gets_none_of_the_former_s(
    queued: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = picture(large())
    reduced = renditions.pixels.reduced

    def replaced(file: Any, width: int) -> Any:
        other = Image.objects.get()
        other.file = ImageFile(ContentFile(photo.plain()), name="autre.jpg")
        other.save()
        return reduced(file, width)

    monkeypatch.setattr(renditions.pixels, "reduced", replaced)
    make_renditions(Image.objects.get(pk=image.pk))
    assert not image.renditions.exists()
    assert Image.objects.get().dominant_colour == ""


def test_a_large_jpeg_is_decoded_no_larger_than_needed(
    queued: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    image = picture(large(image=photo.scene((6000, 4000))))
    sizes: list[tuple[int, int]] = []
    blendable = renditions.pixels._blendable

    def noted(decoded: PillowImage.Image) -> PillowImage.Image:
        sizes.append(decoded.size)
        return blendable(decoded)

    monkeypatch.setattr(renditions.pixels, "_blendable", noted)
    make_renditions(image)
    assert sizes == [(3000, 2000)]


def test_saving_asks_for_what_is_missing_only(
    queued: list[Any], django_capture_on_commit_callbacks: Any
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        image = picture(large())
    assert queued.pop() == ("media_library.tasks.make_renditions", image.pk)
    make_renditions(image, renditions.FORMATS)
    with django_capture_on_commit_callbacks(execute=True):
        Image.objects.get().save()
    assert not queued


def test_the_command_catches_up(queued: list[Any]) -> None:
    done, late = picture(large(), "a.jpg"), picture(large(), "b.jpg")
    broken = picture(photo.plain(), "c.jpg")
    default_storage.delete(broken.file.name)
    make_renditions(done, renditions.FORMATS)
    out = io.StringIO()
    call_command("make_renditions", stdout=out)
    assert out.getvalue() == "Presets of 1 pictures made.\n"
    assert queued == [("media_library.tasks.make_avif", late.pk)]
    assert late.renditions.count() == 8
    make_renditions(late, LATER)
    call_command("make_renditions", stdout=out)
    assert out.getvalue().endswith("Presets of 0 pictures made.\n")


# --- Sensitive pictures


def test_a_sensitive_picture_is_blurred_and_uncovered_without_a_script(client: Client) -> None:
    image = pages.image(is_sensitive=True)
    article = pages.article(image=image, body=[("image", {"image": image, "alt": "Ici"})])
    assert card(article)["image"]["is_sensitive"] is True
    page = client.get(article.get_url()).content.decode()
    assert page.count("picture--sensitive") == 2
    assert page.count('<label class="reveal"><input type="checkbox"') == 2
    assert "og:image" not in page


def test_lists_blur_it_and_offer_no_box(client: Client) -> None:
    pages.article(image=pages.image(is_sensitive=True))
    page = client.get("/articles/").content.decode()
    assert "picture--sensitive" in page
    assert "reveal" not in page


def test_others_are_shown_as_they_are(client: Client) -> None:
    article = pages.article(image=pages.image())
    page = client.get(article.get_url()).content.decode()
    assert "picture--wide" in page
    assert "sensitive" not in page


def test_in_a_gallery_it_is_uncovered_and_not_linked(client: Client) -> None:
    image = pages.image(is_sensitive=True)
    shown = {"image": image, "alt": "", "decorative": False, "caption": ""}
    article = pages.article(body=[("gallery", {"title": "", "images": [shown, shown]})])
    page = client.get(article.get_url()).content.decode()
    assert page.count("picture--sensitive") == page.count('class="reveal"') == 2
    assert f'href="{image.file.url}"' not in page
