"""How the cost of a hostile text grows with its length: a ratio, so no clock decides a test.

Seconds are for `make trials` and the benches; on a busy machine they say more of the machine than
of the code.
"""

import time
from collections.abc import Callable

TIMES = 8
ROUNDS = 5


def processor_s(cost: Callable[[], object]) -> float:
    """Seconds of processor that `cost` takes in this process."""
    begun = time.process_time()
    cost()
    return time.process_time() - begun


def is_in_line(cost: Callable[[int], object], length: int) -> bool:
    """Whether `length` costs no more than three times its share beside an eighth of it.

    A cost that grows with the square takes 64 times as much there, one in a line 8. The least of
    some rounds counts, and the first that is in line ends them: noise only ever adds.
    """
    short_s = long_s = float("inf")
    for _ in range(ROUNDS):
        short_s = min(short_s, processor_s(lambda: cost(length // TIMES)))
        long_s = min(long_s, processor_s(lambda: cost(length)))
        if long_s <= 3 * TIMES * short_s:
            return True
    return False
