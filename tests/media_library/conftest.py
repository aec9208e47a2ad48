"""Hosts of videos are played by a server of our own, on loopback."""

import pytest

from media_library import video_facts
from tests.feeds.conftest import Site, site

__all__ = ["hosts", "site"]


@pytest.fixture
def hosts(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """All hosts stand at this one server, each under a path of its own."""
    for name, path in {
        "peertube": "/peertube/{id}",
        "dailymotion": "/dailymotion/{id}",
        "vimeo": "/vimeo?url={page}",
        "youtube": "/youtube?url={page}",
        "youtube film": "/youtube-film?url={page}",
        "youtube page": "/watch?v={id}",
    }.items():
        monkeypatch.setitem(video_facts.ADDRESSES, name, site.root + path)
    return site
