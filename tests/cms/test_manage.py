"""A faulty environment ends `manage.py` in one sentence on standard error, and no traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# A folder where SQLite can make no file.
NOWHERE = "sqlite:////proc/kiosque.sqlite3"


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        ({"DATABASE_URL": "postgres://u@h:port/n"}, "Configuration: DATABASE_URL cannot be read"),
        ({"DATABASE_URL": "nonsense"}, "Configuration: DATABASE_URL is neither"),
        ({"PORT": "many"}, "Configuration: PORT cannot be read"),
        ({"DATABASE_URL": "postgres://u@127.0.0.1:1/n"}, "The database does not answer"),
        ({"DATABASE_URL": NOWHERE}, "The database does not answer"),
        ({"DJANGO_SETTINGS_MODULE": "cms.settings.production"}, "Configuration: SECRET_KEY"),
        ({"DJANGO_SETTINGS_MODULE": "cms.settings.nope"}, "Configuration: DJANGO_SETTINGS_MODULE"),
        ({"EMAIL_URL": "mail.example.org"}, "Configuration: EMAIL_URL cannot be read"),
        ({"LOG_LEVEL": "loud"}, "Configuration: LOG_LEVEL cannot be read"),
        ({"WORKERS": "0"}, "Configuration: WORKERS cannot be read"),
        ({"OUTBOUND_ALLOW": "127.0.0.1"}, "Configuration: OUTBOUND_ALLOW cannot be read"),
    ],
)
def test_one_sentence_and_no_traceback(variables: dict[str, str], sentence: str) -> None:
    done = subprocess.run(
        [sys.executable, "manage.py", "migrate"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "cms.settings.test",
            **variables,
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    assert done.stderr.startswith(sentence)
    assert len(done.stderr.strip().splitlines()) == 1


def test_reader_of_a_pipe_that_leaves_early_gets_no_traceback() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "manage.py", "help", "--commands"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DJANGO_SETTINGS_MODULE": "cms.settings.test"},
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (141, "")
