"""Minutes of schemathesis over HTTP against the content API: all its phases, all checks but one.

`positive_data_acceptance` cannot hold: which slugs and cursors exist, no schema can say.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command

from cms.demo import library
from tests.demo.pictures import tiny

SECONDS = 240
HOOKS = Path(__file__).with_name("hooks.py")


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_minutes_of_schemathesis(live_server: Any, tmp_path: Path) -> None:
    with mock.patch.object(library, "draw", tiny):
        call_command("demo", verbosity=0)
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run"),
        f"{live_server.url}/api/content/v1/openapi.json",
        *("--max-time", str(SECONDS), "--seed", "1936", "--exclude-checks"),
        *("positive_data_acceptance", "--continue-on-failure", "--warnings", "off", "--no-color"),
    ]
    environment = {**os.environ, "SCHEMATHESIS_HOOKS": str(HOOKS), "COLUMNS": "100"}
    ended = subprocess.run(
        command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    print(ended.stdout)
    assert ended.returncode == 0, ended.stderr
