"""FEEDS criterion 23: the picture that the page of an item names, where its feed names none."""

import pytest

from feeds import tasks
from feeds.models import FeedItem, Source
from tests.factories.feeds import SourceFactory
from tests.feeds import drawn
from tests.feeds.conftest import Site
from tests.feeds.pictured import again, item_of, make_due

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_rules_remembered")]


def page_with(site: Site, picture: str, x_robots_tag: str = "") -> str:
    head = f'<head><meta property="og:image" content="{picture}"></head>'
    headers = {"Content_Type": "text/html", "X_Robots_Tag": x_robots_tag}
    return site.put("/article", f"<html>{head}</html>", 200, **headers)


def test_criterion_23_the_page_is_asked_last_and_once(site: Site, partner: Source) -> None:
    site.put("/og.jpg", drawn.photo())
    item = item_of(partner, url=page_with(site, "/og.jpg"))
    assert tasks.take_pictures() == 1
    assert again(item).picture_url == f"{site.root}/og.jpg"
    assert [path for path, _ in site.requests] == ["/robots.txt", "/article", "/og.jpg"]
    make_due(item)
    second = item_of(partner, url=site.put("/rien", "<html></html>", Content_Type="text/html"))
    tasks.take_pictures()
    assert again(second).picture_error == "no_picture"
    make_due(second)
    tasks.take_pictures()
    # Rules are remembered; neither page is read again.
    assert [path for path, _ in site.requests[3:]] == ["/rien"]


@pytest.mark.parametrize(
    ("rules", "status", "error", "asked"),
    [
        ("User-agent: *\nDisallow: /", 200, "robots", False),
        ("User-agent: Kiosque\nDisallow: /art", 200, "robots", False),
        ("User-agent: autre\nDisallow: /", 200, "", True),
        ("", 404, "", True),
        ("", 503, "server_error", False),
    ],
)
def test_rules_for_robots_are_kept(
    site: Site, partner: Source, rules: str, status: int, error: str, asked: bool
) -> None:
    site.put("/robots.txt", rules, status)
    site.put("/og.jpg", drawn.photo())
    item = item_of(partner, url=page_with(site, "/og.jpg"))
    tasks.take_pictures()
    assert again(item).picture_error == error
    assert ("/article" in [path for path, _ in site.requests]) is asked


def test_a_page_that_wants_no_copies_is_left_alone(site: Site, partner: Source) -> None:
    item = item_of(partner, url=page_with(site, "/og.jpg", x_robots_tag="noarchive"))
    tasks.take_pictures()
    assert again(item).picture_error == "robots"


def test_pages_are_not_read_for_nothing(site: Site, partner: Source) -> None:
    item_of(partner, url=page_with(site, "/og.jpg"), kind="video")
    item_of(SourceFactory.create(is_partner=True, finds_pictures=False), url=f"{site.root}/article")
    assert tasks.take_pictures() == 0
    assert not site.requests
    assert not FeedItem.objects.exclude(picture_next_at=None).exists()


def test_a_page_that_is_none(site: Site, partner: Source) -> None:
    item = item_of(partner, url=site.put("/a.pdf", b"%PDF", Content_Type="application/pdf"))
    tasks.take_pictures()
    assert again(item).picture_error == "no_picture"
