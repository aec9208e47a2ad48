"""What the clock asks every second: is there anything whose time has come?"""

from functools import cache

from django.apps import apps
from django.db.models import Model
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from cms.models import Publication


def rows() -> bool:
    """Whether a row of the counter is to be written anew, as nobody's doing changes it."""
    return Publication.objects.due(timezone.now()).exists()


def pages() -> bool:
    """Whether `publish_scheduled` would publish or withdraw anything now."""
    now = timezone.now()
    if Revision.objects.filter(approved_go_live_at__lt=now).exists():
        return True
    return any(
        model._default_manager.filter(live=True, expire_at__lt=now).exists()
        for model in _expiring()
    )


@cache
def _expiring() -> tuple[type[Model], ...]:
    drafted = [m for m in apps.get_models() if issubclass(m, DraftStateMixin)]
    return (Page, *(model for model in drafted if not issubclass(model, Page)))
