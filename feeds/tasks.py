"""What django-q2 runs. The dotted names are a contract: schedules in databases carry them."""

import time

from feeds import pipeline
from feeds.models import Source

BATCH = 25
# The last visit may start this late and take its 30 seconds within the cluster's timeout of 60.
BUDGET_S = 25


def refresh_due() -> int:
    """Visits sources that are due, the longest waiting first, for BUDGET_S seconds; how many."""
    ends_at = time.monotonic() + BUDGET_S
    visited = 0
    for source in Source.objects.due()[:BATCH]:
        if time.monotonic() >= ends_at:
            break
        pipeline.refresh(source)
        visited += 1
    return visited
