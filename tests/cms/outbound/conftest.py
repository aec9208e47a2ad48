from collections.abc import Iterator
from typing import Any

import pytest

from tests.cms.outbound.serving import Server


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    server = Server()
    settings.OUTBOUND_ALLOW = [f"127.0.0.1:{server.port}"]
    settings.OUTBOUND_HOST_DELAY = 0
    yield server
    server.close()
