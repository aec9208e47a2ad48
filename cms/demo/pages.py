"""Writes the pages, each below its parent and at its address."""

from typing import Any

from django.utils.html import format_html_join
from wagtail.models import Page

from cms.demo import clock
from cms.demo.bodies import body
from cms.demo.content import pages as content
from cms.demo.content.articles import ARTICLES
from cms.demo.content.dossiers import DOSSIERS
from cms.demo.content.editos import EDITOS, FOLLOWED
from cms.demo.content.episodes import EPISODES, HOSTS, SHOW, SHOW_PICTURE, SUBSCRIPTIONS
from cms.demo.content.shapes import Block, Credits, Dossier, Form, Recording, Standing, Story
from cms.demo.content.site import MAIL
from cms.demo.desk import Desk
from cms.models import (
    ArticleIndexPage,
    ArticlePage,
    Contribution,
    Correction,
    DossierEntry,
    DossierPage,
    FormField,
    FormPage,
    MagazinePage,
    StandardPage,
)
from feeds.models import FeedIndexPage
from shows.models import (
    Chapter,
    EditoIndexPage,
    EditoPage,
    EditoSubscription,
    EpisodePage,
    FurtherReading,
    Guest,
    KeyQuote,
    ShowNote,
    ShowPage,
    ShowSubscription,
)


def write_indexes(desk: Desk, home: Page) -> None:
    """Of each index there is one: the newsroom's own, if it has it."""
    _index(desk, home, "index:le-fil", FeedIndexPage(title="Le fil", slug="le-fil"))
    articles = ArticleIndexPage(slug="actualite", **content.ARTICLE_INDEX)
    _index(desk, home, "index:articles", articles)
    editos = EditoIndexPage(slug="edito", **content.EDITO_INDEX)
    editos.subscriptions = [EditoSubscription(label=label, url=url) for label, url in FOLLOWED]
    _index(desk, home, "index:editos", editos)


def _index(desk: Desk, home: Page, key: str, page: Page) -> None:
    theirs = type(page).objects.descendant_of(home).first()
    if theirs is not None:
        desk.use(key, theirs)
    else:
        desk.page(key, home, page)


def write_articles(desk: Desk) -> None:
    for story in ARTICLES:
        if not desk.find(story.key):
            page = ArticlePage(**_story(desk, story))
            if story.day_shown:
                page.shown_date = clock.day(story.day_shown)
            desk.page(story.key, desk["index:articles"], _signed(desk, page, story))


def write_editos(desk: Desk) -> None:
    for edito in EDITOS:
        if not desk.find(edito.key):
            page: Any = EditoPage(**_recording(desk, edito))
            page.day = clock.moment(desk.now, edito.days_ago, edito.hour).date()
            page.further_reading = [FurtherReading(content=desk.uuid(k)) for k in edito.readings]
            desk.page(edito.key, desk["index:editos"], _signed(desk, page, edito))


def write_show(desk: Desk, home: Page) -> None:
    if not desk.find("show:bifurcations"):
        show = ShowPage(slug="bifurcations", image=_picture(desk, SHOW_PICTURE), **SHOW)
        show.contributions = _contributions(desk, HOSTS)
        show.subscriptions = [
            ShowSubscription(label=label, url=url) for label, url in SUBSCRIPTIONS
        ]
        desk.page("show:bifurcations", home, show)
    for episode in EPISODES:
        if not desk.find(episode.key):
            _write_episode(desk, episode)


def _write_episode(desk: Desk, episode: Recording) -> None:
    page: Any = EpisodePage(
        **_recording(desk, episode),
        audio_url=episode.audio_url,
        season=episode.season,
        number=episode.number,
    )
    page.guests = [
        Guest(person=desk[f"person:{person}"], presented_as=presented_as)
        for person, presented_as in episode.guests
    ]
    page.chapters = [Chapter(start_s=start, title=title) for start, title in episode.chapters]
    page.quotes = [
        KeyQuote(text=text, person=desk[f"person:{person}"], start_s=start)
        for text, person, start in episode.quotes
    ]
    page.notes = [ShowNote(label=label, url=url, note=note) for label, url, note in episode.notes]
    desk.page(episode.key, desk["show:bifurcations"], _signed(desk, page, episode))


