"""What happens around models and migrations. The work is elsewhere."""

from typing import Any

from cms import schedules


def schedule_sending(using: str, **kwargs: Any) -> None:
    """A net under the clock."""
    schedules.ensure(using, "syndication.tasks.send_webhooks", "webhooks: tell receivers", 1)
    schedules.ensure(
        using,
        "syndication.tasks.forget_deliveries",
        "webhooks: forget old deliveries",
        schedules.DAY,
    )
