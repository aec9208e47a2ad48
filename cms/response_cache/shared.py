"""Answers that all web processes of a newsroom share, in the Redis that `REDIS_URL` names.

Nothing is looked for in order to drop it: each surrogate key has a token in Redis, and an answer
carries those that its keys had when it was kept. To purge a key is to delete its token. All
processes do so for each change, each by itself: whoever kept something older meanwhile, on a token
of its own, deletes that one with its next look (`cms.response_cache.watching`).
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable, Collection, Iterable
from dataclasses import fields
from typing import Any, TypeVar
from uuid import uuid4

from django.core.cache.backends.base import BaseCache
from redis import RedisError

from cms.response_cache.answers import Answer
from cms.response_cache.store import LARGEST, Key, Store

logger = logging.getLogger(__name__)

T = TypeVar("T")

EVERYTHING = "*"
"""A key that every answer has."""
TOKEN_S = 7 * 86_400
"""What lasts longer than its token is made anew."""
REST_S = 5.0
"""Between two questions to a Redis that does not answer."""
MOMENTS = ("fresh_until", "renewed_until", "replaces_errors_until")
PLAIN = tuple(
    field.name for field in fields(Answer) if field.init and field.name not in {"body", "keys"}
)

Tokens = dict[str, str]


class Bytes:
    """What Django's cache is to do with a value: nothing. Nobody who reaches this Redis can make us
    run what they left there, as with a pickle."""

    def dumps(self, value: bytes) -> bytes:
        return value

    def loads(self, value: bytes) -> bytes:
        return value


class SharedStore(Store):
    """`limit` bytes bound a single answer as in a process of its own (`LARGEST`); all of them are
    bounded by Redis (`maxmemory`), which may forget any. A Redis that is away costs the site what
    it would cost without; what it misses meanwhile is cleared when it is back."""

    def __init__(self, limit: int, cache: BaseCache) -> None:
        super().__init__(limit)
        self._cache = cache
        self._rests_until = 0.0
        self._is_behind = False

    def get(self, key: Key) -> Answer | None:
        return self._ask(lambda: self._get(key))

    def purge(self, keys: Collection[str]) -> None:
        with self._lock:
            for flight in self._flights.values():
                flight.purged.update(keys)
            self._forget(keys)

    def clear(self) -> None:
        with self._lock:
            for flight in self._flights.values():
                flight.is_void = True
            self._forget([EVERYTHING])

    def _keep(self, key: Key, answer: Answer) -> None:
        # Below the lock of `land`: no purge of ours comes between its look and this.
        if answer.size <= self.limit // LARGEST:
            self._ask(lambda: self._put(key, answer))

    def _get(self, key: Key) -> Answer | None:
        packed = self._cache.get(name_of(key))
        if packed is None:
            return None
        answer, tokens = unpacked(packed)
        return answer if self._tokens(tokens) == tokens else None

    def _put(self, key: Key, answer: Answer) -> None:
        wanted = {*answer.keys, EVERYTHING}
        tokens = self._tokens(wanted)
        missing = wanted - tokens.keys()
        for name in missing:
            self._cache.add(f"token:{name}", uuid4().hex.encode(), TOKEN_S)
        if missing:
            tokens = self._tokens(wanted)
        lasts_s = answer.replaces_errors_until - time.monotonic()
        if tokens.keys() == wanted and lasts_s > 0:
            self._cache.set(name_of(key), packed(answer, tokens), max(1, int(lasts_s)))

    def _tokens(self, keys: Iterable[str]) -> Tokens:
        found = self._cache.get_many([f"token:{key}" for key in keys])
        return {name.removeprefix("token:"): token.decode() for name, token in found.items()}

    def _forget(self, keys: Collection[str]) -> None:
        def delete() -> bool:
            self._cache.delete_many([f"token:{key}" for key in keys])
            return True

        if not self._ask(delete):
            self._is_behind = True

    def _ask(self, question: Callable[[], T]) -> T | None:
        """None also where Redis does not answer, or answers what is not ours."""
        now = time.monotonic()
        if now < self._rests_until:
            return None
        try:
            if self._is_behind:
                self._cache.delete(f"token:{EVERYTHING}")
                self._is_behind = False
            answer = question()
        except (RedisError, ValueError, KeyError, TypeError) as error:
            if not self._rests_until:
                logger.warning("Shared answers are out of reach (%s)", type(error).__name__)
            self._rests_until = now + REST_S
            return None
        if self._rests_until:
            logger.warning("Shared answers are within reach again")
        self._rests_until = 0.0
        return answer


def name_of(key: Key) -> str:
    """What a visitor asks for may be long, and holds anything."""
    return (
        "answer:" + hashlib.blake2b("\0".join(map(str, key)).encode(), digest_size=20).hexdigest()
    )


def packed(answer: Answer, tokens: Tokens) -> bytes:
    """Its head as a line of JSON, then its body. Each machine counts its monotonic clock from
    another beginning: moments are those of the calendar on the way."""
    ahead = time.time() - time.monotonic()
    head = {name: getattr(answer, name) for name in PLAIN}
    head |= {name: head[name] + ahead for name in MOMENTS}
    return json.dumps({"head": head, "tokens": tokens}).encode() + b"\n" + answer.body


def unpacked(value: bytes) -> tuple[Answer, Tokens]:
    line, _, body = value.partition(b"\n")
    parts: dict[str, Any] = json.loads(line)
    head, tokens = parts["head"], parts["tokens"]
    ahead = time.time() - time.monotonic()
    head |= {name: head[name] - ahead for name in MOMENTS}
    head["headers"] = [(name, value) for name, value in head["headers"]]
    keys = frozenset(tokens) - {EVERYTHING}
    return Answer(**head, body=body, keys=keys), tokens
