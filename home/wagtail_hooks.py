from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.ui.menus.pages import PageMenuItem
from wagtail.models import Page

from home.models import HomePage
from home.views import PastFrontsView, put_back


class PastFrontsItem(PageMenuItem):
    label = _("Past front pages")
    icon_name = "history"
    url_name = "past_fronts"

    def is_shown(self, user: Any) -> bool:
        return bool(self.page.permissions_for_user(user).can_view_revisions())


@hooks.register("register_page_header_buttons")
def lead_to_past_fronts(
    page: Page, user: Any, view_name: str, next_url: str | None = None
) -> Iterator[PastFrontsItem]:
    """After the history of the page."""
    if isinstance(page, HomePage):
        yield PastFrontsItem(page=page, priority=66)


@hooks.register("register_admin_urls")
def register_past_fronts_urls() -> list[URLPattern]:
    at, results = "pages/<int:page_id>/past/", PastFrontsView.as_view(results_only=True)
    return [
        path(at, PastFrontsView.as_view(), name="past_fronts"),
        path(f"{at}results/", results, name="past_fronts_results"),
        path(f"{at}<int:revision_id>/", put_back, name="put_front_back"),
    ]
