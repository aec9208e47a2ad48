"""House rules on settings, checked at every start (the first only by `check --deploy`)."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from wagtail.models import get_page_models


@register(Tags.security, deploy=True)
def no_private_network(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A newsroom that fetches from its own network can be made to read it aloud."""
    if not settings.OUTBOUND_ALLOW:
        return []
    return [
        Error(
            "OUTBOUND_ALLOW opens loopback or private addresses to feeds.",
            hint="It is for tests: remove the variable.",
            id="kiosque.E001",
        )
    ]


@register()
def tasks_run_once(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """A task's lock starts when it is dequeued, so what waits inside a cluster counts too."""
    cluster = settings.Q_CLUSTER
    longest = cluster["timeout"] * (cluster["queue_limit"] / cluster["workers"] + 2)
    errors: list[CheckMessage] = []
    if cluster["retry"] <= longest:
        errors.append(
            Error(
                f"Q_CLUSTER: tasks would run twice (retry {cluster['retry']} s).",
                hint=f"retry > timeout × (queue_limit / workers + 2) = {longest} s.",
                id="kiosque.E002",
            )
        )
    if cluster["max_attempts"] <= 0:
        errors.append(
            Error(
                "Q_CLUSTER: a task that kills its worker would come back for ever.",
                hint="Set max_attempts to 1 or more.",
                id="kiosque.E003",
            )
        )
    return errors


@register(Tags.database)
def no_pool(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """Workers fork; psycopg's pool does not survive that, and tasks are lost."""
    pooled = [name for name, db in settings.DATABASES.items() if db.get("OPTIONS", {}).get("pool")]
    return [
        Error(
            f"Database {name}: the option `pool` loses tasks of the worker.",
            hint="Remove it; CONN_MAX_AGE keeps connections.",
            id="kiosque.E004",
        )
        for name in pooled
    ]


@register(Tags.security, deploy=True)
def feeds_are_read_apart(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """A hostile document may take all the time and memory of the process that reads it."""
    if settings.FEEDS_PARSE_PROCESSES >= 1:
        return []
    return [
        Error(
            "FEEDS_PARSE_PROCESSES: feeds would be read in the worker itself.",
            hint="Set it to 1 or more; 0 is for tests.",
            id="kiosque.E005",
        )
    ]


OF_A_FORM = frozenset(
    {"action", "elements", "enctype", "length", "method", "requestSubmit", "reset", "submit"}
)
"""Properties of a form that scripts read (HTML, 4.10.3); a field of that name hides them."""


@register(Tags.models)
def fields_leave_the_form_alone(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> list[CheckMessage]:
    """In the editor, `form.method` would be the field, and nothing would be saved by itself."""
    return [
        Error(
            f"{model._meta.label}.{field.name} hides a property of its form from scripts.",
            hint="Give the field another name.",
            id="kiosque.E006",
        )
        for model in get_page_models()
        for field in model._meta.get_fields()
        if field.name in OF_A_FORM
    ]
