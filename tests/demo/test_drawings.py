import io

import pytest
from PIL import Image

from cms.demo.content.pictures import PICTURES
from cms.demo.drawings import DRAWINGS, draw


@pytest.mark.parametrize("name", DRAWINGS)
def test_a_drawing_has_its_size_and_several_colours(name: str) -> None:
    image = Image.open(io.BytesIO(draw(name)))
    assert image.size == DRAWINGS[name][1]
    assert len(image.convert("P", palette=Image.Palette.ADAPTIVE).getcolors() or []) > 3


def test_a_drawing_is_the_same_each_time() -> None:
    assert draw("crowd") == draw("crowd")


def test_pictures_are_distinct_drawings() -> None:
    assert len({picture.drawing for picture in PICTURES}) == len(PICTURES)
