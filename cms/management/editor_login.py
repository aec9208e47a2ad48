"""Where a development machine keeps the login that it made for its editor."""

from pathlib import Path

from django.conf import settings


def login_file() -> Path:
    """One line: the user name, a space, the password. Missing until `ensure_editor` has run."""
    return Path(settings.VAR) / "editor-login"
