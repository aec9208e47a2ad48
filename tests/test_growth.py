import re

from tests.growth import is_in_line


def test_a_line_is_told_from_a_square() -> None:
    assert is_in_line(lambda length: sum(range(length)), 400_000)
    assert not is_in_line(lambda length: re.search("a+b", "a" * length), 8_000)
