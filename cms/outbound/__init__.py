"""The only door to other people's servers: feeds, images, hubs, webhooks.

`fetch` asks for a document, `post` sends a form, `send` a message. What all three promise whatever
the other side does:

* http and https only, ports of OUTBOUND_PORTS only, no user name in the address;
* every address a name resolves to is global, and the connection goes to the one that was checked,
  on each of at most MAX_REQUESTS requests of a redirect chain;
* `deadline` seconds of wall clock in all (names, TLS, dripped headers and bodies included), and
  `max_bytes` after decompression, counted while they arrive;
* no cookie, no proxy or password taken from the environment;
* at most OUTBOUND_HOST_CONNECTIONS connections to a host and one start every OUTBOUND_HOST_DELAY
  seconds, in this process.

Settings, all optional and read at each call: OUTBOUND_ALLOW, a list of `host:port` and
`network/prefix:port` that may be reached although they are not public; OUTBOUND_PORTS;
OUTBOUND_HOST_CONNECTIONS; OUTBOUND_HOST_DELAY; OUTBOUND_USER_AGENT.
"""

from cms.outbound.answers import Redirect, Response
from cms.outbound.client import (
    DEADLINE_S,
    MAX_BYTES,
    MAX_REQUESTS,
    fetch,
    post,
    send,
)
from cms.outbound.errors import (
    BrokenResponseError,
    CertificateError,
    DeadlineError,
    OutboundError,
    RefusedAddressError,
    RefusedURLError,
    TooLargeError,
    TooManyRedirectsError,
    UnreachableError,
    UnresolvedError,
)

__all__ = [
    "DEADLINE_S",
    "MAX_BYTES",
    "MAX_REQUESTS",
    "BrokenResponseError",
    "CertificateError",
    "DeadlineError",
    "OutboundError",
    "Redirect",
    "RefusedAddressError",
    "RefusedURLError",
    "Response",
    "TooLargeError",
    "TooManyRedirectsError",
    "UnreachableError",
    "UnresolvedError",
    "fetch",
    "post",
    "send",
]
