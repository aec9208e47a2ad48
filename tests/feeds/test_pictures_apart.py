"""RELIABILITY row 81, in the processes that decode: what a hostile picture costs, and whom."""

import os
import resource
from collections.abc import Iterator
from typing import Any

import pytest
from PIL import Image

from feeds import pictures
from feeds.errors import FeedError
from feeds.models import FeedItem
from feeds.page_head import read_head
from feeds.picture_errors import PictureError
from feeds.pixels import redraw
from feeds.sandbox import Sandbox, of_this_process
from tests.factories.feeds import FeedItemFactory, SourceFactory
from tests.feeds import drawn
from tests.feeds.conftest import Site

MB = 1024


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(processes=1) as sandbox:
        yield sandbox


def peak(sandbox: Sandbox) -> int:
    """What the child has held at most, kilobytes."""
    return sandbox.run(resource.getrusage, resource.RUSAGE_SELF).ru_maxrss


def test_a_picture_is_drawn_in_another_process(sandbox: Sandbox) -> None:
    assert sandbox.run(os.getpid) != os.getpid()
    assert sandbox.run(redraw, drawn.photo()) == redraw(drawn.photo())


def test_so_is_a_page_read(sandbox: Sandbox) -> None:
    page = b'<meta property="og:image" content="/une.jpg">'
    assert sandbox.run(read_head, page, "http://a.example/b").picture == "http://a.example/une.jpg"


def test_a_refusal_keeps_its_name(sandbox: Sandbox) -> None:
    with pytest.raises(PictureError) as caught:
        sandbox.run(redraw, drawn.SVG)
    assert caught.value.name == "not_a_picture"


@pytest.mark.parametrize(
    "data",
    [
        drawn.png(60_000, 60_000),
        drawn.jpeg_header(60_000, 60_000),
        drawn.webp_header(16_000, 16_000),
        drawn.bomb(8_000, 5_001),
    ],
)
def test_a_bomb_costs_next_to_nothing(sandbox: Sandbox, data: bytes) -> None:
    before = peak(sandbox)
    with pytest.raises(PictureError) as caught:
        sandbox.run(redraw, data)
    assert caught.value.name in {"too_many_pixels", "broken_picture"}
    assert peak(sandbox) - before < 20 * MB


LARGEST = {
    "PNG": lambda: drawn.bomb(8_000, 5_000),
    "palette": lambda: drawn.written(Image.new("P", (8_000, 5_000)), "PNG", compress_level=1),
    "transparent": lambda: drawn.written(
        Image.new("RGBA", (5_000, 4_000)), "PNG", compress_level=1
    ),
    "WebP": lambda: drawn.written(Image.new("RGB", (4_000, 3_000)), "WEBP", method=0),
}


@pytest.mark.parametrize("name", LARGEST)
def test_the_largest_pictures_that_are_accepted(name: str) -> None:
    data = LARGEST[name]()
    with Sandbox(processes=1) as sandbox:
        before, here = peak(sandbox), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        assert sandbox.run(redraw, data).width == 1600
        assert peak(sandbox) - before < 200 * MB
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - here < 20 * MB


def test_what_holds_a_child_is_ended_and_the_next_picture_drawn(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("feeds.sandbox.WALL_S", 0.3)
        with pytest.raises(FeedError) as caught:
            sandbox.run(drawn.hold)
    assert caught.value.name == "too_complex"
    assert sandbox.run(redraw, drawn.photo()).width == 800


def test_what_kills_a_child_costs_itself(sandbox: Sandbox) -> None:
    with pytest.raises(FeedError) as caught:
        sandbox.run(os._exit, 3)
    assert caught.value.name == "internal"
    assert sandbox.run(redraw, drawn.photo()).width == 800


@pytest.mark.django_db
def test_the_task_draws_in_such_a_process(site: Site, settings: Any) -> None:
    settings.FEEDS_PARSE_PROCESSES = 1
    source = SourceFactory.create(is_partner=True)
    good = FeedItemFactory.create(source=source, image_url=site.put("/a.png", drawn.photo()))
    bad = FeedItemFactory.create(source=source, image_url=site.put("/b.png", drawn.SVG))
    try:
        assert pictures.take() == 1
    finally:
        of_this_process(1).close()
    assert FeedItem.objects.get(pk=good.pk).image_id
    assert FeedItem.objects.get(pk=bad.pk).picture_error == "not_a_picture"
