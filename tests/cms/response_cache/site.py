"""The site's own door for gunicorn; answers are fresh for as long as a test says."""

import os

# Before the API reads it.
from cms.api import caching

caching.CACHE_CONTROL = os.environ["CACHE_CONTROL"]

from cms.wsgi import application  # noqa: E402 - set up before

__all__ = ["application"]
