"""Minutes of schemathesis over HTTP against the content API: all its phases, all checks but one.

`positive_data_acceptance` cannot hold: which slugs and cursors exist, no schema can say.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from django.core.management import call_command

from cms import previews
from cms.demo import library
from cms.models import ArticlePage, FormPage, Publication
from media_library.models import Image
from tests.demo.pictures import tiny

SECONDS = 240
HOOKS = Path(__file__).with_name("hooks.py")


def known() -> dict[str, list[str]]:
    """What stands in the newsroom, by the parameter that may ask for it."""
    rows = list(Publication.objects.values_list("kind", "uuid", "path"))
    slugs: dict[str, list[str]] = {name: [] for name in ("topic", "person", "source", "show")}
    for kind, _uuid, path in rows:
        if kind in slugs:
            slugs[kind].append(path.rstrip("/").rpartition("/")[2])
    pages = ArticlePage.objects.live()[:3]
    forms = FormPage.objects.live().values_list("translation_key", flat=True)
    images = Image.objects.values_list("uuid", flat=True)[:5]
    uuids = [*images, *[*forms] * 5, *(uuid for _kind, uuid, _path in rows[:10])]
    return {
        "path.uuid": [str(uuid) for uuid in uuids],
        "path.slug": [slug for some in slugs.values() for slug in some[:5]],
        "path.token": [previews.issue(page, 1) for page in pages],
        "query.path": [path for _kind, _uuid, path in rows[:20]],
        **{f"query.{name}": some for name, some in slugs.items()},
    }


def configuration() -> str:
    """For schemathesis: half of the time, what is asked for is there."""
    lines = ["[parameters]"]
    for name in known():
        lines.append(f'"{name}" = {{ dictionary = "{name.replace(".", "-")}", probability = 0.5 }}')
    for name, values in known().items():
        lines += [f"[dictionaries.{name.replace('.', '-')}]", f"values = {json.dumps(values)}"]
    return "\n".join(lines)


@pytest.mark.trial
@pytest.mark.django_db(transaction=True)
def test_minutes_of_schemathesis(live_server: Any, tmp_path: Path) -> None:
    with mock.patch.object(library, "draw", tiny):
        call_command("demo", verbosity=0)
    (tmp_path / "schemathesis.toml").write_text(configuration(), "utf-8")
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
