"""Opening and saving a long article, beside a stock Wagtail page with the same body."""

import random
import statistics
import time
from collections.abc import Callable
from functools import partial
from typing import Any

from django.test import Client
from django.urls import reverse
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from cms.models import ArticlePage
from tests.bench.feeds.documents import paragraph
from tests.bench.stock.models import StockPage
from tests.factories import pages

BYTES = 200_000
ROUNDS = 31


def body() -> list[tuple[str, Any]]:
    """Two hundred thousand bytes of headings, paragraphs and quotations."""
    dice = random.Random(18)
    blocks: list[tuple[str, Any]] = []
    size = 0
    while size < BYTES:
        text = "".join(f"<p>{paragraph(dice)}</p>" for _ in range(8))
        blocks += [("heading", {"text": "Un intertitre"}), ("text", text)]
        if len(blocks) % 6 == 0:
            blocks.append(("quote", {"text": paragraph(dice), "attribution": "Une voix"}))
        size += len(text.encode())
    return blocks


def form(page: Page, blocks: list[tuple[str, Any]], *sets: str) -> dict[str, Any]:
    posted = [(name, rich_text(value) if name == "text" else value) for name, value in blocks]
    return nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "standfirst": "Deux phrases. Ou trois.",
            "body": streamfield(posted),
            "methodology": rich_text(""),
            "comments": inline_formset([]),
            **{name: inline_formset([]) for name in sets},
        }
    )


def timed(act: Callable[[], Any], status: int = 200) -> float:
    """Milliseconds. A form that is refused answers 200 where 302 is due."""
    start = time.perf_counter()
    response = act()
    taken = time.perf_counter() - start
    assert response.status_code == status, response.status_code
    return taken * 1000


def compare(client: Client) -> dict[str, tuple[float, float]]:
    """Milliseconds, ours and stock's, medians of rounds taken in turn."""
    blocks = body()
    ours = pages.article(body=blocks)
    stock = pages.child(pages.home_page(), StockPage(title="Stock", slug="stock", body=blocks))
    sets = ("contributions", "references", "related_contents", "corrections")
    forms = {ours: form(ours, blocks, *sets), stock: form(stock, blocks)}
    results: dict[str, dict[Page, list[float]]] = {}
    for _ in range(ROUNDS):
        for page in (ours, stock):
            address = reverse("wagtailadmin_pages:edit", args=[page.pk])
            draft = forms[page]
            acts: dict[str, Callable[[], Any]] = {
                "open": partial(client.get, address),
                "save a draft": partial(client.post, address, draft),
                "publish": partial(client.post, address, {**draft, "action-publish": "1"}),
            }
            for name, act in acts.items():
                taken = timed(act, 200 if name == "open" else 302)
                results.setdefault(name, {}).setdefault(page, []).append(taken)
    assert ArticlePage.objects.get(pk=ours.pk).body
    return {
        name: (statistics.median(by[ours]), statistics.median(by[stock]))
        for name, by in results.items()
    }
