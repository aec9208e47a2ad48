"""What was wrong in a published story: told to its readers, and to those who have copied it."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client

from cms.faces import publisher_of
from cms.models import ArticlePage, Correction, Publication
from cms.rebuild import rebuild_model
from cms.typography import NNBSP
from tests.cms.counter import actions, agrees, fresh, stored
from tests.factories import pages

pytestmark = pytest.mark.django_db

FIRST, SECOND = datetime(2026, 3, 1, 9, tzinfo=UTC), datetime(2026, 3, 2, 9, tzinfo=UTC)


def correct(article: ArticlePage, text: str, **fields: Any) -> None:
    """As an editor does: in a draft, which is then published."""
    draft = fresh(article)
    draft.corrections.add(Correction(**{"text": text, "at": FIRST, **fields}))
    draft.save_revision().publish()


def told(client: Client, article: ArticlePage) -> list[dict[str, Any]]:
    answer = client.get(f"/api/content/v1/contents/{article.uuid}").json()
    found: list[dict[str, Any]] = answer["corrections"]
    return found


def test_the_newest_is_told_first_in_good_typography(client: Client) -> None:
    article = pages.article()
    assert told(client, article) == []
    correct(article, "Le maire a dit oui !")
    correct(article, "Le vote a eu lieu le 3.", at=SECOND, is_grave=True)
    assert told(client, article) == [
        {
            "kind": "correction",
            "at": "2026-03-02T09:00:00Z",
            "text": "Le vote a eu lieu le 3.",
            "is_grave": True,
        },
        {
            "kind": "correction",
            "at": "2026-03-01T09:00:00Z",
            "text": f"Le maire a dit oui{NNBSP}!",
            "is_grave": False,
        },
    ]
    v2 = client.get(f"/api/v2/pages/{article.pk}/").json()
    assert v2["corrections"] == told(client, article)
    assert agrees()


def test_what_was_stored_before_there_were_replies_is_told_once(client: Client) -> None:
    article = pages.article()
    correct(article, "Le vote a eu lieu le 3.")
    row = stored(article)
    document = json.loads(row.document)
    for each in document["corrections"]:
        del each["kind"]
    Publication.objects.filter(pk=row.pk).update(
        document=json.dumps(document, separators=(",", ":")), etag="former"
    )
    before = actions(article.uuid)
    list(rebuild_model(publisher_of(ArticlePage)))
    assert actions(article.uuid).count("correction") == before.count("correction") == 1
    assert "kind" in told(client, article)[0]


def test_a_reply_stands_below_in_its_own_words(client: Client) -> None:
    """And never at the head, as what was wrong would."""
    article = pages.article(title="Le port", standfirst="Le chapô.")
    words = "Je n’ai rien dit de tel.\n\nAda <Lovelace>"
    correct(article, words, kind=Correction.Kind.REPLY, is_grave=True)
    (reply,) = told(client, article)
    assert (reply["kind"], reply["text"], reply["is_grave"]) == ("reply", words, False)
    path = stored(article).path
    html = client.get(path).content.decode()
    head, foot = html.split('id="droit-de-reponse"')
    assert "rien dit de tel" not in head
    assert "<p>Je n’ai rien dit de tel.</p>\n\n<p>Ada &lt;Lovelace&gt;</p>" in foot
    assert 'id="rectificatifs"' not in html
    assert "Droit de réponse" in client.get("/rectificatifs/").content.decode()
    assert actions(article.uuid)[-1] == "correction"
    assert agrees()


def test_a_draft_tells_readers_nothing(client: Client) -> None:
    article = pages.article()
    draft = fresh(article)
    draft.corrections.add(Correction(text="Pas encore.", at=FIRST))
    draft.save_revision()
    assert told(client, article) == []
    assert "Pas encore." not in client.get(stored(article).path).content.decode()


@pytest.mark.parametrize("make", [pages.article, pages.edito, pages.episode])
def test_it_stands_below_the_page_and_a_grave_one_above_as_well(client: Client, make: Any) -> None:
    page = make(standfirst="Le chapô.", body=[("text", "<p>Le milieu du texte.</p>")])
    correct(page, "Une broutille.")
    correct(page, "Le chiffre était faux.", is_grave=True)
    html = client.get(stored(page).path).content.decode()
    middle = html.index("Le milieu du texte.")
    assert html.index("Le chiffre était faux.") < middle < html.rindex("Le chiffre était faux.")
    assert html.count("Une broutille.") == 1
    assert html.index("Une broutille.") > middle
    assert "Rectificatifs" in html


def test_who_has_copied_a_story_is_told_of_each_correction_once(client: Client) -> None:
    article = pages.article()
    correct(article, "Première.")
    fresh(article).save_revision().publish()
    draft = fresh(article)
    draft.title = "Un autre titre"
    draft.save_revision().publish()
    correct(article, "Seconde.", at=SECOND)
    assert actions(article.uuid) == [*("publish", "correction", "update", "update", "correction")]


def test_a_story_that_is_published_with_its_corrections_is_published() -> None:
    article = pages.article()
    correct(article, "Première.")
    fresh(article).unpublish()
    fresh(article).save_revision().publish()
    assert actions(article.uuid) == ["publish", "correction", "unpublish", "publish"]


def test_a_row_of_the_shape_before_has_none(client: Client) -> None:
    article = pages.article()
    row = stored(article)
    former = row.document.replace(',"corrections":[]', "")
    assert former != row.document
    Publication.objects.filter(pk=row.pk).update(document=former)
    assert told(client, article) == []
    assert client.get(row.path).status_code == 200
    assert client.get(f"/api/v2/pages/{article.pk}/").json()["corrections"] is None
    correct(article, "Première.")
    assert actions(article.uuid)[-1] == "correction"
