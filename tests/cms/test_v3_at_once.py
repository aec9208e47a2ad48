"""Two machines that write to one page at the same moment."""

from functools import partial

import pytest

from cms.models import ArticlePage
from tests.cms.tokens import Machine, superuser
from tests.factories import pages
from tests.threads import in_threads

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]

PUBLISH = {"meta": {"action": "publish"}}


def test_neither_forgets_what_the_other_has_written() -> None:
    article = pages.article(title="Avant", kicker="Avant")
    machines = [Machine(superuser()) for _ in range(2)]
    for number in range(3):
        changes = [{"title": f"Titre {number}"}, {"kicker": f"Surtitre {number}"}]

        def write(machine: Machine, change: dict[str, str]) -> None:
            answer = machine.write(f"pages/{article.pk}/", {**change, **PUBLISH}, "patch")
            assert answer.status_code == 200, answer.content

        works = [partial(write, *each) for each in zip(machines, changes, strict=True)]
        in_threads(works)
        found = ArticlePage.objects.get(pk=article.pk)
        assert (found.title, found.kicker) == (f"Titre {number}", f"Surtitre {number}")
