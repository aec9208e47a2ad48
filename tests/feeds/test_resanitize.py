import io

import pytest
from django.core.management import call_command

from feeds.models import FeedItem
from tests.cms.counter import agrees
from tests.factories.feeds import FeedItemFactory


def resanitize() -> str:
    out = io.StringIO()
    call_command("resanitize", stdout=out)
    return out.getvalue().strip()


@pytest.mark.django_db
def test_row_31_stricter_rules_reach_what_is_stored_once() -> None:
    FeedItemFactory.create(html="<p>sûr</p>")
    FeedItemFactory.create(html="")
    old = FeedItemFactory.create(
        html='<p>vieux</p><script>x()</script><a href="javascript:x">y</a>'
    )
    assert resanitize() == "1 of 2 items changed."
    cleaned = FeedItem.objects.get(pk=old.pk)
    assert cleaned.html == '<p>vieux</p><a rel="noopener nofollow ugc">y</a>'
    assert cleaned.content_hash == old.content_hash
    assert resanitize() == "0 of 2 items changed."
    assert agrees()
