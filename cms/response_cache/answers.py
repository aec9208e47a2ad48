"""What may be kept of an answer, for how long, and whether a client holds it already. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

Headers = list[tuple[str, str]]

OK, MISSING = 200, 404
STATUSES = frozenset({OK, 301, MISSING, 410})
MISSING_S = 10.0
"""How long a 404 is kept at most: there is no end of addresses at which nothing stands."""

SHORT = "public, max-age=0, s-maxage=5"
"""What other caches are told of a copy: it stands in for a moment."""

OF_ONE_REQUEST = frozenset(
    {
        "x-request-id",
        "ratelimit",
        "ratelimit-policy",
        "ratelimit-limit",
        "ratelimit-remaining",
        "ratelimit-reset",
    }
)
OF_A_BODY = frozenset({"content-type", "content-length", "content-encoding", "content-language"})
FORBIDDEN = ("private", "no-store", "no-cache")

ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')

# Bytes that Python takes beside the letters: measured (tests/cms/response_cache/test_store.py).
EACH_ANSWER, EACH_HEADER, EACH_KEY = 1_500, 150, 490


@dataclass(slots=True)
class Answer:
    """One answer as it goes out, to whoever asks. Moments are seconds of the monotonic clock.

    `size` is what it takes of memory, in bytes. `keys` are the surrogate keys that drop it.
    `drawn_at` is a moment of the calendar, in seconds; `is_copy`: the page says that it is one
    (`cms.response_cache.notice`).
    """

    code: int
    status: str
    headers: Headers
    body: bytes
    keys: frozenset[str]
    fresh_until: float
    renewed_until: float
    replaces_errors_until: float
    etag: str = ""
    drawn_at: float = 0.0
    is_copy: bool = False
    headers_without_body: Headers = field(init=False)
    size: int = field(init=False)

    def __post_init__(self) -> None:
        self.headers_without_body = without_body(self.headers)
        self.size = (
            EACH_ANSWER
            + len(self.body)
            + sum(EACH_HEADER + len(value) for _name, value in self.headers)
            + EACH_KEY * len(self.keys)
        )

    def is_fresh(self, now: float) -> bool:
        return now < self.fresh_until

    def may_wait_for_renewal(self, now: float) -> bool:
        """Whether it may be given out, old, while a newer one is made."""
        return now < self.renewed_until

    def may_replace_an_error(self, now: float) -> bool:
        """Whether it may be given out, old, in place of an error."""
        return now < self.replaces_errors_until

    def is_held(self, asked: str) -> bool:
        """Whether `asked`, an If-None-Match, names this answer."""
        return self.code == OK and is_named(self.etag, asked)


def is_named(etag: str, asked: str) -> bool:
    """Whether an If-None-Match names this tag, strong or weakened (RFC 9110 §13.1.2)."""
    if not etag or not asked:
        return False
    if asked == etag or asked.strip() == "*":
        return True
    return etag.removeprefix("W/") in ENTITY_TAG.findall(asked)


def without_body(headers: Headers) -> Headers:
    """Those of a 304, which has none."""
    return [(name, value) for name, value in headers if name.lower() not in OF_A_BODY]


def kept(
    status: str, headers: Headers, body: bytes, now: float, drawn_at: float = 0.0
) -> Answer | None:
    """The answer as it may be given to others, None where it may not."""
    code, given = int(status[:3]), {name.lower(): value for name, value in headers}
    fresh_s = _fresh_s(code, given)
    if not fresh_s:
        return None
    directives = _directives(given)
    return Answer(
        code=code,
        status=status,
        headers=[(name, value) for name, value in headers if name.lower() not in OF_ONE_REQUEST],
        body=body,
        keys=frozenset(given["surrogate-key"].split()),
        fresh_until=now + fresh_s,
        renewed_until=now + fresh_s + _seconds(directives, "stale-while-revalidate"),
        replaces_errors_until=now + fresh_s + _seconds(directives, "stale-if-error"),
        etag=given.get("etag", ""),
        drawn_at=drawn_at,
    )


def _fresh_s(code: int, given: Mapping[str, str]) -> float:
    """Seconds for which it is fresh; 0 where it is for one reader or for one moment."""
    directives = _directives(given)
    if code not in STATUSES or "surrogate-key" not in given or "set-cookie" in given:
        return 0.0
    if "public" not in directives or any(name in directives for name in FORBIDDEN):
        return 0.0
    if not _is_the_same_for_all(given):
        return 0.0
    fresh_s = _seconds(directives, "s-maxage" if "s-maxage" in directives else "max-age")
    return min(fresh_s, MISSING_S) if code == MISSING else fresh_s


def _is_the_same_for_all(given: Mapping[str, str]) -> bool:
    return "vary" not in given and given.get("access-control-allow-origin", "*") == "*"


def _directives(given: Mapping[str, str]) -> dict[str, str]:
    found = {}
    for part in given.get("cache-control", "").split(","):
        name, _, value = part.partition("=")
        found[name.strip().lower()] = value.strip()
    return found


def _seconds(directives: Mapping[str, str], name: str) -> float:
    value = directives.get(name, "")
    return float(value) if value.isdecimal() else 0.0
