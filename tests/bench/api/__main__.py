"""What a request to the APIs costs, as newsrooms grow; prints tables, then what is promised.

    make bench-api                          all of it, about an hour on two quiet cores
    SIZES=1000 ROUNDS=1 make bench-api      a quick one

Two sync workers of gunicorn with the settings of production, asked by `wrk` through 16 connections;
beside them a bare Django that answers a constant or reads one stored row, and a stock Wagtail with
a thousand articles. Every address in turn, of all sizes in turn, `ROUNDS` times; medians. The
processor time is that of the workers and of PostgreSQL's backends, over the requests served: unlike
the rate, other work on the machine hardly changes it.

SIZES: counts of articles; ten times as many feed items. SECONDS: of one measure. ONLY: a pattern of
names, for some of the requests; without one that is promised, the run ends in an error.
DATABASE_URL: the server, on which databases of the bench's own are made and dropped.
"""

import sys

from tests.bench.api import promises
from tests.bench.api.running import measured
from tests.bench.api.targets import targets


def main() -> int:
    return measured(targets, lambda by_size, _memory: promises.kept(by_size))


if __name__ == "__main__":
    sys.exit(main())
