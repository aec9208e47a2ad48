# ruff: noqa: E402 - Django is set up before
# Django is set up before its models are imported.
"""The demo newsroom; tells as JSON the address of one page of each kind.

python -m tests.bench.vitals.seed
"""

import json

import django

django.setup()

from django.core.management import call_command

from cms.models import Publication

KINDS = ("article", "edito", "episode", "show", "item", "dossier", "person")


def main() -> None:
    call_command("migrate", verbosity=0)
    call_command("ensure_site", verbosity=0)
    call_command("demo", verbosity=0)
    print(json.dumps({kind: newest(kind).path for kind in KINDS}))


def newest(kind: str) -> Publication:
    return Publication.objects.of_kind(kind).order_by("-published_at", "-pk")[0]


if __name__ == "__main__":
    main()
