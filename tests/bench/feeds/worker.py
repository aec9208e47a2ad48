"""One process of the worker: told `visit`, it runs the task of the schedule until nothing is due.

Answers each command with how many visits it recorded.
"""

import sys

import django

django.setup()

from feeds.tasks import refresh_due  # noqa: E402 - Django is set up before its models are imported


def visit() -> int:
    visited = 0
    while now := refresh_due():
        visited += now
    return visited


def main() -> None:
    print("ready", flush=True)
    for _ in sys.stdin:
        print(visit(), flush=True)
