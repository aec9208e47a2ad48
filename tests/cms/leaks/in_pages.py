"""Pages that readers may not see, each for another reason, and pages that name them."""

from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction, Site

from cms.models import ArticleIndexPage, ArticlePage, StandardPage
from home.models import HomePage
from shows.models import EpisodePage, ShowPage
from tests.cms.leaks.secret import Secret, page_secret, secret, word
from tests.factories import pages


def fields(said: str, **more: Any) -> dict[str, Any]:
    return {"title": f"Titre {said}", "slug": f"s-{said}", **more}


def story(said: str, **more: Any) -> dict[str, Any]:
    """An article with the word wherever words stand."""
    return fields(
        said,
        **{
            "kicker": said,
            "standfirst": f"Chapô {said}",
            "methodology": f"<p>Méthode {said}</p>",
            "body": [("text", f"<p>Corps {said}</p>"), ("heading", {"text": said})],
            **more,
        },
    )


def restricted(page: Page, kind: str = "login", **more: Any) -> PageViewRestriction:
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, **more)


@secret
def draft_article() -> Secret:
    said = word()
    draft = pages.article(live=False, **story(said))
    draft.save_revision()
    return page_secret(draft, said)


@secret
def unpublished_article() -> Secret:
    said = word()
    page = pages.article(**story(said))
    page.unpublish()
    return page_secret(page, said, was_public=True)


@secret
def withdrawn_with_a_reason() -> Secret:
    """Its address tells the reason, and nothing of what stood there."""
    said = word()
    page = pages.article(**{**story(said), "slug": "parti"}, withdrawal_reason="Une erreur.")
    page.unpublish()
    return page_secret(page, said, was_public=True)


@secret
def deleted_article() -> Secret:
    said = word()
    page = pages.article(**story(said))
    found = page_secret(page, said, was_public=True)
    page.delete()
    return found


@secret
def scheduled_article() -> Secret:
    said = word()
    page = pages.article(live=False, **story(said))
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    assert not ArticlePage.objects.get(pk=page.pk).live
    return page_secret(page, said)


@secret
def expired_article() -> Secret:
    said = word()
    page = pages.article(**story(said))
    ArticlePage.objects.filter(pk=page.pk).update(expire_at=timezone.now() - timedelta(days=1))
    call_command("publish_scheduled")
    return page_secret(page, said, was_public=True)


@secret
def next_version_of_a_public_article() -> Secret:
    """Words, methodology and title that wait in a revision."""
    said, page = word(), pages.article(title="Une version publique", slug="une-version")
    page.title = page.draft_title = f"Autre titre {said}"
    page.standfirst = page.kicker = said
    page.methodology = f"<p>{said}</p>"
    page.body = page.body.stream_block.to_python(
        [{"type": "text", "value": f"<p>{said}</p>", "id": "a"}]
    )
    page.save_revision()
    return Secret(word=said)


@secret
def reason_kept_for_a_withdrawal() -> Secret:
    said = word()
    pages.article(title="Encore là", withdrawal_reason=f"Retiré : {said}")
    return Secret(word=said)


@secret
def comment_of_an_editor() -> Secret:
    said, page = word(), pages.article(title="Commenté")
    author = get_user_model().objects.create_user(f"u-{said}", f"{said}@example.org", "x")
    page.owner = author
    page.wagtail_admin_comments.create(user=author, text=said, contentpath="title")
    page.save()
    return Secret(word=said)


@secret
def page_for_members() -> Secret:
    said = word()
    page = pages.standard(**fields(said, body=[("text", f"<p>{said}</p>")]))
    restricted(page)
    return page_secret(page, said, was_public=True)


@secret
def page_behind_a_password() -> Secret:
    said, password = word(), word()
    page = pages.article(**story(said))
    restricted(page, "password", password=password)
    return page_secret(page, said, [password], was_public=True)


@secret
def page_for_a_group() -> Secret:
    said = word()
    page = pages.edito(**fields(said, day=timezone.localdate(), transcript=f"Ada : {said}"))
    group = Group.objects.create(name=f"G {word()}")
    restricted(page, "groups").groups.add(group)
    return page_secret(page, said, [group.name], was_public=True)


def members_area() -> StandardPage:
    found = StandardPage.objects.filter(slug="espace").first()
    if found is None:
        found = pages.standard(title="Espace des membres", slug="espace")
        restricted(found)
    return found


@secret
def child_of_a_private_page() -> Secret:
    said = word()
    page = pages.child(members_area(), StandardPage(**fields(said)))
    return page_secret(page, said)


@secret
def grandchild_of_a_private_page() -> Secret:
    said = word()
    parent = pages.child(members_area(), StandardPage(title="Entre les deux"))
    return page_secret(pages.child(parent, StandardPage(**fields(said))), said)


@secret
def page_moved_into_a_private_branch() -> Secret:
    said = word()
    page = pages.standard(**fields(said))
    Page.objects.get(pk=page.pk).move(Page.objects.get(pk=members_area().pk), "last-child")
    return page_secret(StandardPage.objects.get(pk=page.pk), said, was_public=True)


@secret
def page_outside_the_site() -> Secret:
    said = word()
    root = pages.home_page().get_parent()
    root.refresh_from_db()
    page = root.add_child(instance=StandardPage(**fields(said)))
    return Secret(word=said, keys={"pages": page.pk}, uuids=(page.uuid,), slug=page.slug)


