"""`webhooks` of the OpenAPI file: what receivers are sent."""

from cms.api.openapi import Webhook
from syndication.schemas import WebhookMessage

SIGNATURE = "`v1,` and the HMAC-SHA-256 of `id.timestamp.body`, in base64; several with spaces"

HEADERS = {
    "webhook-id": ("The same when a message comes again", r"^\S+$"),
    "webhook-timestamp": ("When it was sent, in seconds", r"^\d+$"),
    "webhook-signature": (SIGNATURE, r"^v1,\S+( v1,\S+)*$"),
}
"""Of Standard Webhooks: what each holds, and its pattern."""

CHANGES = Webhook(
    name="changes",
    summary="What has happened, about a second after",
    message=WebhookMessage,
    headers=[
        {
            "in": "header",
            "name": name,
            "required": True,
            "description": description,
            "schema": {"type": "string", "pattern": pattern},
        }
        for name, (description, pattern) in HEADERS.items()
    ],
)
