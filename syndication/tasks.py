"""What django-q2 runs. The dotted names are a contract: schedules in databases carry them."""

from cms import alarms, cluster
from syndication import webhooks
from syndication.models import Webhook


def send_webhooks() -> int:
    """When something has happened, and every minute: receivers are told; how many messages they
    took."""
    taken = webhooks.send_due(cluster.is_stopping)
    alarms.settle(webhooks.CAUSE, rings=Webhook.objects.stopped().exists())
    return taken


def forget_deliveries() -> int:
    """Every day: what was sent so long ago that its events are forgotten; how many."""
    return webhooks.forget()
