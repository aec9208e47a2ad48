"""How long things take."""

import time


def elapsed_ms(begun: float) -> int:
    """Milliseconds since a moment of `time.monotonic`."""
    return round((time.monotonic() - begun) * 1000)
