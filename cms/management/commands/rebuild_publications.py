import time
from argparse import ArgumentParser
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from tqdm import tqdm

from cms.rebuild import check, rebuild


class Command(BaseCommand):
    help = "Makes the table of public contents again, or proves that it agrees with them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Write nothing; exit 1 if it differs."
        )
        parser.add_argument(
            "--start",
            metavar="MODEL:PK",
            help="Go on after a batch of an interrupted run, as `-v 2` printed it.",
        )

        parser.add_argument(
            "--jobs",
            type=int,
            default=1 if connection.vendor == "sqlite" else 2,
            help="Batches of feed items written at once (PostgreSQL; default %(default)s).",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["check"]:
            self.check_rows()
        else:
            self.rebuild_rows(self.start(options["start"]), options["jobs"], options["verbosity"])

    def start(self, text: str | None) -> tuple[str, Any] | None:
        if not text:
            return None
        label, _colon, pk = text.partition(":")
        try:
            model = apps.get_model(label)
        except (LookupError, ValueError) as error:
            raise CommandError(
                f"--start: {label!r} is no model; write cms.ArticlePage:123"
            ) from error
        if not pk.isdigit():
            raise CommandError("--start: write a model and a number, as cms.ArticlePage:123")
        return model._meta.label, int(pk)

    def check_rows(self) -> None:
        differences = 0
        for difference in check():
            differences += 1
            self.stdout.write(difference)
        if differences:
            raise CommandError(
                f"{differences} disagreements: run `manage.py rebuild_publications`.", returncode=1
            )
        self.stdout.write("The table agrees with the contents.")

    def rebuild_rows(self, start: tuple[str, Any] | None, jobs: int, verbosity: int) -> None:
        began, done = time.monotonic(), 0
        with tqdm(unit=" contents", file=self.stderr, disable=None) as bar:
            for batch in rebuild(start, jobs):
                done += batch.done
                bar.update(batch.done)
                if verbosity > 1:
                    self.stdout.write(f"{batch.model}:{batch.last}")
        seconds = time.monotonic() - began
        self.stdout.write(
            f"{done} contents in {seconds:.1f} s ({done / max(seconds, 0.001):.0f}/s)"
        )
