"""What an editor's hands do: log in, add blocks, choose from the library, preview, publish."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_user_model
from playwright.sync_api import FrameLocator, Locator, Page, expect

from cms.blocks.stories import ArticleStoryBlock
from tests.factories import pages
from tests.factories.feeds import FeedItemFactory

PASSWORD = "un-mot-de-passe-assez-long"
BODY = "[id^='panel-'][id$='-body-section']"
UNFOLDED = "name => jQuery(`[name='${name}-type']`).parent().is(':visible:not(:animated)')"
LABELS = {name: str(block.label) for name, block in ArticleStoryBlock().child_blocks.items()}


def log_in(tab: Page, site: str) -> None:
    get_user_model().objects.create_superuser("redaction", "redaction@example.org", PASSWORD)
    tab.goto(f"{site}/admin/")
    tab.fill("#id_username", "redaction")
    tab.fill("#id_password", PASSWORD)
    tab.click("button[type=submit]")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()


def stock_library() -> None:
    """One of each that a form may choose."""
    pages.image(title="Façade", alt="Une façade rouge", credit="Ada")
    pages.image(title="Place", alt="Une place", credit="Ada")
    pages.document(title="Le rapport")
    pages.person(name="Ada Machin")
    pages.call_to_action(title="Abonnez-vous au journal")
    pages.dossier(title="L’eau des communes")
    FeedItemFactory(title="Vu chez un ami")


@dataclass(frozen=True, slots=True)
class Editor:
    """The form of one page."""

    tab: Page

    def add_block(self, name: str) -> int:
        """Appends a block: the last « + », then its label. Its number in the body."""
        body = self.tab.locator(BODY)
        number = int(self.tab.locator("[name='body-count']").input_value())
        body.get_by_title("Insérer un bloc").last.click()
        self.tab.get_by_role("option", name=LABELS[name], exact=True).click()
        expect(self.tab.locator(f"[name='body-{number}-type']")).to_have_value(name)
        self._unfold(f"body-{number}")
        return number

    def fill(self, name: str, text: str) -> None:
        self.tab.fill(f"[name='{name}']", text)

    def write(self, name: str, text: str) -> None:
        """Types into a field of rich text."""
        field = self.tab.locator(f"[name='{name}']")
        around = field.locator("xpath=ancestor::*[.//*[@contenteditable='true']][1]")
        around.locator("[contenteditable=true]").first.fill(text)
        # The editor hands on what is typed a quarter of a second later.
        expect(field).to_have_value(re.compile(re.escape(text)))

    def tick(self, name: str, label: str) -> None:
        """One box of a list."""
        boxes = self.tab.locator(f"[data-tick-list]:has([name='{name}'])")
        boxes.get_by_label(label, exact=True).check()

    def choose(self, name: str, title: str) -> None:
        """Opens a chooser and takes the entry of that title."""
        field = self.tab.locator(f"[name='{name}']")
        field.locator("xpath=ancestor-or-self::*[.//button][1]").get_by_role("button").first.click()
        self.tab.locator(".modal").get_by_text(title).first.click()
        expect(self.tab.locator(".modal")).to_have_count(0)

    def add_row(self, name: str) -> None:
        """One more in a list inside a block, below the last."""
        count = self.tab.locator(f"[name='{name}-count']")
        rows = int(count.input_value())
        around = count.locator("xpath=ancestor::*[.//button[@title='Ajouter']][1]")
        around.locator("button[title=Ajouter]").last.click()
        expect(count).to_have_value(str(rows + 1))
        self._unfold(f"{name}-{rows}")

    def _unfold(self, name: str) -> None:
        """Waits until a new block has slid open. Until then it is scrolled inside, to the field
        that has the focus, and slides back: a button pressed meanwhile leaves the pointer."""
        self.tab.wait_for_function(UNFOLDED, arg=name)

    def add_inline(self, name: str) -> int:
        """One more row of an inline panel. Its number."""
        rows = int(self.tab.locator(f"[name='{name}-TOTAL_FORMS']").input_value())
        self.tab.locator(f"#id_{name}-ADD").click()
        return rows

    def preview(self) -> FrameLocator:
        self.tab.locator("[data-side-panel-toggle=preview]").click()
        return self.tab.frame_locator(".w-preview iframe, iframe[title*='visualisation' i]").first

    def close_preview(self) -> None:
        self.tab.locator("[data-side-panel-toggle=preview]").click()

    def publish(self) -> None:
        self.menu.click()
        self.tab.locator("button[name=action-publish]").click()

    @property
    def menu(self) -> Locator:
        return self.tab.locator("footer [data-controller~=w-dropdown] button[aria-expanded]").first


def _text(editor: Editor, at: str) -> None:
    editor.write(at, "Le tocsin sonne à midi.")


def _heading(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-text", "Ce qui change")


def _quote(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-text", "Nous y étions.")
    editor.choose(f"{at}-person", "Ada Machin")


def _box(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-title", "Repères utiles")
    editor.write(f"{at}-text", "La régie compte 340 agents.")


def _note(editor: Editor, at: str) -> None:
    editor.tab.select_option(f"[name='{at}-kind']", "source")
    editor.write(f"{at}-text", "Rapport annuel, page 12.")
    editor.fill(f"{at}-url", "https://rapport.example/")


def _image(editor: Editor, at: str) -> None:
    editor.choose(f"{at}-image", "Façade")
    editor.fill(f"{at}-caption", "La façade, en mars")


def _gallery(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-title", "La journée en images")
    editor.choose(f"{at}-images-0-value-image", "Façade")
    editor.add_row(f"{at}-images")
    editor.choose(f"{at}-images-1-value-image", "Place")
    editor.fill(f"{at}-images-1-value-caption", "La place, à midi")


def _video(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-url", "https://www.youtube.com/watch?v=AAAAAAAAAAA")
    editor.fill(f"{at}-title", "La visite filmée")


def _audio(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-url", "https://son.example/entretien.mp3")
    editor.fill(f"{at}-title", "L’entretien à écouter")


def _figures(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-figures-0-value-value", "24€")
    editor.fill(f"{at}-figures-0-value-label", "le prix d’un an")
    editor.add_row(f"{at}-figures")
    editor.fill(f"{at}-figures-1-value-value", "4")
    editor.fill(f"{at}-figures-1-value-label", "numéros par an")


def _timeline(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-events-0-value-date", "18 mars 1871")
    editor.fill(f"{at}-events-0-value-title", "La Commune")


def _table(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-table-caption", "Ce qui paraît")
    for kind, heading in (("Texte", "Titre"), ("Nombre", "Par an")):
        block = editor.tab.locator(f"[name='{at}-table-caption']")
        around = block.locator("xpath=ancestor::*[.//button][1]")
        around.get_by_role("button", name="Ajouter une colonne").or_(
            around.get_by_title("Insérer une colonne")
        ).last.click()
        editor.tab.get_by_role("option", name=kind, exact=True).or_(
            editor.tab.get_by_role("button", name=kind, exact=True)
        ).last.click()
        count = int(editor.tab.locator(f"[name='{at}-table-column-count']").input_value())
        editor.fill(f"{at}-table-column-{count - 1}-heading", heading)
    around.get_by_role("button", name="Ajouter une ligne").first.click()
    editor.fill(f"{at}-table-cell-0-0", "Le magazine")
    editor.fill(f"{at}-table-cell-0-1", "4")


def _document(editor: Editor, at: str) -> None:
    editor.choose(f"{at}-document", "Le rapport")
    editor.fill(f"{at}-description", "Les comptes de la régie")


def _link(editor: Editor, at: str) -> None:
    editor.choose(f"{at}-content", "Vu chez un ami")


def _post(editor: Editor, at: str) -> None:
    editor.fill(f"{at}-text", "Premier jour de gratuité.")
    editor.fill(f"{at}-author", "Usagers en colère")


def _call_to_action(editor: Editor, at: str) -> None:
    editor.choose(at, "Abonnez-vous au journal")


WRITERS: dict[str, tuple[Callable[[Editor, str], None], str]] = {
    "text": (_text, "Le tocsin sonne à midi."),
    "heading": (_heading, "Ce qui change"),
    "quote": (_quote, "Nous y étions."),
    "box": (_box, "Repères utiles"),
    "note": (_note, "Rapport annuel, page 12."),
    "image": (_image, "La façade, en mars"),
    "gallery": (_gallery, "La place, à midi"),
    "video": (_video, "La visite filmée"),
    "audio": (_audio, "L’entretien à écouter"),
    "figures": (_figures, "numéros par an"),
    "timeline": (_timeline, "La Commune"),
    "table": (_table, "Le magazine"),
    "document": (_document, "Les comptes de la régie"),
    "link": (_link, "Vu chez un ami"),
    "post": (_post, "Premier jour de gratuité."),
    "call_to_action": (_call_to_action, "Abonnez-vous au journal"),
}
"""How each block is filled, and words that readers then see of it."""


def write_body(editor: Editor, story: Any) -> list[str]:
    """One block of each that a page may hold, in their order; the words that readers will see."""
    words = []
    for name in story.child_blocks:
        write, shown = WRITERS[name]
        write(editor, f"body-{editor.add_block(name)}-value")
        words.append(shown)
    return words
