"""What the worker keeps of pages on disk."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import PageViewRestriction, Site

from cms import copies, recent
from cms.models import SiteSettings
from cms.response_cache.copies import Copies
from tests.cms.drawing import one_connection
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf(tmp_path: Path, settings: Any) -> Iterator[Copies]:
    settings.COPIES_ROOT = tmp_path / "copies"
    with one_connection():
        yield Copies(settings.COPIES_ROOT)


def body(shelf: Copies, path: str) -> str:
    found = shelf.get(path)
    assert found is not None, path
    return found.body.decode()


def test_the_front_page_and_the_newest_contents_as_anybody_sees_them(
    shelf: Copies, client: Any
) -> None:
    article, item = pages.article(title="Un titre"), FeedItemFactory.create(title="Dépêche")
    assert copies.write() == 3
    for path, text in (("/", "Un titre"), (article.url, "Un titre"), (item.path, "Dépêche")):
        assert text in body(shelf, path)
        assert body(shelf, path) == client.get(path, headers={"host": "localhost"}).content.decode()


def test_only_what_has_changed_is_drawn_anew(shelf: Copies) -> None:
    article, other = pages.article(title="Un titre"), pages.article()
    assert copies.write() == 3
    assert copies.write() == 0
    article.title = "Une manchette"
    article.save()
    assert copies.write() == 2
    assert "Une manchette" in body(shelf, article.url)
    around = SiteSettings.for_site(Site.objects.get())
    around.site_name = "L’Insoumission"
    around.save()
    assert copies.write() == 3
    assert "L’Insoumission" in body(shelf, other.url)


def test_nothing_is_drawn_of_what_was_read_before(
    shelf: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages.article()
    monkeypatch.setitem(recent._kept, "menu", (float("inf"), "an older one"))
    assert copies.write() == 2
    assert "menu" not in recent._kept


def test_what_leaves_is_not_kept(shelf: Copies) -> None:
    gone, closed = pages.article(), pages.article()
    copies.write()
    gone.unpublish()
    PageViewRestriction.objects.create(page=closed, restriction_type=PageViewRestriction.LOGIN)
    copies.write()
    assert shelf.get(gone.url) is None
    assert shelf.get(closed.url) is None
    assert shelf.get("/") is not None


def test_no_more_than_the_newest_and_no_more_than_a_turn_s_worth(
    shelf: Copies, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(copies, "NEWEST", 3)
    monkeypatch.setattr(copies, "AT_ONCE", 2)
    made = [pages.article() for _ in range(4)]
    assert [copies.write() for _ in range(3)] == [2, 2, 0]
    assert shelf.get(made[0].url) is None
    assert all(shelf.get(article.url) for article in made[1:])
