from collections.abc import Callable

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from cms.models import Withdrawal
from cms.publications import withdraw_many
from feeds.models import FeedItem, Gone, Status, Trust
from feeds.store import note_gone
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

pytestmark = pytest.mark.django_db


def html(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def test_an_item_at_its_address(client: Client) -> None:
    item = FeedItemFactory.create(title="Les rivières", author="Camille Essai")
    assert item.path == f"/le-fil/{item.source.slug}/{item.slug}-{item.pk}/"
    page = html(client, item.path)
    assert "Les rivières" in page
    assert "Camille Essai" in page
    assert "Un texte écrit pour l’essai." in page
    assert item.url in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Écologie sociale", "Repris d’Écologie sociale"),
        ("La Gazette", "Repris de La Gazette"),
        ("Hors cadre", "Repris de Hors cadre"),
    ],
)
def test_a_source_is_named_in_french(client: Client, name: str, said: str) -> None:
    assert said in html(client, FeedItemFactory.create(source__name=name).path)


def test_other_spellings_lead_to_the_one_address(client: Client) -> None:
    item = FeedItemFactory.create()
    for path in (f"/le-fil/autre/{item.slug}-{item.pk}/", f"/le-fil/x/y-{item.pk}/"):
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (301, item.path)


def test_what_is_not_public_is_not_there(client: Client) -> None:
    hidden = [
        FeedItemFactory.create(status=Status.PENDING),
        FeedItemFactory.create(status=Status.REJECTED),
        FeedItemFactory.create(source__trust=Trust.PAUSED),
    ]
    for item in hidden:
        assert client.get(item.path).status_code == 404
    assert client.get("/le-fil/gazette/rien-999999/").status_code == 404


def test_what_left_with_a_reason_says_so(client: Client) -> None:
    item = FeedItemFactory.create()
    withdraw_many([item], reason="Retiré à la demande de la source.")
    response = client.get(item.path)
    assert response.status_code == 410
    assert "Retiré à la demande de la source." in response.content.decode()


REJECTED = "Venu d’un autre site, ce contenu a été retiré par la rédaction."
GONE = "Ce contenu n’est plus en ligne sur le site qui l’avait publié."


def told(client: Client, item: FeedItem) -> tuple[int, int, str]:
    """What the page and the API answer, and the reason that both give."""
    page, api = client.get(item.path), client.get(f"/api/content/v1/contents/{item.uuid}")
    reason = api.json().get("detail", "")
    assert reason in page.content.decode()
    assert item.title not in page.content.decode()
    return page.status_code, api.status_code, reason


def test_what_readers_have_seen_and_is_rejected_says_so(client: Client) -> None:
    item = FeedItemFactory.create(title="Les rivières")
    with translation.override("en"):
        FeedItem.objects.filter(pk=item.pk).moderate(Status.REJECTED)
    assert told(client, item) == (410, 410, REJECTED)
    FeedItem.objects.filter(pk=item.pk).moderate(Status.APPROVED)
    assert client.get(item.path).status_code == 200
    assert not Withdrawal.objects.exists()


def test_what_its_source_has_withdrawn_says_so(client: Client) -> None:
    item = FeedItemFactory.create(title="Les rivières", source__trust=Trust.AUTO)
    note_gone(FeedItem.objects.filter(pk=item.pk), Gone.DELETED, timezone.now())
    assert told(client, item) == (410, 410, GONE)


def test_what_readers_have_never_seen_was_never_there(client: Client) -> None:
    item = FeedItemFactory.create(title="Les rivières", status=Status.PENDING)
    FeedItem.objects.filter(pk=item.pk).moderate(Status.REJECTED)
    assert told(client, item) == (404, 404, "")


