"""What a page costs, as newsrooms grow; prints tables, then what is promised.

    make bench-web                          all of it, about an hour on two quiet cores
    SIZES=1000 ROUNDS=1 make bench-web      a quick one

As `make bench-api` measures: `kept` pages come from the memory of a process, the others are drawn
for each request.
"""

import sys

from tests.bench.api.running import measured
from tests.bench.web import promises
from tests.bench.web.targets import targets


def main() -> int:
    return measured(targets, promises.kept)


if __name__ == "__main__":
    sys.exit(main())
