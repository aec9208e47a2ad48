from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from feeds.backfill import PAGES, backfill
from feeds.management.commands.refresh_feeds import as_json, as_text
from feeds.models import Source


class Command(BaseCommand):
    help = "Read the past of a source: its pages and archives (RFC 5005); one line a page."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("source", metavar="SLUG")
        parser.add_argument("--pages", type=int, default=PAGES, help=f"at most (default {PAGES})")
        parser.add_argument("--restart", action="store_true", help="from the first page again")
        parser.add_argument(
            "--wordpress", action="store_true", help="ask for ?paged=2, 3… where no link leads on"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(
        self,
        *,
        source: str,
        pages: int,
        restart: bool,
        wordpress: bool,
        json: bool,
        **options: Any,
    ) -> None:
        found = Source.objects.filter(slug=source).first()
        if found is None:
            raise CommandError(_("No source has the slug “%(slug)s”.") % {"slug": source})
        if restart:
            found.backfill_url = ""
        for report in backfill(found, pages, is_wordpress=wordpress):
            self.stdout.write(as_json(report) if json else as_text(report))
