"""What `make bench-api` and `make bench-web` measure, on one newsroom: seeded once, both take an
hour instead of two."""

import sys
from collections.abc import Iterator, Mapping
from typing import Any

from tests.bench.api import promises as of_api
from tests.bench.api import targets as api
from tests.bench.api.load import Figures
from tests.bench.api.promises import Promise
from tests.bench.api.running import Memory, measured
from tests.bench.api.targets import Target
from tests.bench.web import promises as of_web
from tests.bench.web import targets as web


def targets(facts: Mapping[str, Any]) -> list[Target]:
    pages = [target for target in web.targets(facts) if target not in web.BARE]
    return [*api.targets(facts), *pages]


def kept(by_size: Mapping[int, Mapping[str, Figures]], memory: Memory) -> Iterator[Promise]:
    yield from dict.fromkeys([*of_api.kept(by_size), *of_web.kept(by_size, memory)])


def main() -> int:
    return measured(targets, kept)


if __name__ == "__main__":
    sys.exit(main())