def test_what_waits_or_is_paused_says_nothing(client: Client) -> None:
    waiting = FeedItemFactory.create(title="Les vergers")
    paused = FeedItemFactory.create(title="Les vendanges")
    FeedItem.objects.filter(pk=waiting.pk).moderate(Status.PENDING)
    paused.source.trust = Trust.PAUSED
    paused.source.save()
    assert [told(client, item)[0] for item in (waiting, paused)] == [404, 404]


def _saved_as_pending(item: FeedItem) -> None:
    item.status = Status.PENDING
    item.save()


def _sent_back(item: FeedItem) -> None:
    FeedItem.objects.filter(pk=item.pk).moderate(Status.PENDING)


@pytest.mark.parametrize("wait", [_saved_as_pending, _sent_back])
def test_what_waits_again_says_nothing_any_more(
    client: Client, wait: Callable[[FeedItem], None]
) -> None:
    item = FeedItemFactory.create(title="Les rivières")
    FeedItem.objects.filter(pk=item.pk).moderate(Status.REJECTED)
    wait(FeedItem.objects.get(pk=item.pk))
    assert told(client, item) == (404, 404, "")


def _alone(item: FeedItem) -> None:
    item.delete()


def _among_others(item: FeedItem) -> None:
    FeedItem.objects.filter(pk=item.pk).delete()


def _with_its_source(item: FeedItem) -> None:
    item.source.delete()


@pytest.mark.parametrize("delete", [_alone, _among_others, _with_its_source])
def test_of_what_is_deleted_nothing_is_left(
    client: Client, delete: Callable[[FeedItem], None]
) -> None:
    rejected = FeedItemFactory.create(title="Les rivières")
    path, uuid = rejected.path, rejected.uuid
    FeedItem.objects.filter(pk=rejected.pk).moderate(Status.REJECTED)
    delete(FeedItem.objects.get(pk=rejected.pk))
    assert client.get(path).status_code == 404
    assert not Withdrawal.objects.filter(uuid=uuid).exists()


def test_a_thousand_leave_in_few_statements(
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    source = SourceFactory.create()
    FeedItemFactory.create_batch(20, source=source)
    with django_assert_max_num_queries(20):
        FeedItem.objects.all().moderate(Status.REJECTED)
    assert Withdrawal.objects.count() == 20
    with django_assert_max_num_queries(20):
        FeedItem.objects.all().delete()


def test_words_of_another_language_say_so(client: Client) -> None:
    """WCAG 3.1.2: what a source wrote, and nothing of ours around it."""
    item = FeedItemFactory.create(title="Los ríos", language="es", html="<p>Un texto.</p>")
    page = html(client, item.path)
    assert '<h1 lang="es">Los ríos</h1>' in page
    assert '<div class="prose" lang="es">' in page
    assert '<li aria-current="page" lang="es">Los ríos</li>' in page
    assert page.count('lang="es"') == 3
    listed = html(client, "/le-fil/")
    assert f'<a href="{item.path}" lang="es">Los ríos</a>' in listed
    assert (
        'lang="fr"'
        not in html(client, FeedItemFactory.create(language="fr").path).split("</head>")[1]
    )


def test_an_item_shows_the_logo_of_its_source(client: Client) -> None:
    source = SourceFactory.create(logo=pages.image(title="Logo"), is_partner=True, trust=Trust.AUTO)
    own = FeedItemFactory.create(source=source, image=pages.image())
    none = FeedItemFactory.create(source=source)
    heads = [
        html(client, item.path).partition('<p class="item-source">')[2].partition("</p>")[0]
        for item in (own, none, FeedItemFactory.create())
    ]
    assert ["<picture" in head for head in heads] == [True, False, False]
    assert "fetchpriority" not in heads[0]


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("redaction@gazette.example", "mailto:redaction@gazette.example"),
        ("https://gazette.example/contact", "https://gazette.example/contact"),
    ],
)
def test_readers_may_write_to_a_source(client: Client, contact: str, link: str) -> None:
    source = SourceFactory.create(contact=contact)
    source.full_clean()
    assert f'href="{link}"' in html(client, source.path)


