"""What documents may cost the process that reads them."""

import subprocess
import sys

MB = 1024 * 1024
CHILD = f"""
from feeds.sandbox import limit_memory
held = bytearray(80 * {MB})
limit_memory(50 * {MB})
print("starts", bytearray(20 * {MB}) and "works")
try:
    bytearray(60 * {MB})
except MemoryError:
    print("is stopped")
"""


def test_the_limit_counts_from_what_the_process_has_already() -> None:
    done = subprocess.run([sys.executable, "-c", CHILD], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["starts", "works", "is", "stopped"]
