"""Marks of processes, and what the parent of all reads in them."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from cms import cluster, marks, pulse

UNTIL = "2026-06-01T08:00:00+00:00"
FUNC = "feeds.tasks.refresh_due"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Path:
    settings.WORKER_PATIENCE = 20.0
    monkeypatch.setenv(marks.FOLDER, str(tmp_path))
    pulse.forget(tmp_path)
    return tmp_path


def grow_old(path: Path, seconds: float) -> None:
    at = path.stat().st_mtime - seconds
    os.utime(path, (at, at))


def begin(row: int | None = None, func: str = FUNC) -> dict[str, Any]:
    task = {"ack_id": row, "func": func, "success": True}
    cluster.note_begin(task)
    return task


def test_without_a_worker_nothing_is_marked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(marks.FOLDER, raising=False)
    cluster.want(FUNC)
    cluster.note_end(begin())
    cluster.note_taken(1, UNTIL)
    cluster.note_lost(1)
    cluster.note_given_back(1)
    cluster.note_backlog(waits=True)
    assert cluster.take_errands() == []
    assert cluster.lost() == {}
    assert cluster.has_free_slot()


def test_an_errand_waits_once_however_often_it_is_wanted(folder: Path) -> None:
    for _ in range(3):
        cluster.want(FUNC)
    assert cluster.take_errands() == [FUNC]
    cluster.want(FUNC)
    assert cluster.take_errands() == []
    begin()
    assert cluster.take_errands() == [FUNC]


def test_an_errand_that_was_lost_on_the_way_is_sent_again(folder: Path) -> None:
    cluster.want(FUNC)
    cluster.take_errands()
    grow_old(folder / f"sent-{FUNC}", cluster.SENT_S)
    cluster.want(FUNC)
    assert cluster.take_errands() == [FUNC]


def test_an_errand_that_failed_rests(folder: Path) -> None:
    cluster.note_end({**begin(), "success": False})
    cluster.want(FUNC)
    assert cluster.take_errands() == []
    grow_old(folder / f"rest-{FUNC}", cluster.REST_S)
    cluster.want(FUNC)
    assert cluster.take_errands() == [FUNC]


def test_a_pool_with_nothing_to_do_is_asked_whether_it_is_alive(folder: Path) -> None:
    assert cluster.take_errands() == []
    grow_old(folder / cluster.WORKER, 5)
    assert cluster.take_errands() == [cluster.PING]
    cluster.answer()


def test_a_stop_gives_out_no_errand(folder: Path) -> None:
    cluster.want(FUNC)
    cluster.ask_to_stop()
    try:
        assert cluster.is_stopping()
        assert cluster.take_errands() == []
    finally:
        cluster.ask_to_stop(False)


def test_a_new_cluster_is_not_frozen(folder: Path) -> None:
    assert pulse.why_frozen(folder) == ""


@pytest.mark.parametrize("mark", [cluster.GUARD, cluster.WORKER])
def test_what_is_silent_for_long_is_frozen(folder: Path, mark: str) -> None:
    grow_old(folder / mark, 19)
    assert pulse.why_frozen(folder) == ""
    grow_old(folder / mark, 1)
    assert pulse.why_frozen(folder)


def test_a_pool_that_is_all_at_work_is_not_frozen(folder: Path, settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 1}
    begin()
    grow_old(folder / cluster.WORKER, 60)
    assert pulse.why_frozen(folder) == ""


def test_a_monitor_that_saves_nothing_is_frozen(folder: Path) -> None:
    cluster.note_end(begin())
    cluster.note_end(begin())
    assert pulse.why_frozen(folder) == ""
    grow_old(folder / cluster.UNSAVED, 20)
    assert "saved" in pulse.why_frozen(folder)
    cluster.note_saved()
    assert pulse.why_frozen(folder) == ""


def test_rows_that_wait_while_none_is_taken_show_a_frozen_pusher(folder: Path) -> None:
    cluster.note_backlog(waits=True)
    cluster.note_backlog(waits=True)
    grow_old(folder / cluster.BACKLOG, 20)
    assert pulse.why_frozen(folder) == ""
    grow_old(folder / cluster.TAKEN, 20)
    assert "rows" in pulse.why_frozen(folder)
    cluster.note_backlog(waits=False)
    assert pulse.why_frozen(folder) == ""


def test_what_a_dead_process_held_is_lost_and_the_rest_is_not(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    for row in (7, 8):
        cluster.note_taken(row, UNTIL)
    (folder / f"busy-{gone.pid}").write_text("7")
    begin(8)
    pulse.bury(folder)
    assert cluster.lost() == {7: UNTIL}
    assert not (folder / f"busy-{gone.pid}").exists()
    cluster.note_given_back(7)
    assert cluster.lost() == {}


def test_a_dead_process_that_held_no_row_leaves_nothing(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        pass
    (folder / f"busy-{gone.pid}").write_text("")
    pulse.bury(folder)
    assert cluster.lost() == {}
    assert not list(folder.glob("busy-*"))


def test_what_a_dead_cluster_held_is_lost(folder: Path) -> None:
    cluster.note_taken(9, UNTIL)
    begin(9)
    pulse.forget(folder)
    assert cluster.lost() == {9: UNTIL}
    assert not list(folder.glob("busy-*"))


def test_row_44_a_task_is_overdue_within_five_seconds_of_its_timeout(
    folder: Path, settings: Any
) -> None:
    begin()
    assert pulse.overdue(folder) == []
    grow_old(folder / f"busy-{os.getpid()}", settings.Q_CLUSTER["timeout"] + 4.9)
    assert pulse.overdue(folder) == [os.getpid()]


def test_a_disk_that_is_full_costs_a_mark_and_no_process(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(marks.FOLDER, str(folder / "nowhere"))
    cluster.note(cluster.CLOCK)


def test_one_process_of_the_pool_stays_free(folder: Path, settings: Any) -> None:
    settings.Q_CLUSTER = {**settings.Q_CLUSTER, "workers": 2}
    with cluster.slot() as first:
        assert first
        assert not cluster.has_free_slot()
    assert cluster.has_free_slot()
