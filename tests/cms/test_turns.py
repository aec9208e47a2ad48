"""What one process does at a time, on all machines together."""

import threading

import pytest
from django.db import connection
from django.utils import timezone

from cms import moments, tasks, turns


@pytest.mark.django_db
def test_alone_is_alone_again_after_its_end() -> None:
    for _ in range(2):
        with turns.alone("essay") as mine:
            assert mine


@pytest.mark.postgresql
@pytest.mark.django_db
def test_another_process_does_not_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[object] = []

    def other() -> None:
        with turns.alone("publish_scheduled") as mine, turns.alone("another") as free:
            seen.extend([mine, free])
        monkeypatch.setattr(tasks, "call_command", seen.append)
        tasks.publish_scheduled()
        connection.close()

    with turns.alone("publish_scheduled"):
        thread = threading.Thread(target=other)
        thread.start()
        thread.join(30)
    assert seen == [False, True]


@pytest.mark.django_db
def test_row_40_all_machines_agree_on_the_time() -> None:
    assert abs((moments.agreed() - timezone.now()).total_seconds()) < 60
