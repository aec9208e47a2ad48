"""The demo newsroom as production serves it: nginx with the file that we deploy, TLS, HTTP/2,
packed answers, and behind it gunicorn, which keeps pages."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import Browser, Playwright

from tests.bench.api.servers import HOST, House
from tests.bench.feeds.house import Database
from tests.browser.telephone import chromium
from tests.certificates import certify
from tests.site import nginx

ADDRESS = f"https://{HOST}"
PHOTOGRAPH = 0.15
"""Bytes a pixel: a photograph that is full of leaves or of people. The demo's are drawings."""


class Demo(House):
    """The demo newsroom in a database of the bench's own."""

    def __init__(self, database_url: str, folder: str) -> None:
        super().__init__(database_url, folder)
        self._environ["DJANGO_SETTINGS_MODULE"] = "tests.bench.vitals.settings"

    def fill(self) -> dict[str, str]:
        """The address of one page of each kind."""
        self._python("django", "collectstatic", "--noinput", "--verbosity", "0")
        paths: dict[str, str] = json.loads(self._python("tests.bench.vitals.seed").splitlines()[-1])
        return paths


def weigh_down(media: Path) -> None:
    """Pictures get the bytes of photographs: what follows the end of one is fetched, not drawn."""
    for path in media.rglob("*.webp"):
        with Image.open(path) as picture:
            wanted = round(picture.width * picture.height * PHOTOGRAPH)
        with path.open("ab") as file:
            file.write(bytes(max(0, wanted - path.stat().st_size)))


@contextmanager
def served() -> Iterator[tuple[int, dict[str, str]]]:
    """The port of nginx, and what can be asked of it."""
    with TemporaryDirectory() as name, Database("_vitals") as database:
        folder = Path(name)
        (folder / "ssl").mkdir()
        certify(HOST, folder / "ssl/fullchain.pem", folder / "ssl/privkey.pem")
        demo = Demo(database.url, name)
        paths = demo.fill()
        weigh_down(folder / "media")
        with (
            demo.running("cached", "cms.wsgi:application") as site,
            nginx.running(folder, site.port, secure=True) as port,
        ):
            yield port, paths


def browser(driver: Playwright, port: int) -> Browser:
    """Knows one host, ours: nothing that a page asks of others leaves the machine."""
    rules = f"MAP {HOST}:443 127.0.0.1:{port}, MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
    return chromium(driver, f"--host-resolver-rules={rules}")
