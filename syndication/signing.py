"""Signatures of messages, as Standard Webhooks 1.0 has them
(https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md)."""

import base64
import binascii
import hmac
import secrets
from datetime import datetime

PREFIX = "whsec_"
SIZES = range(24, 65)
"""Bytes of a key."""


def new_secret() -> str:
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def key_of(secret: str) -> bytes:
    """Raises ValueError for anything but `whsec_` and 24 to 64 bytes in base64."""
    if not secret.startswith(PREFIX):
        raise ValueError("no prefix")
    try:
        key = base64.b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error as error:
        raise ValueError("no base64") from error
    if len(key) not in SIZES:
        raise ValueError("not 24 to 64 bytes")
    return key


def signed(message_id: str, at: datetime, body: bytes, secret: str) -> dict[str, str]:
    """The headers that go with `body`: the id, the moment of sending in seconds, and the
    HMAC-SHA-256 of all three."""
    timestamp = str(int(at.timestamp()))
    content = b".".join((message_id.encode(), timestamp.encode(), body))
    digest = hmac.digest(key_of(secret), content, "sha256")
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": f"v1,{base64.b64encode(digest).decode()}",
    }
