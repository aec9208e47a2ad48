from time import monotonic
from typing import Any

import psycopg
from django.db.backends.postgresql import base
from psycopg.errors import FeatureNotSupported
from psycopg.pq import TransactionStatus

TRUSTED_S = 1.0
RETURNING = 2
"""Times that a text is seen before it is prepared."""


class PreparedCursor(psycopg.Cursor[tuple[Any, ...]]):
    """Binds values on the server, and prepares a text that returns. The ORM's statements, whose
    texts hold their values, are not prepared: psycopg keeps a hundred.

    A column that has another type since, as a migration under a running site makes it, is read by
    no statement of before: all are forgotten, and this one is prepared anew."""

    def execute(self, *args: Any, **kwargs: Any) -> "PreparedCursor":
        self.connection.prepare_threshold = RETURNING
        try:
            return super().execute(*args, **kwargs)
        except FeatureNotSupported:
            # In a transaction everything after it fails in any case.
            if self.connection.info.transaction_status != TransactionStatus.IDLE:
                raise
            self.connection.execute("DEALLOCATE ALL")
            return super().execute(*args, **kwargs)
        finally:
            self.connection.prepare_threshold = None


class DatabaseWrapper(base.DatabaseWrapper):
    """`CONN_HEALTH_CHECKS` asks `SELECT 1` before the first statement of each request: a tenth of
    what a list of the API takes. Here a connection that has answered is trusted for TRUSTED_S: a
    server that goes away in so short a time fails the requests of that moment in any case.

    A prepared statement is planned once. Left to itself PostgreSQL plans one with a cursor or a
    uuid anew at each request, for what it believes to gain by its values: planning takes longer
    than the rows. Ours follow a key or the index that is in their order, and what is rare or
    frequent stands in their text."""

    _answered_at = float("-inf")

    def init_connection_state(self) -> None:
        super().init_connection_state()
        with self.cursor() as cursor:
            cursor.execute("SET plan_cache_mode = force_generic_plan")

    def is_usable(self) -> bool:
        usable: bool = super().is_usable()
        self._answered_at = monotonic() if usable else float("-inf")
        return usable

    def close_if_health_check_failed(self) -> None:
        if monotonic() - self._answered_at < TRUSTED_S:
            self.health_check_done = True
        super().close_if_health_check_failed()

    def prepared_cursor(self) -> Any:
        """As `cursor()`. Behind PgBouncer in its mode of transactions this needs version 1.21."""
        self.close_if_health_check_failed()
        self.ensure_connection()
        self.validate_thread_sharing()
        with self.wrap_database_errors:
            cursor: Any = PreparedCursor(self.connection)
        return self.make_debug_cursor(cursor) if self.queries_logged else self.make_cursor(cursor)
