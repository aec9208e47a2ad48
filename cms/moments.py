"""What time it is, for all machines of one newsroom."""

from datetime import datetime

from django.db import connection
from django.utils import timezone


def agreed() -> datetime:
    """The database's own time, UTC: a machine whose clock is wrong does no harm with it. On SQLite
    there is one machine, and its clock is asked."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        moment: datetime = cursor.fetchone()[0]
    return moment