def write_dossiers(desk: Desk, home: Page) -> None:
    for dossier in DOSSIERS:
        if not desk.find(dossier.key):
            page = desk.page(dossier.key, home, _dossier(desk, dossier))
            for key in dossier.asking:
                desk[key].dossiers.add(page)
                desk[key].save()


def _dossier(desk: Desk, dossier: Dossier) -> DossierPage:
    page = DossierPage(
        title=dossier.title,
        slug=_slug(dossier.key),
        standfirst=dossier.standfirst,
        image=_picture(desk, dossier.picture),
        **_published(desk, dossier.days_ago, 12),
    )
    entries = [(desk.uuid(key), note) for key, note in dossier.entries]
    page.entries = [DossierEntry(content=uuid, note=note) for uuid, note in entries if uuid]
    return page


def write_standing(desk: Desk, home: Page) -> None:
    for standing in content.STANDING:
        if not desk.find(standing.key):
            desk.page(standing.key, home, _standing(desk, standing))
    for form in content.FORMS:
        if not desk.find(form.key):
            desk.page(form.key, home, _form(form))
    if not desk.find("magazine:journal"):
        magazine = MagazinePage(
            slug="journal",
            image=_picture(desk, content.MAGAZINE_PICTURE),
            body=body(desk, content.MAGAZINE_BODY),
            **content.MAGAZINE,
        )
        desk.page("magazine:journal", home, magazine)


def write_site_map(desk: Desk, home: Page) -> None:
    """Last: it links to all the others."""
    if desk.find("page:plan-du-site"):
        return
    shown = home.get_children().live().exclude(slug="plan-du-site")
    links = format_html_join(
        "", '<li><a linktype="page" id="{}">{}</a></li>', shown.values_list("pk", "title")
    )
    blocks: tuple[Block, ...] = (("text", f"<ul>{links}</ul>"),)
    standing = Standing("page:plan-du-site", content.SITE_MAP_TITLE, blocks)
    desk.page(standing.key, home, _standing(desk, standing))


def _standing(desk: Desk, standing: Standing) -> StandardPage:
    return StandardPage(
        title=standing.title,
        slug=_slug(standing.key),
        image=_picture(desk, standing.picture),
        body=body(desk, standing.body),
    )


def _form(form: Form) -> FormPage:
    page = FormPage(
        title=form.title,
        slug=_slug(form.key),
        intro=form.intro,
        thank_you=form.thank_you,
        subject=form.subject,
        from_address=MAIL,
        to_address=MAIL,
    )
    page.form_fields = [
        FormField(label=label, field_type=field_type, required=required)
        for label, field_type, required in form.fields
    ]
    return page


def _story(desk: Desk, story: Story) -> dict[str, Any]:
    return {
        "title": story.title,
        "slug": _slug(story.key),
        "kicker": story.kicker,
        "standfirst": story.standfirst,
        "image": _picture(desk, story.picture),
        "body": body(desk, story.body),
        **_published(desk, story.days_ago, story.hour),
    }


def _recording(desk: Desk, story: Recording) -> dict[str, Any]:
    return {
        **_story(desk, story),
        "video_url": story.video_url,
        "duration_s": story.duration_s,
        "transcript": story.transcript,
    }


def _signed(desk: Desk, page: Any, story: Story) -> Any:
    """The page with its many-to-many and inline children, which only a made page can hold."""
    page.topics = [desk[f"topic:{key}"] for key in story.topics]
    page.people = [desk[f"person:{key}"] for key in story.people]
    page.contributions = _contributions(desk, story.credits)
    if story.correction:
        at = clock.moment(desk.now, story.days_ago, story.hour)
        page.corrections = [Correction(text=story.correction, at=at)]
    return page


def _contributions(desk: Desk, made_by: Credits) -> list[Contribution]:
    return [Contribution(person=desk[f"person:{person}"], role=role) for person, role in made_by]


def _published(desk: Desk, days_ago: int, hour: int) -> dict[str, Any]:
    at = clock.moment(desk.now, days_ago, hour)
    return {"first_published_at": at, "last_published_at": at}


def _picture(desk: Desk, key: str) -> Any:
    return desk[f"picture:{key}"] if key else None


def _slug(key: str) -> str:
    return key.partition(":")[2]
