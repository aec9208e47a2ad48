"""Every way a request to other people's servers is refused or fails."""


class OutboundError(Exception):
    """A request that was refused or failed. `name` is stable: it is stored, shown and counted."""

    name = "outbound"


class RefusedURLError(OutboundError):
    """The scheme, port or form of the address is not one we speak to."""

    name = "refused_url"


class RefusedAddressError(OutboundError):
    """The host is, or resolves to, an address that is not on the public network."""

    name = "refused_address"


class UnresolvedError(OutboundError):
    name = "unresolved"


class UnreachableError(OutboundError):
    name = "unreachable"


class CertificateError(OutboundError):
    name = "bad_certificate"


class DeadlineError(OutboundError):
    name = "timeout"


class TooLargeError(OutboundError):
    name = "too_large"


class TooManyRedirectsError(OutboundError):
    name = "too_many_redirects"


class BrokenResponseError(OutboundError):
    """The connection ended early, or what arrived is not HTTP or cannot be decompressed."""

    name = "broken_response"
