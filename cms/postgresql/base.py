from time import monotonic

from django.db.backends.postgresql import base

TRUSTED_S = 1.0


class DatabaseWrapper(base.DatabaseWrapper):
    """`CONN_HEALTH_CHECKS` asks `SELECT 1` before the first statement of each request: a tenth of
    what a list of the API takes. Here a connection that has answered is trusted for TRUSTED_S: a
    server that goes away in so short a time fails the requests of that moment in any case."""

    _answered_at = float("-inf")

    def is_usable(self) -> bool:
        usable: bool = super().is_usable()
        self._answered_at = monotonic() if usable else float("-inf")
        return usable

    def close_if_health_check_failed(self) -> None:
        if monotonic() - self._answered_at < TRUSTED_S:
            self.health_check_done = True
        super().close_if_health_check_failed()