@secret
def page_of_another_site() -> Secret:
    said, child = word(), word()
    root = pages.home_page().get_parent()
    root.refresh_from_db()
    other = root.add_child(instance=HomePage(title=f"Autre {said}", slug=f"s-{said}"))
    Site.objects.create(hostname=f"{said}.example", root_page=other, site_name=said)
    page = pages.child(other, StandardPage(**fields(child)))
    return Secret(
        word=said,
        markers=frozenset({child, str(page.uuid)}),
        keys={"pages": other.pk},
        uuids=(other.uuid,),
        slug=other.slug,
    )


@secret
def draft_of_another_language() -> Secret:
    said = word()
    locale, _ = Locale.objects.get_or_create(language_code="en")
    page = pages.standard(live=False, locale=locale, **fields(said))
    return page_secret(page, said)


@secret
def title_of_the_draft_above_a_public_page() -> Secret:
    """Its slug stands in the address of the page below."""
    said = word()
    parent = pages.standard(title=said, slug="dessus")
    pages.child(parent, StandardPage(title="Dessous", slug="dessous"))
    parent.unpublish()
    return Secret(word=said, keys={"pages": parent.pk}, uuids=(parent.uuid,), was_public=True)


@secret
def draft_edito() -> Secret:
    said = word()
    return page_secret(pages.edito(live=False, **fields(said, transcript=f"Ada : {said}")), said)


@secret
def draft_episode_of_a_public_show() -> Secret:
    said = word()
    page = pages.episode(live=False, **fields(said, season=77, number=7))
    page.quotes.create(text=said)
    page.notes.create(label=said, url="https://note.example/")
    page.chapters.create(start_s=1, title=said)
    page.save()
    return page_secret(page, said)


@secret
def draft_show_with_a_public_episode() -> Secret:
    """The episode stays, below the show's slug."""
    said = word()
    show = pages.child(pages.home_page(), ShowPage(title=said, slug="emission-cachee"))
    pages.child(show, EpisodePage(title="Épisode d’une émission cachée", slug="e"))
    show.unpublish()
    return Secret(word=said, keys={"pages": show.pk}, uuids=(show.uuid,), was_public=True)


@secret
def draft_dossier() -> Secret:
    said = word()
    page = pages.dossier(live=False, **fields(said, standfirst=said))
    page.entries.create(content=pages.article(title="Dans un dossier caché").uuid, note=said)
    page.save()
    return page_secret(page, said)


@secret
def draft_magazine() -> Secret:
    said = word()
    page = pages.magazine(live=False, **fields(said, issue_title=said))
    page.entries.create(title=said, authors=said)
    page.save()
    return page_secret(page, said)


@secret
def draft_form() -> Secret:
    said = word()
    return page_secret(pages.form(live=False, **fields(said, intro=f"<p>{said}</p>")), said)


@secret
def mail_of_a_public_form() -> Secret:
    said = word()
    page = pages.form(
        title="Nous écrire",
        to_address=f"{said}@example.org",
        from_address=f"{said}@example.org",
        subject=said,
    )
    page.form_fields.create(label="Nom", field_type="singleline")
    page.save()
    page.get_submission_class().objects.create(form_data={"nom": said}, page=page)
    return Secret(word=said)


@secret
def draft_named_by_public_pages() -> Secret:
    """In a text, a link card, a dossier, what to read next, a further reading, a pin."""
    said = word()
    draft = pages.article(live=False, **story(said))
    link = f'<p>Lire <a linktype="page" id="{draft.pk}">ceci</a>.</p>'
    article = pages.article(
        title="Qui nomme un brouillon",
        methodology=link,
        body=[
            ("text", link),
            ("box", {"title": "Encadré", "text": link}),
            ("link", {"content": draft.uuid, "url": "", "title": "", "text": f"Voir {said}"}),
        ],
    )
    article.related_contents.create(content=draft.uuid)
    article.save()
    dossier = pages.dossier(title="Qui tient un brouillon")
    dossier.entries.create(content=draft.uuid, note=said)
    dossier.save()
    edito = pages.edito(title="Qui renvoie à un brouillon")
    edito.further_reading.create(content=draft.uuid, label=said)
    edito.save()
    home = HomePage.objects.get(pk=pages.home_page().pk)
    home.pins.create(content=draft.uuid)
    home.save()
    form = pages.form(title="Qui mène à un brouillon", intro=link, thank_you=link)
    assert form.live
    return page_secret(draft, said)


@secret
def private_page_named_by_public_pages() -> Secret:
    said = word()
    page = pages.standard(**fields(said))
    link = f'<p>Lire <a linktype="page" id="{page.pk}">ceci</a>.</p>'
    article = pages.article(title="Qui nomme une page privée", body=[("text", link)])
    article.related_contents.create(content=page.uuid)
    article.save()
    restricted(page)
    return page_secret(page, said, was_public=True)


@secret
def draft_listed_in_no_index() -> Secret:
    """Below the index of articles, where `child_of` and `descendant_of` look."""
    said = word()
    pages.article(title="Visible sous l’index")
    index = ArticleIndexPage.objects.get()
    return page_secret(pages.child(index, ArticlePage(live=False, **story(said))), said)
