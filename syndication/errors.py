"""Named failures of a delivery, each with a sentence for whoever looks after the receiver."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REFUSED, REDIRECTED = "refused", "redirected"

SENTENCES: dict[str, Promise] = {
    "refused_url": _("This address is not one that we may send to. Correct it."),
    "refused_address": _(
        "This address leads to a private network, where nothing is sent. Give the receiver a "
        "public address."
    ),
    "unresolved": _("The name of the receiver does not exist. Check its spelling."),
    "unreachable": _("The receiver does not answer."),
    "bad_certificate": _("The certificate of the receiver is not valid."),
    "timeout": _("The receiver did not answer within ten seconds. It should answer, then work."),
    "too_large": _("The answer of the receiver is too long. An empty one is enough."),
    "broken_response": _("The answer of the receiver was cut off."),
    REDIRECTED: _("The receiver sends us elsewhere. Write the address that it leads to."),
    REFUSED: _("The receiver refused the message. Its own log says why."),
}
