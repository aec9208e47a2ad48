"""The suite's settings for a real worker, which a test tells the rest in its environment."""

import json

from cms.settings import base
from cms.settings.base import env
from cms.settings.test import *  # noqa: F403 - the settings are one namespace

TASKS = base.TASKS
FEEDS_PARSE_PROCESSES = 2
OUTBOUND_ALLOW = env.list("OUTBOUND_ALLOW", default=[])
# Short, so that a test need not wait; the trials take those of production.
Q_CLUSTER = {**base.Q_CLUSTER, **json.loads(env("TEST_CLUSTER", default="{}"))}
WORKER_PATIENCE = env.float("TEST_PATIENCE", default=base.WORKER_PATIENCE)
