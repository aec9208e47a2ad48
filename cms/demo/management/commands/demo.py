"""`manage.py demo`: a newsroom to look at, and nothing left of it after `--remove`."""

from argparse import ArgumentParser
from typing import Any

from django.core.management import BaseCommand, CommandError
from django.utils import timezone, translation

from cms.demo.fill import NoFrontPageError, fill, is_empty
from cms.demo.remove import remove


class Command(BaseCommand):
    help = "Fills the newsroom with a demonstration in French; run again, it adds what is missing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        chosen = parser.add_mutually_exclusive_group()
        chosen.add_argument(
            "--if-empty", action="store_true", help="only if there is no page and no source yet"
        )
        chosen.add_argument(
            "--remove", action="store_true", help="take all of the demonstration away"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["remove"]:
            self.remove(options["verbosity"])
        elif not options["if_empty"] or is_empty():
            self.fill(options["verbosity"])

    def fill(self, verbosity: int) -> None:
        if verbosity:
            self.stdout.write("Filling in the demo newsroom…")
            self.stdout.flush()
        try:
            # Some words are stored as readers see them: the role of an author, for one.
            with translation.override("fr"):
                made = fill(timezone.now())
        except NoFrontPageError:
            raise CommandError(
                "The default site has no front page to fill: run `manage.py migrate`, or give the "
                "site a front page in the admin (Settings, Sites)."
            ) from None
        if verbosity:
            self.stdout.write(f"The demo made {made} contents." if made else "Nothing to add.")

    def remove(self, verbosity: int) -> None:
        with translation.override("fr"):
            removal = remove()
        for sentence in removal.kept:
            self.stdout.write(sentence)
        if verbosity:
            self.stdout.write(f"The demo is gone: {removal.count} objects removed.")
