"""feedparser answers the same with our quicker functions as without them."""

import json
import subprocess
import sys
from pathlib import Path

from feeds import hasten
from feeds.salvage import salvage
from tests.feeds.conftest import CORPUS
from tests.feeds.reading import DATA

# In a process of its own: here the quicker functions are in place already, for good.
STOCK = """
import json, sys
from feeds.salvage import salvage
from pathlib import Path
assert "feeds.hasten" not in sys.modules
print(json.dumps([repr(salvage(Path(name).read_bytes(), {})) for name in sys.argv[1:]]))
"""
NAMES = [
    str(path)
    for folder in (DATA, CORPUS)
    for path in sorted(folder.glob("*"))
    if path.suffix in {".xml", ".rdf", ".atom", ".rss", ".html", ".txt"}
]


def test_answers_are_those_of_stock_feedparser() -> None:
    command = [sys.executable, "-c", STOCK, *NAMES]
    stock = subprocess.run(command, capture_output=True, text=True, check=True)
    hasten.apply()
    for name, answer in zip(NAMES, json.loads(stock.stdout), strict=True):
        assert repr(salvage(Path(name).read_bytes(), {})) == answer, name
