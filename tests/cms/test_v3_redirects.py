"""Redirects through `/api/v3/`: for those who manage them, and blind to hidden pages."""

import pytest
from wagtail.contrib.redirects.models import Redirect

from tests.cms.tokens import Machine, member
from tests.factories import pages

pytestmark = pytest.mark.django_db


def test_redirects_are_read_by_those_who_manage_them() -> None:
    page = pages.article(live=False)
    redirect = Redirect.objects.create(old_path="/secret", redirect_page=page)
    stranger, manager = Machine(member()), Machine(member("change_redirect"))
    for path in ("redirects/", f"redirects/{redirect.pk}/", "redirects/find/?html_path=/secret"):
        assert stranger.read(path).status_code == 403
        assert manager.read(path).status_code in {200, 302}
    assert manager.write(f"redirects/{redirect.pk}/", {}, "delete").status_code == 403
    assert Redirect.objects.count() == 1


def test_a_redirect_does_not_tell_whether_a_page_is_there() -> None:
    hidden = pages.article(live=False)
    manager = Machine(member("add_redirect"))
    answers = {
        manager.write("redirects/", {"old_path": "/a", "redirect_page_id": pk}).content
        for pk in (hidden.pk, 987_654)
    }
    assert len(answers) == 1
    assert not Redirect.objects.exists()
