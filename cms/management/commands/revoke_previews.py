"""`manage.py revoke_previews`: nobody sees a draft any more by the address that they were given."""

from typing import Any

from django.core.management import BaseCommand, CommandError, CommandParser
from wagtail.models import Page

from cms import previews


class Command(BaseCommand):
    help = "Revokes the previews of one page, or all of them. Editors who go on get new ones."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "page", nargs="?", type=int, help="The number of the page in its address in the admin."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        number = options["page"]
        page = Page.objects.filter(pk=number).first() if number else None
        if number and page is None:
            raise CommandError(f"There is no page {number}.")
        self.stdout.write(f"{previews.revoke(page)} previews revoked.")
