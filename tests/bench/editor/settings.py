"""Settings of the tests, and beside our pages a stock one to measure them against."""

from cms.settings.test import *  # noqa: F403 - one namespace
from cms.settings.test import INSTALLED_APPS as _APPS

INSTALLED_APPS = [*_APPS, "tests.bench.stock.apps.StockConfig"]
