import pytest

from cms import outbound
from feeds.errors import REMEDIES, TITLES, FeedError, remedy


def test_every_failure_of_the_door_has_a_remedy() -> None:
    names = {error.name for error in outbound.OutboundError.__subclasses__()}
    assert names <= set(REMEDIES)


def test_every_name_has_a_title_and_a_remedy() -> None:
    assert set(TITLES) == set(REMEDIES)


def test_a_name_without_a_remedy_is_refused() -> None:
    with pytest.raises(ValueError, match="no remedy"):
        FeedError("inconnu")


def test_remedies_are_sentences() -> None:
    assert remedy("") == ""
    assert all(remedy(name).endswith(".") for name in REMEDIES)


def test_names_and_details_are_read_in_logs() -> None:
    assert str(FeedError("malformed", "line 3")) == "malformed: line 3"
    assert str(FeedError("empty")) == "empty"
