import json
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from tqdm import tqdm

from feeds import pipeline
from feeds.models import Source
from feeds.types import Report


class Command(BaseCommand):
    help = "Visit the sources that are due; one line a source, exit code 0 even if sources fail."

    def add_arguments(self, parser: ArgumentParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--source", metavar="SLUG", help="this one, due or not")
        which.add_argument("--all", action="store_true", help="all of them, due or not")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *, source: str | None, all: bool, json: bool, **options: Any) -> None:  # noqa: A002 - the names of the options
        sources = chosen(source, everything=all)
        quiet = not sys.stderr.isatty()
        for one in tqdm(list(sources), disable=quiet, file=sys.stderr, unit=_("source")):
            report = pipeline.refresh(one)
            self.stdout.write(as_json(report) if json else as_text(report))
            if report.held:
                self.stderr.write(as_warning(report))


def chosen(slug: str | None, *, everything: bool) -> QuerySet[Source]:
    """Raises CommandError for a slug that no source has."""
    if slug is None:
        return (
            Source.objects.order_by("next_visit_at", "pk") if everything else Source.objects.due()
        )
    sources = Source.objects.filter(slug=slug)
    if not sources:
        raise CommandError(_("No source has the slug “%(slug)s”.") % {"slug": slug})
    return sources


def as_json(report: Report) -> str:
    return json.dumps(report.as_json(), ensure_ascii=False)


def as_warning(report: Report) -> str:
    """That so many items wait for an editor."""
    sentence = ngettext(
        "%(name)s: %(count)d content at once: held, to be checked.",
        "%(name)s: %(count)d contents at once: held, to be checked.",
        report.held,
    )
    return sentence % {"name": report.address, "count": report.held}


def as_text(report: Report) -> str:
    return "\t".join(str(value) for value in report.as_json().values())
