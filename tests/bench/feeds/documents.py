"""The feeds that the bench's server serves: made up, French-looking, the same at each run.

Four in ten are blogs and media that send whole texts (74 KB and more), the others send excerpts.
A source's document is one of SHAPES templates with the source's own number in its addresses.
"""

import random
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from functools import cache

SHAPES = 50
LONG_SHARE = 0.4
LONG = 74 * 1024
EXTRA = 40
"""Newer entries that each template keeps ready, for visits that find something new."""
NEWEST = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)


def _words(text: str) -> list[str]:
    return text.split()


WORDS = _words("""
    marché commune loyer usine rivière école soignante gare quartier budget retraite hôpital salaire
    grève assemblée tribune enquête locataire canal forêt commission amendement cantine atelier
    syndicat récolte bâtiment pluie fenêtre lumière parole mémoire colline route village journal
    réunion calcul chiffre promesse décret séance couloir ouvrière cheminot étudiante voisin maire
    ouvrir fermer compter reprendre défendre expliquer raconter demander obtenir attendre construire
    long court clair public juste ancien prochain nouveau commun local vivant lent rapide ouvert
    depuis toujours demain souvent ailleurs ensemble pourtant ainsi encore parfois hier presque
""")
LINKS = _words("le la les des une un du au dans pour sans avec par sur selon entre vers et où que")


def sentence(dice: random.Random) -> str:
    words = [
        word for _ in range(dice.randint(4, 9)) for word in (dice.choice(LINKS), dice.choice(WORDS))
    ]
    return f"{' '.join(words).capitalize()}."


def paragraph(dice: random.Random) -> str:
    return " ".join(sentence(dice) for _ in range(dice.randint(3, 6)))


def title(dice: random.Random) -> str:
    return " ".join(dice.choice(WORDS) for _ in range(dice.randint(5, 9))).capitalize()


def rich_text(dice: random.Random, paragraphs: int) -> str:
    """HTML as blogs send it: links, headings, pictures, quotations, classes that mean nothing."""
    pieces = []
    for n in range(paragraphs):
        words = paragraph(dice)
        link = f'<a href="/dossier/{n}?utm_source=rss" class="lien">{title(dice)}</a>'
        pieces.append(f'<p class="texte-{n}">{words} {link} <strong>{sentence(dice)}</strong></p>')
        if n % 4 == 1:
            pieces.append(
                f'<figure><img src="https://img-@@.example/{dice.randint(1, 9999)}.jpg" width="800"'
                f' height="450" alt="{title(dice)}"><figcaption>{sentence(dice)}</figcaption>'
                "</figure>"
            )
        if n % 5 == 3:
            pieces.append(
                f"<h2>{title(dice)}</h2><blockquote><p>{paragraph(dice)}</p></blockquote>"
            )
    return "\n".join(pieces)


def is_long(shape: int) -> bool:
    return shape % SHAPES < SHAPES * LONG_SHARE


def _body(dice: random.Random, *, long: bool) -> tuple[str, str]:
    """Summary and content of an entry; the content is empty where only excerpts are sent."""
    if long:
        return f"<p>{sentence(dice)}</p>", rich_text(dice, dice.randint(3, 8))
    return f"<p>{paragraph(dice)}</p><p><a href='/lire'>Lire la suite</a></p>", ""


def _rss_item(dice: random.Random, number: int, at: datetime, *, long: bool) -> str:
    summary, content = _body(dice, long=long)
    encoded = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return (
        f"<item><title>{title(dice)}</title>"
        f"<link>http://source-@@.example/articles/{number}</link>"
        f'<guid isPermaLink="false">tag:source-@@.example,2026:{number}</guid>'
        f"<dc:creator><![CDATA[Rédaction]]></dc:creator><category>{dice.choice(WORDS)}</category>"
        f"<pubDate>{format_datetime(at)}</pubDate>"
        f"<description><![CDATA[{summary}]]></description>{encoded}</item>\n"
    )


def _atom_entry(dice: random.Random, number: int, at: datetime, *, long: bool) -> str:
    summary, content = _body(dice, long=long)
    whole = f'<content type="html"><![CDATA[{content}]]></content>' if content else ""
    return (
        f"<entry><title>{title(dice)}</title>"
        f'<link rel="alternate" href="http://source-@@.example/articles/{number}"/>'
        f"<id>tag:source-@@.example,2026:{number}</id><author><name>Rédaction</name></author>"
        f"<published>{at.isoformat()}</published><updated>{at.isoformat()}</updated>"
        f'<summary type="html"><![CDATA[{summary}]]></summary>{whole}</entry>\n'
    )


RSS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>Gazette @@</title>'
    "<link>http://source-@@.example/</link><description>Un journal écrit pour la mesure."
    "</description><language>fr-FR</language>\n"
)
ATOM_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
    'xml:lang="fr"><title>Gazette @@</title><id>tag:source-@@.example,2026:flux</id>'
    '<link rel="alternate" href="http://source-@@.example/"/>'
    f"<updated>{NEWEST.isoformat()}</updated>\n"
)


@cache
def template(shape: int) -> tuple[bytes, list[bytes], list[bytes], bytes]:
    """Head, entries that came later (the newest first), entries of the first visit, foot."""
    dice = random.Random(shape)
    long, atom = is_long(shape), shape % 3 == 2
    entry = _atom_entry if atom else _rss_item
    count = dice.randint(20, 30) if long else dice.choice((10, 15, 20))
    first = [
        entry(dice, n, NEWEST - timedelta(hours=5 * (count - n)), long=long).encode()
        for n in reversed(range(count))
    ]
    later = [
        entry(dice, count + n, NEWEST + timedelta(minutes=n), long=long).encode()
        for n in reversed(range(EXTRA))
    ]
    head, foot = (ATOM_HEAD, "</feed>") if atom else (RSS_HEAD, "</channel></rss>")
    return head.encode(), later, first, foot.encode()


def document(source: int, version: int = 0) -> bytes:
    """The document of a source; each `version` has one more entry, at most EXTRA."""
    head, later, first, foot = template(source % SHAPES)
    entries = [*later[EXTRA - version :], *first]
    return b"".join([head, *entries, foot]).replace(b"@@", str(source).encode())


def entries_in(source: int, version: int = 0) -> int:
    return len(template(source % SHAPES)[2]) + version


def content_type(source: int) -> str:
    return "application/atom+xml" if source % SHAPES % 3 == 2 else "application/rss+xml"
