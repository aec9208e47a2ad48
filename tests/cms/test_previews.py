"""Tokens that open a draft: bound to their page and their editor, an hour long, revocable."""

from datetime import timedelta
from io import StringIO
from types import SimpleNamespace
from typing import Any

import pytest
from django.core.management import call_command
from django.core.signing import TimestampSigner
from wagtail.models import Page
from wagtail_headless_preview.models import PagePreview

from cms import previews, tasks
from cms.models import ArticlePage
from tests.factories import pages

pytestmark = pytest.mark.django_db

ADA, BRUNO = 1, 2


class Clock:
    """What the signer takes for the present moment."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = 1_790_000_000.0
        monkeypatch.setattr("django.core.signing.time", SimpleNamespace(time=lambda: self.now))

    def advance(self, step: timedelta) -> None:
        self.now += step.total_seconds()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def is_open(token: str) -> bool:
    try:
        previews.draft(token)
    except previews.NoPreviewError:
        return False
    return True


def test_it_opens_the_draft_as_it_stood_in_memory() -> None:
    article = pages.article(title="Publié")
    article.title = "En cours"
    draft = previews.draft(previews.issue(article, ADA))
    assert (draft.title, draft.pk, type(draft)) == ("En cours", article.pk, ArticlePage)
    assert Page.objects.get(pk=article.pk).title == "Publié"


def test_it_says_nothing_of_the_page_or_the_editor() -> None:
    article = pages.article()
    name, _when, _signature = previews.issue(article, ADA).split(":")
    assert len(name) == 64
    assert set(name) <= set("0123456789abcdef")


def test_it_ends_after_an_hour(clock: Clock) -> None:
    token = previews.issue(pages.article(), ADA)
    clock.advance(previews.LIFETIME)
    assert is_open(token)
    clock.advance(timedelta(seconds=1))
    assert not is_open(token)


def test_it_follows_what_the_same_editor_writes(clock: Clock) -> None:
    article = pages.article(title="Un")
    first = previews.issue(article, ADA)
    clock.advance(timedelta(minutes=29))
    article.title = "Deux"
    assert previews.issue(article, ADA) == first
    assert previews.draft(first).title == "Deux"
    assert PagePreview.objects.count() == 1


def test_a_younger_one_follows_in_its_time(clock: Clock) -> None:
    article = pages.article(title="Un")
    first = previews.issue(article, ADA)
    clock.advance(timedelta(minutes=31))
    article.title = "Deux"
    second = previews.issue(article, ADA)
    assert (previews.draft(first).title, previews.draft(second).title) == ("Un", "Deux")


def test_each_editor_and_each_page_has_its_own() -> None:
    article, other = pages.article(title="Un"), pages.article(title="Deux")
    tokens = [previews.issue(*each) for each in ((article, ADA), (article, BRUNO), (other, ADA))]
    assert len(set(tokens)) == 3
    assert [previews.draft(token).title for token in tokens] == ["Un", "Un", "Deux"]


def test_a_page_that_was_never_saved_has_one() -> None:
    parent = pages.article().get_parent()
    page = ArticlePage(title="Neuf", slug="neuf", locale=parent.locale)
    page.depth = parent.depth + 1
    page.path = parent.get_last_child()._inc_path()
    draft = previews.draft(previews.issue(page, ADA))
    assert (draft.title, draft.pk) == ("Neuf", None)
    assert draft.url_path == f"{parent.url_path}neuf/"
    assert draft.first_published_at == draft.last_published_at is not None


@pytest.mark.parametrize(
    "token", ["", "x", "a:b:c", "é", "id=1:1a2b3c:x", "x" * 10_000, "0" * 64 + ":1vabcd:AAAA"]
)
def test_what_is_not_ours_opens_nothing(token: str) -> None:
    assert not is_open(token)


def test_tokens_of_the_package_open_nothing() -> None:
    """They are signed with the same secret, and never end."""
    article = pages.article()
    token = article.get_preview_signer().sign(f"id={article.pk}")
    article.update_page_preview(token)
    assert not is_open(token)


def test_another_installation_signs_otherwise() -> None:
    token = previews.issue(pages.article(), ADA)
    name, _signature = token.rsplit(":", 2)[0], None
    assert not is_open(TimestampSigner(key="another", salt="cms.previews").sign(name))


class TestRevoked:
    def test_of_one_page(self) -> None:
        article, other = pages.article(), pages.article()
        tokens = [previews.issue(*e) for e in ((article, ADA), (article, BRUNO), (other, ADA))]
        assert previews.revoke(article) == 2
        assert [is_open(token) for token in tokens] == [False, False, True]

    def test_by_publishing_and_unpublishing(self) -> None:
        article = pages.article()
        token = previews.issue(article, ADA)
        article.save_revision().publish()
        assert not is_open(token)
        token = previews.issue(article, ADA)
        article.unpublish()
        assert not is_open(token)

    def test_by_deleting_the_page(self) -> None:
        article = pages.article()
        token = previews.issue(article, ADA)
        article.delete()
        assert not is_open(token)

    @pytest.mark.parametrize("of_one", [True, False])
    def test_by_hand(self, of_one: bool) -> None:
        article, other = pages.article(), pages.article()
        tokens = [previews.issue(each, ADA) for each in (article, other)]
        out = StringIO()
        call_command("revoke_previews", *([str(article.pk)] if of_one else []), stdout=out)
        assert [is_open(token) for token in tokens] == [False, of_one]
        assert out.getvalue() == f"{1 if of_one else 2} previews revoked.\n"


def test_what_has_ended_is_forgotten(clock: Clock) -> None:
    article = pages.article()
    previews.issue(article, ADA)
    PagePreview.objects.create(
        token="id=1:x:y", content_type=article.content_type, content_json="{}"
    )
    clock.advance(timedelta(minutes=40))
    young = previews.issue(article, ADA)
    clock.advance(timedelta(minutes=30))
    assert tasks.forget_previews() == 2
    assert PagePreview.objects.get().token == young


class TestAsIfPublished:
    def test_dates_are_those_of_the_publication(self) -> None:
        article = pages.article()
        article.save_revision().publish()
        stored = ArticlePage.objects.get()
        draft: Any = article.save_revision().as_object()
        draft = previews.draft(previews.issue(draft, ADA))
        assert draft.first_published_at == stored.first_published_at
        assert draft.last_published_at == stored.last_published_at

    def test_its_address_follows_its_slug(self) -> None:
        article = pages.article(slug="avant")
        article.slug = "apres"
        draft = previews.draft(previews.issue(article, ADA))
        assert draft.url_path.endswith("/articles/apres/")
