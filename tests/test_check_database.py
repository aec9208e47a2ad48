"""Before the suite starts, an unreachable database costs one sentence, not a thousand errors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def gate(variable: str, url: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ".ci/check_database.py", variable],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], variable: url},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("variable", "url", "sentence"),
    [
        ("DATABASE_URL", "mysql://u@h/n", "Configuration (DATABASE_URL): DATABASE_URL is neither"),
        ("DATABASE_URL", "postgres://u@127.0.0.1:1/n", "No PostgreSQL answers at 127.0.0.1:1"),
        ("CI_DATABASE_URL", "postgres://u@127.0.0.1:1/n", "No PostgreSQL answers at 127.0.0.1:1"),
        ("CI_DATABASE_URL", "sqlite:////tmp/x", "CI_DATABASE_URL must name a PostgreSQL server"),
    ],
)
def test_one_sentence_and_no_traceback(variable: str, url: str, sentence: str) -> None:
    done = gate(variable, url)
    assert done.returncode == 1
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_file_needs_no_server() -> None:
    done = gate("DATABASE_URL", "sqlite:////tmp/kiosque.sqlite3")
    assert (done.returncode, done.stderr) == (0, "")
