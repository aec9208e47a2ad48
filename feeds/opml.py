"""Our list of sources as OPML 2.0, which feed readers take in (https://opml.org/spec2.opml)."""

from collections.abc import Iterable
from io import StringIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

from feeds.models import Source
from feeds.normalise import text

NONE: "AttributesImpl[str]" = AttributesImpl({})


def opml(title: str, groups: Iterable[tuple[str, Iterable[Source]]]) -> str:
    """The document. Sources whose group has no name stand at its root."""
    stream = StringIO()
    xml = XMLGenerator(stream, encoding="utf-8", short_empty_elements=True)
    xml.startDocument()
    xml.startElement("opml", AttributesImpl({"version": "2.0"}))
    xml.startElement("head", NONE)
    xml.startElement("title", NONE)
    xml.characters(text(title))
    xml.endElement("title")
    xml.endElement("head")
    xml.startElement("body", NONE)
    for name, sources in groups:
        _group(xml, text(name), sources)
    xml.endElement("body")
    xml.endElement("opml")
    xml.endDocument()
    return stream.getvalue()


def _group(xml: XMLGenerator, name: str, sources: Iterable[Source]) -> None:
    if name:
        xml.startElement("outline", AttributesImpl({"text": name}))
    for source in sources:
        xml.startElement("outline", AttributesImpl(_outline(source)))
        xml.endElement("outline")
    if name:
        xml.endElement("outline")


def _outline(source: Source) -> dict[str, str]:
    found = {
        "type": "rss",
        "text": text(source.name),
        "title": text(source.name),
        "xmlUrl": source.feed_url,
        "htmlUrl": source.site_url,
        "description": text(source.description),
        "language": source.language,
    }
    return {name: value for name, value in found.items() if value}
