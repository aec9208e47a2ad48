"""Every log line of a request, a task or a command carries the same number, its run."""

import ipaddress
import logging
import re
import uuid
from contextvars import ContextVar
from typing import Any

from pythonjsonlogger.json import JsonFormatter

run_id: ContextVar[str] = ContextVar("run_id", default=uuid.uuid4().hex)
"""Until a request or a task sets it, that of the process: a command is one run."""

ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{1,64}")
SECRETS = re.compile(
    r"(?i)(?P<name>\b(?:password|passwd|secret|token|api_?key|authorization|cookie|sessionid)"
    r"[\"']?\s*[=:]\s*[\"']?(?:bearer\s+|basic\s+)?)[^\s\"'&,;]+"
)
RESET_LINK = re.compile(r"(?<=password_reset/confirm/)[^\s\"'?]+")
# The address that a hub calls: whoever knows it can speak in its place.
HUB_CALLBACK = re.compile(r"(?<=/websub/)[\w-]+")
# The token of a preview: whoever knows it reads the draft.
PREVIEW = re.compile(r"(?<=/api/content/v1/preview/)[^\s\"'?/]+")
USER_INFO = re.compile(r"(?<=://)[^/\s@]+@")
ADDRESS = re.compile(
    r"(?i)(?<![\w:.])(?:[0-9a-f]{0,4}:){2,7}[0-9a-f.]*|(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}"
)


def accepted_id(offered: str) -> str:
    """What a proxy offers, when it is 1 to 64 letters, digits and hyphens; else a new one."""
    return offered if ACCEPTABLE.fullmatch(offered) else uuid.uuid4().hex


def number_task(task: dict[str, Any], **kwargs: Any) -> None:
    """Before each task of django-q2, in the process that runs it."""
    run_id.set(task["id"])


def without_secrets(text: str) -> str:
    """Neither passwords, tokens, nor addresses of people."""
    text = SECRETS.sub(r"\g<name>***", text)
    text = RESET_LINK.sub("***", text)
    text = HUB_CALLBACK.sub("***", text)
    text = PREVIEW.sub("***", text)
    text = USER_INFO.sub("***@", text)
    return ADDRESS.sub(_hidden, text)


def _hidden(found: re.Match[str]) -> str:
    """A time of day or a version looks like an address, and is none."""
    try:
        ipaddress.ip_address(found[0])
    except ValueError:
        return found[0]
    return "[ip]"


class RunFilter(logging.Filter):
    """Gives each record its run: that of the request, the task or the command."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.run = run_id.get()
        return True


class LineFormatter(JsonFormatter):
    """One JSON object a line, whatever a message holds; values are cleaned before quoting."""

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        cleaned = {name: _cleaned(value) for name, value in log_data.items()}
        return super().process_log_record({**cleaned, "run": log_data.get("run")})


def _cleaned(value: Any) -> Any:
    """Numbers as they are; all else as text, for an object may hold what its text tells."""
    return value if isinstance(value, (int, float, type(None))) else without_secrets(str(value))
