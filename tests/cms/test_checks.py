"""Each house rule on settings: content with the settings as they are, and loud when broken."""

from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core.checks import CheckMessage, run_checks
from django.test import override_settings

from cms import checks


def ids(messages: list[CheckMessage]) -> list[str | None]:
    return [message.id for message in messages]


def test_the_settings_as_they_are_break_no_rule() -> None:
    # Tests alone read feeds in their own process.
    with override_settings(FEEDS_PARSE_PROCESSES=2):
        found = run_checks(include_deployment_checks=True)
    assert [each for each in ids(list(found)) if each and each.startswith("kiosque.")] == []


def test_private_addresses_are_refused_in_production() -> None:
    with override_settings(OUTBOUND_ALLOW=["127.0.0.1:9200"]):
        assert ids(checks.no_private_network(None)) == ["kiosque.E001"]
        assert "kiosque.E001" in ids(list(run_checks(include_deployment_checks=True)))


def test_feeds_are_read_apart_in_production() -> None:
    with override_settings(FEEDS_PARSE_PROCESSES=0):
        assert ids(checks.feeds_are_read_apart(None)) == ["kiosque.E005"]


def test_a_field_hides_nothing_of_its_form(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.fields_leave_the_form_alone(None) == []
    monkeypatch.setattr(checks, "OF_A_FORM", frozenset({"kicker"}))
    assert set(ids(checks.fields_leave_the_form_alone(None))) == {"kiosque.E006"}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"timeout": 60, "queue_limit": 2, "workers": 2, "retry": 180}, "kiosque.E002"),
        ({"timeout": 60, "queue_limit": 10, "workers": 2, "retry": 240}, "kiosque.E002"),
        ({"max_attempts": 0}, "kiosque.E003"),
    ],
)
def test_tasks_that_could_run_twice_are_refused(changes: dict[str, int], expected: str) -> None:
    cluster: dict[str, Any] = {**settings.Q_CLUSTER, **changes}
    with override_settings(Q_CLUSTER=cluster):
        assert ids(checks.tasks_run_once(None)) == [expected]


def test_the_connection_pool_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    pooled = SimpleNamespace(DATABASES={"default": {"OPTIONS": {"pool": True}}})
    monkeypatch.setattr(checks, "settings", pooled)
    assert ids(checks.no_pool(None)) == ["kiosque.E004"]
