"""`manage.py ensure_editor`: the account that a newcomer logs in with, in development only."""

import secrets
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import BaseCommand, CommandError
from django.db import transaction

from cms.management.editor_login import login_file

USERNAME = "redaction"
# Wagtail's own groups: who writes, and who publishes.
GROUPS = ("Editors", "Moderators")


class Command(BaseCommand):
    help = f"Makes the editor account `{USERNAME}` with a generated password (development only)."

    def handle(self, *args: Any, **options: Any) -> None:
        if not apps.is_installed("cms.demo"):
            raise CommandError(
                "Generated passwords are for development: use `manage.py createsuperuser` here."
            )
        password = kept_password()
        ensure_editor(password)
        if options["verbosity"]:
            self.stdout.write(f"{USERNAME} {password}")


def kept_password() -> str:
    """The password of this machine, generated at the first call and kept in `var/editor-login`."""
    path = login_file()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{USERNAME} {secrets.token_urlsafe(12)}\n")
    return path.read_text().split()[1]


@transaction.atomic
def ensure_editor(password: str) -> None:
    """The account exists, may write and publish, and has this password (whatever it had before)."""
    user, made = get_user_model().objects.get_or_create(
        username=USERNAME,
        defaults={"first_name": "Rédaction", "email": f"{USERNAME}@example.org"},
    )
    if made or not user.check_password(password):
        user.set_password(password)
        user.save()
    user.groups.add(*Group.objects.filter(name__in=GROUPS))
