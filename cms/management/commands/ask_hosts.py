"""`manage.py ask_hosts`: what hosts say of the videos of all pages, drafts excepted."""

from typing import Any

from django.core.management import BaseCommand, CommandParser
from wagtail.models import Page, get_page_models

from cms.videos import addresses_of
from media_library import remote


class Command(BaseCommand):
    help = "Has hosts asked, by the worker, about every video in a page that nothing is known of."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--again",
            action="store_true",
            help="also about those that are gone or did not tell, be it the shape alone",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for model in get_page_models():
            if model is not Page:
                for page in model.objects.iterator(chunk_size=200):
                    remote.want(addresses_of(page))
        if options["again"]:
            remote.ask_again()
        self.stdout.write(f"{remote.count_waiting()} videos wait for their hosts.")
