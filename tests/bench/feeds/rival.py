"""`reader` (https://github.com/lemon24/reader) as it installs itself, storing in SQLite.

This half runs in the bench's own environment: no Django, none of our packages. Each line of its
standard input is an order in JSON, each line of its standard output the answer.
"""

import json
import sys
import time
from collections.abc import Callable
from typing import Any

from reader import make_reader  # type: ignore[import-not-found]  # in its own environment


def add(reader: Any, addresses: list[str]) -> dict[str, Any]:
    for address in addresses:
        reader.add_feed(address)
    return {}


def update(reader: Any, workers: int, seconds: float, *, new: bool) -> dict[str, Any]:
    """One round, cut short after so many seconds."""
    began = time.perf_counter()
    took = 0.0
    sources = items = failed = 0
    for result in reader.update_feeds_iter(workers=workers, new=new, scheduled=False):
        sources += 1
        if isinstance(result.value, Exception):
            failed += 1
        elif result.value:
            items += result.value.new
        took = time.perf_counter() - began
        if took > seconds:
            break
    return {"sources": sources, "items": items, "failed": failed, "seconds": took}


def main() -> None:
    reader = make_reader(sys.argv[1])
    orders: dict[str, Callable[..., dict[str, Any]]] = {"add": add, "update": update}
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(orders[order.pop("do")](reader, **order)), flush=True)


if __name__ == "__main__":
    main()
