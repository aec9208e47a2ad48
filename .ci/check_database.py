"""Exits with a sentence where the suite could make no database: no server answers, or the variable
named (DATABASE_URL, CI_DATABASE_URL) cannot be read. The latter must name PostgreSQL."""

import os
import sys
import warnings
from pathlib import Path

import django
from django.core.exceptions import ImproperlyConfigured

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
os.environ["DJANGO_SETTINGS_MODULE"] = "cms.settings.test"


def main(variable: str) -> None:
    if variable in os.environ:
        os.environ["DATABASE_URL"] = os.environ[variable]
    try:
        django.setup()
    except ImproperlyConfigured as error:
        sys.exit(f"Configuration ({variable}): {error}")
    reach(variable)


def reach(variable: str) -> None:
    """Only the server must be there: the suite makes its own databases."""
    from django.db import Error, connection

    if connection.vendor != "postgresql":
        if variable != "DATABASE_URL":
            sys.exit(f"{variable} must name a PostgreSQL server: postgres://user@host:5432/name")
        return
    try:
        # Django warns of the fallback that it tries before it gives up.
        with warnings.catch_warnings(action="ignore"), connection._nodb_cursor():
            pass
    except Error as error:
        place = f"{connection.settings_dict['HOST']}:{connection.settings_dict['PORT'] or 5432}"
        reason = str(error).strip().partition("\n")[0]
        sys.exit(
            f"No PostgreSQL answers at {place} ({reason}): "
            f"start one, or name another in {variable}."
        )


if __name__ == "__main__":
    main(sys.argv[1])
