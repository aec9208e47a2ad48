# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""A stock newsroom of a thousand articles, each as long as ours.

python -m tests.bench.stock.seed
"""

import os
import random
import sys

os.environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.stock.settings"

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tests.bench.api.seed import ORIGINALS, body, published_at
from tests.bench.feeds.documents import paragraph, title
from tests.bench.stock.models import StockArticle, StockIndex
from tests.factories import pages


def main() -> int:
    # What is made here is published by our own code, at our own addresses.
    settings.ROOT_URLCONF = "cms.urls"
    call_command("migrate", verbosity=0)
    if not StockIndex.objects.exists():
        make_articles()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    return 0


def make_articles() -> None:
    dice = random.Random(20)
    index = pages.child(pages.home_page(), StockIndex(title="Articles", slug="articles"))
    people = [pages.person() for _ in range(20)]
    topics = [pages.topic() for _ in range(12)]
    images = [pages.image(file=pages.image_file(size=(1280, 720))) for _ in range(10)]
    for n in range(ORIGINALS):
        image = dice.choice(images)
        article = StockArticle(
            title=title(dice),
            slug=f"article-{n}",
            kicker="Reportage",
            standfirst=paragraph(dice)[:240],
            image=image,
            body=body(dice, image),
            first_published_at=published_at(n),
        )
        index.add_child(instance=article)
        article.topics.set(dice.sample(topics, 2))
        article.authors.create(person=dice.choice(people))
        article.save()


if __name__ == "__main__":
    sys.exit(main())
