from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page

from shows.daily_edito import DailyEditoDoneView, DailyEditoView, may_write
from shows.models import EditoPage


class DailyEditoMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return may_write(request.user)


class DailyEditoPanel(Component):
    """One button, below the alarms of the dashboard."""

    order = 20
    template_name = "shows/admin/daily_edito_panel.html"


@hooks.register("register_admin_urls")
def register_daily_edito_urls() -> list[URLPattern]:
    return [
        path("daily-edito/", DailyEditoView.as_view(), name="daily_edito"),
        path("daily-edito/<int:pk>/", DailyEditoDoneView.as_view(), name="daily_edito_done"),
    ]


@hooks.register("register_admin_menu_item")
def register_daily_edito() -> MenuItem:
    label = gettext_lazy("Today’s édito")
    return DailyEditoMenuItem(
        label, reverse("daily_edito"), name="daily-edito", icon_name="media", order=90
    )


@hooks.register("construct_homepage_panels")
def show_daily_edito(request: HttpRequest, panels: list[Any]) -> None:
    if may_write(request.user):
        panels.append(DailyEditoPanel())


@hooks.register("after_create_page")
@hooks.register("after_edit_page")
def tell_of_the_same_day(request: HttpRequest, page: Page) -> None:
    """Once an editor saves; a form that saves itself would tell it again and again."""
    by_itself = not request.accepts("text/html")
    if by_itself or not isinstance(page, EditoPage):
        return
    if other := page.on_the_same_day().first():
        messages.warning(
            request,
            _("Another édito already has this date: %(title)s") % {"title": other.title},
            buttons=[
                messages.button(reverse("wagtailadmin_pages:edit", args=[other.pk]), _("Open it"))
            ],
        )
