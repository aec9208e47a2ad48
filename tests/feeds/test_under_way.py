"""Visits at the same time: who has a place, who waits for one, who has ended."""

import threading
import time
from collections.abc import Iterator

import pytest
from django.utils import timezone

from feeds import under_way
from feeds.leases import Lease
from feeds.settle import Brought
from feeds.under_way import UnderWay
from tests.factories.feeds import SourceFactory


class Site:
    """Visits that end when they are told to."""

    def __init__(self) -> None:
        self.begun: list[int] = []
        self._ends = {number: threading.Event() for number in range(40)}

    def bring(self, lease: Lease) -> Brought:
        self.begun.append(lease.source.pk)
        assert self._ends[lease.source.pk].wait(10)
        return Brought(lease.source.pk)

    def end(self, *numbers: int) -> None:
        for number in numbers:
            self._ends[number].set()

    def has_begun(self, count: int) -> bool:
        """Whether so many have, soon; and no more a moment later."""
        ends_at = time.monotonic() + 5
        while len(self.begun) < count and time.monotonic() < ends_at:
            time.sleep(0.002)
        time.sleep(0.02)
        return len(self.begun) == count


@pytest.fixture
def site() -> Iterator[Site]:
    made = Site()
    yield made
    made.end(*range(40))


def leases(*numbers: int) -> list[Lease]:
    return [Lease(SourceFactory.build(pk=number), timezone.now()) for number in numbers]


def ended(visits: UnderWay, count: int) -> list[int]:
    """The sources of the next visits that end, in their order."""
    found: list[int] = []
    while len(found) < count:
        ready = visits.ended()
        assert ready, "nothing ended in time"
        found += [lease.source.pk for _, (lease, _) in ready]
        visits.forget([future for future, _ in ready])
    return found


def test_a_place_is_taken_again_at_once_in_the_order_of_the_leases(site: Site) -> None:
    visits = UnderWay(site.bring, quick=4, most=8)
    visits.add(leases(*range(6)))
    assert site.has_begun(4)
    site.end(2)
    # Nobody has asked what has ended.
    assert site.has_begun(5)
    assert site.begun == [0, 1, 2, 3, 4]
    assert ended(visits, 1) == [2]
    assert sorted(lease.source.pk for lease in visits.leases) == [0, 1, 3, 4, 5]


def test_slow_visits_leave_the_quick_ones_their_places(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "QUICK_S", 0.2)
    visits = UnderWay(site.bring, quick=4, most=6)
    visits.add(leases(*range(8)))
    assert site.has_begun(4)
    time.sleep(0.2)
    assert visits.ended() == []
    # Two more have begun; of threads there are no more, and no room for leases.
    assert site.has_begun(6)
    assert visits.room == 0
    site.end(0)
    assert ended(visits, 1) == [0]
    visits.add([])
    assert site.has_begun(7)


def test_room_is_for_places_and_for_some_that_wait(site: Site) -> None:
    visits = UnderWay(site.bring, quick=8, most=20)
    assert visits.room == 12
    visits.add(leases(*range(12)))
    assert site.has_begun(8)
    assert visits.room == 0
    site.end(0)
    assert site.has_begun(9)
    # One lease costs as much as a few.
    assert visits.room == 0
    site.end(1, 2)
    assert site.has_begun(11)
    assert visits.room == 3


def test_a_suspect_has_no_company_and_nobody_waits_behind_it(site: Site) -> None:
    visits = UnderWay(site.bring, quick=1, most=1)
    assert visits.room == 1
    visits.add(leases(0))
    assert visits.room == 0
    site.end(0)
    assert ended(visits, 1) == [0]
    assert (visits.room, visits.is_idle) == (1, True)


def test_what_waits_goes_on_waiting_once_nothing_is_to_begin(site: Site) -> None:
    visits = UnderWay(site.bring, quick=2, most=4)
    visits.add(leases(0, 1, 2))
    visits.begin_no_more()
    site.end(0, 1)
    assert sorted(ended(visits, 2)) == [0, 1]
    assert visits.is_idle
    assert [lease.source.pk for lease in visits.leases] == [2]
    assert site.has_begun(2)


def test_visits_that_end_together_are_told_of_together(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(under_way, "LINGER_S", 0.5)
    visits = UnderWay(site.bring, quick=20, most=20)
    visits.add(leases(*range(8)))
    site.end(0)
    threading.Timer(0.1, site.end, [1, 2]).start()
    told = [lease.source.pk for _, (lease, _) in visits.ended()]
    assert sorted(told) == [0, 1, 2]


def test_what_no_visit_may_raise_is_not_lost() -> None:
    def broken(lease: Lease) -> Brought:
        raise AssertionError("a mistake of ours")

    visits = UnderWay(broken)
    visits.add(leases(0))
    with pytest.raises(AssertionError, match="a mistake of ours"):
        visits.ended()
