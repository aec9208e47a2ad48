"""When a source suddenly says too much: pure."""

from datetime import timedelta

from feeds.memory import Habit

FLOOD = 20
"""New items at once."""
USUAL = 3
"""New items a visit, on average, from which on nothing is a flood."""
ENOUGH_VISITS = 3
LONG_SILENCE = timedelta(days=1)
"""After it, many new items are what has piled up."""


def is_flood(new: int, habit: Habit | None) -> bool:
    """Whether so many new items are not to be believed of a source with this habit."""
    if habit is None or new < FLOOD or habit.visits < ENOUGH_VISITS:
        return False
    is_usual = habit.average >= USUAL
    return not is_usual and habit.silence <= max(LONG_SILENCE, 2 * habit.interval)
