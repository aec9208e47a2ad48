import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.translation import gettext as _

from cms.slugs import ascii_slug
from feeds.addresses import web_url
from feeds.errors import remedy
from feeds.models import Source, SourceGroup, Trust


class Command(BaseCommand):
    help = "Add feeds by their addresses; prints slug<TAB>address of each, known ones included."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "addresses", nargs="+", metavar="ADDRESS", help="- reads them from stdin"
        )
        parser.add_argument("--group", default="", metavar="NAME", help="made if it is not there")
        parser.add_argument("--trust", choices=Trust.values, default=Trust.QUEUE.value)

    def handle(self, *, addresses: list[str], group: str, trust: str, **options: Any) -> None:
        added: list[Source] = []
        refused = 0
        with transaction.atomic():
            folder = find_group(group) if group else None
            for address in read(addresses):
                if web_url(address):
                    added.append(add(address, folder, trust))
                else:
                    self.stderr.write(f"{address}: {remedy('refused_url')}")
                    refused += 1
        # After the commit: a reader that closes the pipe early undoes nothing.
        for source in added:
            self.stdout.write(f"{source.slug}\t{source.feed_url}")
        if refused:
            raise CommandError(_("%(count)d addresses were not added.") % {"count": refused})


def read(addresses: list[str]) -> Iterator[str]:
    """The addresses, those of standard input in the place of `-`; blank lines are skipped."""
    for address in addresses:
        lines = sys.stdin if address == "-" else [address]
        yield from (line.strip() for line in lines if line.strip())


def find_group(name: str) -> SourceGroup:
    return SourceGroup.objects.get_or_create(
        name=name, defaults={"slug": unique_slug(SourceGroup, name)}
    )[0]


def add(address: str, group: SourceGroup | None, trust: str) -> Source:
    """The source with this address; what it is already is left as it is."""
    name = Source.provisional_name(address)
    return Source.objects.get_or_create(
        feed_url=web_url(address),
        defaults={
            "name": name,
            "slug": unique_slug(Source, name.replace("/", "-").replace(".", "-")),
            "group": group,
            "trust": trust,
        },
    )[0]


def unique_slug(model: type[Source] | type[SourceGroup], name: str) -> str:
    base = ascii_slug(name)[:110].strip("-") or "source"
    slug, number = base, 1
    while model._default_manager.filter(slug=slug).exists():
        number += 1
        slug = f"{base}-{number}"
    return slug
