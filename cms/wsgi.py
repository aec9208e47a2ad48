"""The door for gunicorn. Production unless told otherwise: forgetting is the safe side."""

import gc
import os

from django.conf import settings
from django.core.cache import caches
from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.production")

site = get_wsgi_application()
# The addresses and all behind them are read now, not by the first visitor.
_ = get_resolver().url_patterns

# They read settings and models, which Django has only now.
from cms.patience import bound_this_process  # noqa: E402 - set up before
from cms.response_cache.copies import Copies  # noqa: E402 - set up before
from cms.response_cache.middleware import ResponseCache  # noqa: E402 - set up before
from cms.response_cache.shared import SharedStore  # noqa: E402 - set up before
from cms.response_cache.store import Store  # noqa: E402 - set up before
from cms.response_cache.watching import Watcher  # noqa: E402 - set up before

bound_this_process()
limit = settings.RESPONSE_CACHE_MB * 2**20
store = SharedStore(limit, caches["answers"]) if settings.REDIS_URL else Store(limit)
# What is here now stays as long as the process: the collector need not walk it time and again,
# nor touch the memory that forked processes share.
gc.collect()
gc.freeze()
application = (
    ResponseCache(site, store, Watcher(store), Copies(settings.COPIES_ROOT))
    if store.limit
    else site
)
