"""The same item under another identity."""

from dataclasses import replace
from datetime import timedelta

from feeds.aliases import same_items
from feeds.memory import Other
from feeds.types import Item
from tests.feeds.reading import NOW, document, read, rss

TEXT = "Un texte assez long pour que deux contenus ne le partagent pas par hasard."


def item(name: str, **fields: object) -> Item:
    inside = f"<guid>{name}</guid><title>Titre {name}</title><description>{TEXT}</description>"
    link = f"<link>https://un.example/{name}</link>"
    (found,) = read(document(rss(inside + link)))
    return replace(found, **{"excerpt": f"{name} {TEXT}", **fields})  # type: ignore[arg-type]  # as named


def stored(of: Item, **fields: object) -> Other:
    date = of.published_at or NOW - timedelta(days=3)
    other = Other(f"ancien:{of.identity}", of.url, of.title, of.excerpt, date)
    return replace(other, **fields)  # type: ignore[arg-type]  # as named


def test_criterion_5_a_host_that_moves_keeps_its_items() -> None:
    item_ = item("a")
    for url in ("http://un.example/a", "https://www.un.example/a/", "https://autre.example/a"):
        old = stored(item_, url=url)
        assert same_items([item_], [old], size=10) == {item_.identity: old.identity}


def test_criterion_6_the_same_title_at_the_same_minute() -> None:
    new = item("a", url="", published_at=NOW)
    old = stored(new, url="https://un.example/?p=1", excerpt="")
    assert same_items([new], [old], size=10) == {new.identity: old.identity}
    assert same_items([new], [replace(old, published_at=NOW - timedelta(days=1))], 10) == {}


def test_criterion_6_weak_likeness_counts_when_most_of_the_document_moved() -> None:
    new = [item(name, url=f"https://un.example/nouveau/{name}") for name in "abcdef"]
    old = [stored(one, url=f"https://un.example/?p={n}") for n, one in enumerate(new)]
    wanted = {n.identity: o.identity for n, o in zip(new, old, strict=True)}
    assert same_items(new, old, size=10) == wanted
    assert same_items(new[:5], old, size=10) == {}


def test_an_address_that_all_items_share_tells_nothing() -> None:
    new = [item(name, url="https://un.example/emission") for name in "ab"]
    old = [stored(one, title="Autre", excerpt="") for one in new]
    assert same_items(new, old, size=2) == {}
    home = item("c", url="https://un.example/")
    assert same_items([home], [stored(home, title="Autre", excerpt="")], size=1) == {}


def test_two_items_never_become_one() -> None:
    new = [item(name, title="Revue de presse", excerpt=TEXT) for name in "ab"]
    old = [stored(new[0], url="https://un.example/z", published_at=NOW - timedelta(days=9))]
    assert same_items(new, old, size=2) == {}
