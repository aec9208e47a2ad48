from pathlib import Path
from typing import Any

import pytest

from cms.demo import library
from tests.demo.pictures import tiny


@pytest.fixture(autouse=True)
def small_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(library, "draw", tiny)


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """A folder for the files of one test."""
    settings.MEDIA_ROOT = str(tmp_path)
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    }
    return tmp_path
