from django.apps import AppConfig


class StockConfig(AppConfig):
    """A page as Wagtail's own tutorial writes it, to measure ours beside."""

    name = "tests.bench.stock"
    label = "stock"
