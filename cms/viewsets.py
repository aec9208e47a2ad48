import re
from typing import Any

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BooleanColumn, Column, DateColumn
from wagtail.admin.views.generic import chooser
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from cms.models import LISTED_KINDS, CallToAction, Kind, Person, Publication, Topic
from cms.models.publication import PublicationQuerySet
from cms.titles import titled
from cms.widgets import ContentChooser

MAX_WORDS = 10
CAP = 50
"""Pages of a chooser that are counted."""


class PersonViewSet(SnippetViewSet):
    model = Person
    icon = "user"
    list_display = ["name", "role", "constituency"]
    list_filter = ["assembly"]
    add_to_admin_menu = False


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    list_display = [
        "name",
        BooleanColumn(
            "is_section", label=pgettext_lazy("of a newspaper", "Section"), sort_key="is_section"
        ),
    ]
    list_filter = ["is_section"]


class CallToActionViewSet(SnippetViewSet):
    model = CallToAction
    icon = "mail"
    list_display = ["title", "label"]


class NewsroomViewSetGroup(SnippetViewSetGroup):
    items = (PersonViewSet, TopicViewSet, CallToActionViewSet)
    menu_label = _("Newsroom")
    menu_icon = "group"
    menu_order = 250


class ContentFilterForm(BaseFilterForm):
    """By the beginnings of words of the title, and by what it is."""

    q = forms.CharField(label=_("Words of the title"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind"),
        required=False,
        choices=[
            ("", _("Articles, éditos, episodes and the feed")),
            *(kind for kind in Kind.choices if kind[0] not in {Kind.INDEX, Kind.SOURCE}),
        ],
    )

    def filter(self, objects: PublicationQuerySet) -> PublicationQuerySet:
        objects = super().filter(objects)
        kind = self.cleaned_data["kind"]
        if kind in LISTED_KINDS or not kind:
            objects = objects.listed()
        if kind:
            objects = objects.of_kind(kind)
        words = re.findall(r"\w+", self.cleaned_data["q"].replace("\0", " "))[:MAX_WORDS]
        if not words:
            return objects
        return objects.filter(pk__in=titled(objects, words, CAP * ContentListMixin.per_page))


class CappedPaginator(WagtailPaginator):
    """Counts no further than the pages that anybody turns: counting a million rows takes longer
    than showing twenty."""

    @cached_property
    def count(self) -> int:
        return int(self.object_list[: CAP * self.per_page].count())


class ContentListMixin:
    """Newest first, by title, with what it is and when it appeared."""

    filter_form_class = ContentFilterForm
    ordering = ("-published_at", "-id")
    per_page = 20
    paginator_class = CappedPaginator

    def get_object_list(self) -> Any:
        return Publication.objects.defer("document", "search_body", "card")

    @property
    def columns(self) -> list[Column]:
        return [
            self.title_column,  # type: ignore[attr-defined]  # from the view it is mixed into
            Column("kind", label=_("Kind"), accessor="get_kind_display"),
            DateColumn("published_at", label=_("Published on"), width="20%"),
        ]


class ChooseContentView(ContentListMixin, chooser.ChooseView):
    pass


class ChooseContentResultsView(ContentListMixin, chooser.ChooseResultsView):
    pass


class ChosenContentView(chooser.ChosenView):
    """Answers with the public uuid, which outlives the row."""

    def get_object_id(self, instance: Publication) -> str:
        return str(instance.uuid)


class ContentChooserViewSet(ChooserViewSet):
    model = Publication
    icon = ContentChooser.icon
    choose_one_text = ContentChooser.choose_one_text
    choose_view_class = ChooseContentView
    choose_results_view_class = ChooseContentResultsView
    chosen_view_class = ChosenContentView
    register_widget = False
