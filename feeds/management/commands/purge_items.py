from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from feeds.models import Source
from feeds.purge import purge


class Command(BaseCommand):
    help = "Let go of items whose time is over; a line a source: slug, removed, emptied, kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--source", metavar="SLUG", help="this one alone")
        parser.add_argument("--dry-run", action="store_true", help="say it without doing it")

    def handle(self, *, source: str | None, dry_run: bool, **options: Any) -> None:
        sources = Source.objects.filter(slug=source) if source else Source.objects.all()
        if source and not sources:
            raise CommandError(_("No source has the slug “%(slug)s”.") % {"slug": source})
        for found in purge(sources, timezone.now(), is_rehearsal=dry_run):
            if not found.is_nothing or source:
                numbers = (found.removed, found.emptied, found.kept)
                self.stdout.write("\t".join([found.source.slug, *map(str, numbers)]))
