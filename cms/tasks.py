"""django-q2 entry points. Their dotted names stand in schedules: a contract."""

from django.core.management import call_command

from cms import relay


def number_events() -> None:
    """Every minute: all that waits, batch by batch."""
    while relay.number_events():
        pass


def forget_events() -> None:
    """Every day."""
    relay.forget_events()


def publish_scheduled() -> None:
    """Every minute: what is to appear appears, what has expired leaves."""
    call_command("publish_scheduled")