@pytest.mark.parametrize("contact", ["personne", "javascript:alert(1)", "a@b", "mailto:a@b.fr"])
def test_a_contact_is_a_mail_address_or_a_page(contact: str) -> None:
    source = SourceFactory.build(contact=contact)
    with pytest.raises(ValidationError) as error:
        source.clean_fields(exclude=[])
    assert "contact" in error.value.message_dict


def test_an_excerpt_source_lends_no_text(client: Client) -> None:
    item = FeedItemFactory.create(source__trust=Trust.EXCERPT)
    page = html(client, item.path)
    assert "Un texte écrit pour l’essai." not in page
    assert "Un extrait écrit pour l’essai." in page


def test_an_item_without_a_slug_has_an_address(client: Client) -> None:
    item = FeedItemFactory.create(slug="", title="…")
    assert item.path.endswith(f"/article-{item.pk}/")
    html(client, item.path)


def test_sources_stand_in_their_groups(client: Client) -> None:
    late, early = SourceGroupFactory.create(sort_order=20), SourceGroupFactory.create(sort_order=10)
    empty = SourceGroupFactory.create(name="Groupe vide")
    SourceFactory.create(name="Gazette tardive", group=late)
    SourceFactory.create(name="Gazette hâtive", group=early)
    SourceFactory.create(name="Gazette seule")
    SourceFactory.create(name="Gazette muette", trust=Trust.PAUSED, group=empty)
    page = html(client, "/sources/")
    places = [page.index(name) for name in ("hâtive", "tardive", "seule")]
    assert places == sorted(places)
    assert "muette" not in page
    assert "Groupe vide" not in page


def test_a_source_and_its_items(client: Client) -> None:
    item = FeedItemFactory.create(title="Celui-ci")
    FeedItemFactory.create(title="Celui d’ailleurs")
    page = html(client, item.source.path)
    assert "Celui-ci" in page
    assert "Celui d’ailleurs" not in page


def test_what_stands_below_an_item_says_where_it_comes_from(client: Client) -> None:
    alone, known = FeedItemFactory.create(), FeedItemFactory.create()
    assert "a-voir-aussi" not in html(client, alone.path)
    FeedItemFactory.create(source=alone.source, title="Du même endroit")
    page = html(client, alone.path).partition('id="a-voir-aussi">')[2]
    assert page.startswith("De la même source</h2>")
    assert "Du même endroit" in page
    known.source.person = pages.person()
    known.source.save()
    pages.article(title="Avec elle", people=[known.source.person])
    page = html(client, known.path).partition('id="a-voir-aussi">')[2]
    assert page.startswith("Sur le même sujet</h2>")
    assert "Avec elle" in page


def test_a_paused_source_is_not_there(client: Client) -> None:
    source = SourceFactory.create(trust=Trust.PAUSED)
    assert client.get(source.path).status_code == 404


def test_the_feed_page_shows_items_newest_first(client: Client) -> None:
    pages.home_page()
    for title in ("Ancien", "Récent"):
        FeedItemFactory.create(title=title)
    FeedItemFactory.create(title="En attente", status=Status.PENDING)
    page = html(client, "/le-fil/")
    assert page.index("Récent") < page.index("Ancien")
    assert "En attente" not in page


def test_the_feed_page_goes_on(client: Client) -> None:
    pages.home_page()
    FeedItemFactory.create_batch(25)
    first = client.get("/le-fil/")
    assert len(first.context["cards"]) == 20
    second = client.get("/le-fil/", {"cursor": first.context["next_cursor"]})
    assert len(second.context["cards"]) == 5


@pytest.mark.parametrize("count", [1, 20])
def test_what_a_page_costs(client: Client, count: int, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]  # pytest-django gives the fixture no public type
    source = SourceFactory.create()
    FeedItemFactory.create_batch(count, source=source)
    client.get(source.path)
    with django_assert_max_num_queries(10):
        client.get(source.path)
