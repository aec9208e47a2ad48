"""From the blocks of the content to the raw value of a body."""

import json
import re
from typing import Any

from cms.demo.content.shapes import Block, Clip, Figure, Gallery, Paper, Quote
from cms.demo.desk import Desk

_LINK = re.compile(r'<a page="([^"]+)">')


def body(desk: Desk, blocks: tuple[Block, ...]) -> str:
    """What a StreamField stores, as JSON. A block whose feed item is gone is left out."""
    raw = [{"type": name, "value": block(desk, name, value)} for name, value in blocks]
    return json.dumps([part for part in raw if part["value"] is not None])


def rich(desk: Desk, html: str) -> str:
    """Stored rich text: links to pages by their primary key."""
    return _LINK.sub(lambda link: f'<a linktype="page" id="{desk[link[1]].pk}">', html)


def block(desk: Desk, name: str, value: Any) -> Any:
    match value:
        case Quote(text, person, attribution):
            chosen = desk[f"person:{person}"].pk if person else None
            return {"text": text, "person": chosen, "attribution": attribution}
        case Figure(picture, alt, caption):
            return {"image": desk[f"picture:{picture}"].pk, "alt": alt, "caption": caption}
        case Gallery(title, figures):
            return {"title": title, "images": [block(desk, "image", each) for each in figures]}
        case Paper(document, description):
            return {"document": desk[f"document:{document}"].pk, "description": description}
        case dict():
            return value
        case Clip(url, title, poster, caption):
            chosen = desk[f"picture:{poster}"].pk if poster else None
            return {"url": url, "title": title, "poster": chosen, "caption": caption}
    match name:
        case "heading":
            return {"text": value}
        case "link":
            uuid = desk.uuid(value)
            return {"content": str(uuid)} if uuid else None
        case "call_to_action":
            return desk[f"appeal:{value}"].pk
    return rich(desk, value)
