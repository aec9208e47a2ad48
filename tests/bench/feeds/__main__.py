"""How fast feeds come in, beside `reader` in the same run; prints a table, then what it promises.

    make bench-feeds                all of it, about a quarter of an hour on two quiet cores
    SOURCES=200 make bench-feeds    a quick one: one size, no pile

SOURCES: sizes, by commas. LIMIT_S: seconds after which a round of the other reader is cut short.
FETCHES: visits by the same processes, for their memory. PILE: items in the large table. (0: not
measured.) PROCESSES: processes that visit, as WORKERS.
"""

import sys
import time

from tests.bench.feeds import house


def main() -> None:
    began = time.perf_counter()
    with house.server() as server, house.Database() as database:
        status = house.run("run", house.environment(server, database), str(server.port))
    minutes, seconds = divmod(round(time.perf_counter() - began), 60)
    print(f"\n{minutes} min {seconds} s in all")
    sys.exit(status)


if __name__ == "__main__":
    main()
