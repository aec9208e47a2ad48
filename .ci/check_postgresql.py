"""Exits with a sentence when no PostgreSQL answers at the address given."""

import sys
from urllib.parse import urlsplit

import psycopg


def main(url: str) -> None:
    try:
        # The suite makes its own databases: only the server must be there.
        psycopg.connect(url, dbname="postgres", connect_timeout=5).close()
    except psycopg.Error as error:
        reason = str(error).strip().partition("\n")[0]
        place = urlsplit(url).netloc.rpartition("@")[2]
        sys.exit(
            f"No PostgreSQL answers at {place} ({reason}): "
            "start one, or name another in CI_DATABASE_URL."
        )


if __name__ == "__main__":
    main(sys.argv[1])
