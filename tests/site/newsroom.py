"""A small newsroom that has something of everything a page can show."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils import timezone
from wagtail.models import Site

from cms.models import Correction, SiteSettings
from tests.cms.counter import card
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory, SourceFactory, SourceGroupFactory

WHEN = datetime(2026, 3, 18, 8, tzinfo=UTC)
VIDEO = "https://youtu.be/AAAAAAAAAAA"
VTT = "WEBVTT\n\n" + "\n\n".join(
    f"00:{minute:02}:01.000 --> 00:{minute:02}:02.500\n<v {speaker}>Le tocsin sonne."
    for minute, speaker in enumerate(("Ada", "Bea") * 3)
)
"""Long enough to be searched: a paragraph each time that somebody else speaks."""

BODY: list[tuple[str, Any]] = [
    *(("heading", {"text": f"Partie {number}", "anchor": ""}) for number in range(4)),
    ("text", "<p>Un texte.</p>"),
    ("audio", {"url": "https://sons.example/a.mp3", "title": "Le son", "caption": ""}),
]


SEARCHED = "/recherche/?q=tocsin"
"""The search, with what most of the newsroom's contents say."""
FIXED = {
    "articles": "/articles/",
    "editos": "/editos/",
    "topics": "/themes/",
    "dossiers": "/dossiers/",
    "people": "/personnes/",
    "sources": "/sources/",
    "wire": "/le-fil/",
    "search": "/recherche/",
    "corrections": "/rectificatifs/",
    "kept": "/ma-liste/",
}


def newsroom() -> dict[str, str]:
    """Addresses of its pages by name."""
    pages.home_page()
    places: dict[str, str] = {"front": "/"}
    author = pages.person(
        name="Camille Essai",
        biography="Elle enquête.",
        role="Journaliste",
        website="https://camille.example/",
        same_as="https://encyclopedie.example/camille",
    )
    guest, topic = pages.person(name="Ada Fictive"), pages.topic(name="Énergie", is_section=True)
    shared: dict[str, Any] = {"topics": [topic], "people": [guest], "standfirst": "Le tocsin !"}
    stories = [
        pages.article(title=f"Article {n}", shown_date=WHEN, kicker="Santé", body=BODY, **shared)
        for n in range(6)
    ]
    items = _items()
    dossier = pages.dossier(title="Rassembler", standfirst="Le dossier.")
    held: list[Any] = [*stories[:3], items[0]]
    for content in held:
        dossier.entries.create(content=content.uuid, note="Pour commencer")
    dossier.save()
    _finish(stories[1], author)
    stories[5].contributions.create(person=author)
    stories[5].image = pages.image()
    stories[5].save()
    magazine = pages.magazine(title="Le Journal", issue_title="Numéro 3")
    magazine.entries.create(title="Un reportage")
    magazine.save()
    pages.article(title="Parti", withdrawal_reason="Une erreur.").unpublish()
    places |= {
        **FIXED,
        "article": card(stories[1])["url"],
        "edito": _edito(author, stories[0], shared),
        **_show(author, guest, shared),
        "dossier": card(dossier)["url"],
        "topic": topic.path,
        "person": author.path,
        "source": items[0].source.path,
        "item": items[0].path,
        "standard": card(pages.standard(title="Charte", body=BODY[4:5]))["url"],
        "form": _form(),
        "magazine": card(magazine)["url"],
    }
    _surround(magazine)
    return places


def _form() -> str:
    form = pages.form(title="Contact", intro="<p>Écrivez-nous.</p>")
    form.form_fields.create(label="Message", field_type="multiline", help_text="En français.")
    form.save()
    url: str = card(form)["url"]
    return url


def _items() -> list[Any]:
    """What a partner has published this week."""
    source = SourceFactory.create(
        name="La Gazette amie",
        is_partner=True,
        group=SourceGroupFactory.create(),
        description="Une gazette.",
        contact="redaction@gazette.example",
        logo=pages.image(),
        language="fr",
        licence="by-sa",
        last_success_at=WHEN,
    )
    return FeedItemFactory.create_batch(
        3,
        source=source,
        title="Le tocsin du partenaire",
        html=f"<p>Le tocsin sonne ailleurs.</p><p>{'Et la suite de l’histoire. ' * 15}</p>",
        image=pages.image(),
        published_at=timezone.now(),
    )


def _finish(article: Any, author: Any) -> None:
    """Gives an article all that may stand at its head and at its end."""
    article.image, article.methodology = pages.image(), "<p>Comment.</p>"
    article.contributions.create(person=author)
    article.references.create(title="Le rapport", url="https://a.example/")
    article.corrections.add(Correction(text="Le chiffre était faux.", at=WHEN, is_grave=True))
    article.save()


def _edito(author: Any, reading: Any, shared: dict[str, Any]) -> str:
    """The address of one that has a neighbour on either side."""
    made = []
    for day in (17, 18, 19):
        edito = pages.edito(day=date(2026, 3, day), video_url=VIDEO, transcript=VTT, **shared)
        edito.shown_date = WHEN.replace(day=day)
        edito.contributions.create(person=author)
        edito.further_reading.create(content=reading.uuid)
        edito.save()
        made.append(edito)
    index = made[0].get_parent().specific
    index.subscriptions.create(label="Podcast", url="https://edito.example/podcast.xml")
    index.save()
    url: str = card(made[1])["url"]
    return url


def _show(author: Any, guest: Any, shared: dict[str, Any]) -> dict[str, str]:
    show = pages.show()
    show.standfirst, show.frequency = "Des entretiens.", "Le jeudi"
    show.contributions.create(person=author)
    show.subscriptions.create(label="RSS", url="https://show.example/rss")
    show.seasons.create(number=1, title="Les ports")
    show.credits = "<p>Payée par ses abonnés.</p>"
    show.save()
    made = []
    for number in (1, 2, 3):
        episode = pages.episode(season=1, number=number, video_url=VIDEO, transcript=VTT, **shared)
        episode.shown_date = WHEN.replace(day=number)
        episode.guests.create(person=guest, presented_as="Économiste")
        episode.guests.create(person=author)
        episode.chapters.create(start_s=0, title="Début")
        episode.quotes.create(text="Nous y étions.", person=guest, start_s=1)
        episode.quotes.create(text="J’y étais.", person=author, start_s=61)
        episode.notes.create(label="Le livre", url="https://b.example/")
        episode.duration_s = 3_800
        episode.audio_url = "https://sons.example/a.mp3"
        episode.save()
        made.append(episode)
    return {"show": card(show)["url"], "episode": card(made[1])["url"]}


def _surround(magazine: Any) -> None:
    """Menus, footer, alert and magazine around every page."""
    settings, _made = SiteSettings.objects.get_or_create(site=Site.objects.get())
    settings.site_name, settings.contact_email = "La Gazette", "redaction@example.org"
    settings.magazine, settings.alert_text = magazine, "En direct"
    settings.navigation.create(label="Actualité", address="/articles/")
    settings.footer_links.create(label="Qui sommes-nous", address="/qui/")
    settings.legal_links.create(label="Accessibilité : non conforme", address="/accessibilite/")
    settings.save()
