"""Scripts that a stranger may try to slip in, and feeds that carry each in every place there is.

All of them call `zzz`, which nothing of ours does.
"""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

CALL = "zzz(1)"

_HANDLERS = (
    "onerror", "onload", "onclick", "onfocus", "ontoggle", "onanimationstart", "onpointerover",
    "onwheel", "oncopy", "onbegin", "onhashchange", "onscrollend",
)  # fmt: skip
_HOSTS = (
    "img src=x",
    "svg",
    "body",
    "input autofocus",
    "details open",
    "video",
    "marquee",
    "p",
    "a",
)
_SCHEMES = (
    "javascript:zzz(1)", "JaVaScRiPt:zzz(1)", " javascript:zzz(1)", "java\tscript:zzz(1)",
    "java\nscript:zzz(1)", "\x01javascript:zzz(1)", "javascript&colon;zzz(1)",
    "&#106;avascript:zzz(1)", "javascript://%0azzz(1)", "vbscript:zzz(1)",
    "data:text/html,<script>zzz(1)</script>",
    "data:text/html;base64,PHNjcmlwdD56enooMSk8L3NjcmlwdD4=",
    "data:image/svg+xml,<svg onload=zzz(1)>", "feed:javascript:zzz(1)", "blob:zzz(1)",
    "view-source:javascript:zzz(1)", "//[javascript:zzz(1)", "http://u:zzz(1)@javascript:0/",
)  # fmt: skip
_CARRIERS = (
    '<a href="{}">x</a>', '<img src="{}">', '<iframe src="{}"></iframe>',
    '<form action="{}"><button>x',
)  # fmt: skip
_SHAPES = (
    "<script>zzz(1)</script>",
    "<SCRIPT/x>zzz(1)</SCRIPT>",
    "<script src=//x.example/zzz.js></script>",
    "</title><script>zzz(1)</script>",
    "</textarea><script>zzz(1)</script>",
    "--><script>zzz(1)</script>",
    "]]><script>zzz(1)</script>",
    "\"><script>zzz(1)</script>",
    "'><img src=x onerror=zzz(1)>",
    "<scr<script>ipt>zzz(1)</scr</script>ipt>",
    "<<script>zzz(1)//<</script>",
    "<svg><script>zzz(1)</script></svg>",
    "<svg><a xlink:href=javascript:zzz(1)><text>x</text></a></svg>",
    "<svg><animate attributeName=href values=javascript:zzz(1)>",
    "<svg><set onbegin=zzz(1)>",
    "<math><mi xlink:href=javascript:zzz(1)>x</mi></math>",
    "<math><mtext><table><mglyph><style><!--</style>"
    "<img title='--&gt;&lt;img src=x onerror=zzz(1)&gt;'>",
    "<noscript><p title='</noscript><img src=x onerror=zzz(1)>'>",
    "<style>@import 'javascript:zzz(1)';</style>",
    "<p style='background:url(javascript:zzz(1))'>x</p>",
    "<base href=javascript:zzz(1)//>",
    "<link rel=stylesheet href=javascript:zzz(1)>",
    "<meta http-equiv=refresh content='0;url=javascript:zzz(1)'>",
    "<object data=javascript:zzz(1)></object>",
    "<embed src=javascript:zzz(1)>",
    "<applet code=javascript:zzz(1)>",
    "<template><script>zzz(1)</script></template>",
    "<xmp><img src=x onerror=zzz(1)></xmp>",
    "<plaintext><script>zzz(1)</script>",
    "<select><option><script>zzz(1)</script>",
    "<table background=javascript:zzz(1)><td>x",
    "<isindex formaction=javascript:zzz(1) type=submit>",
    "&lt;script&gt;zzz(1)&lt;/script&gt;",
    "&amp;lt;script&amp;gt;zzz(1)&amp;lt;/script&amp;gt;",
    "\\u003cscript\\u003ezzz(1)\\u003c/script\\u003e",
    "{{ zzz(1) }}{% zzz %}",
    "${zzz(1)}",
    "<p id=x tabindex=1 onfocus=zzz(1)></p>#x",
    "<div data-controller=w-zzz data-action='click->zzz(1)'>x</div>",
    "<a href=https://a.example target=_blank rel=opener>x</a>",
)  # fmt: skip

PAYLOADS = (
    *_SHAPES,
    *(f"<{host} {handler}={CALL}>" for host in _HOSTS[:5] for handler in _HANDLERS[:6]),
    *(f"<{host} {handler}='{CALL}'" for host in _HOSTS[5:] for handler in _HANDLERS[6:9]),
    *(carrier.format(scheme) for carrier in _CARRIERS[:2] for scheme in _SCHEMES),
    *(carrier.format(_SCHEMES[0]) for carrier in _CARRIERS[2:]),
)


def feed(payloads: Sequence[str]) -> str:
    """An RSS document with one item for each payload, which it carries in all places: title,
    summary, content, author, category, link, guid, enclosure, thumbnail, picture, source. The first
    stands in the feed's own title, description and link too."""
    words, address = _quoted(payloads[0])
    return (
        '<?xml version="1.0"?><rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"'
        ' xmlns:content="http://purl.org/rss/1.0/modules/content/"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:itunes="http://www.itunes.com/dtds/podcast-1.0.dtd">'
        f"<channel><title>{words}</title><link>{address}</link><description>{words}</description>"
        f"{''.join(map(_item, payloads))}</channel></rss>"
    )


def _item(payload: str) -> str:
    words, address = _quoted(payload)
    return (
        f"<item><title>{words}</title><description>{words}</description>"
        f"<content:encoded>{words}</content:encoded><dc:creator>{words}</dc:creator>"
        f'<category domain="{address}">{words}</category><link>{address}</link>'
        f'<guid isPermaLink="true">{address}</guid>'
        f'<enclosure url="{address}" type="video/mp4" length="1"/>'
        f'<media:thumbnail url="{address}"/><media:player url="{address}"/>'
        f'<itunes:image href="{address}"/><source url="{address}">{words}</source></item>'
    )


def _quoted(payload: str) -> tuple[str, str]:
    words, address = f"{payload} mot{PAYLOADS.index(payload)}", _address(payload)
    return escape(words.replace("\x01", "")), escape(address.replace("\x01", ""))


def _address(payload: str) -> str:
    """What would be dangerous as an address: the payload's own one, or itself behind a scheme."""
    return next((scheme for scheme in _SCHEMES if scheme in payload), f"javascript:{payload}")


class Finder(HTMLParser):
    """Collects what a browser would run, or would let somebody else's server decide."""

    ADDRESSES = frozenset(
        {
            "href",
            "src",
            "action",
            "formaction",
            "data",
            "poster",
            "srcset",
            "xlink:href",
            "background",
        }
    )

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.live: list[str] = []
        self._in_script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_script = tag == "script"
        for name, value in attrs:
            if self._is_live(name, "".join((value or "").split()).lower()):
                self.live.append(f"{tag} {name}={value}")

    def _is_live(self, name: str, value: str) -> bool:
        if name in self.ADDRESSES:
            return not _is_plain(value.lstrip("\x01"))
        runs = name.startswith("on") or name in {"style", "srcdoc"}
        return (runs and "zzz" in value) or (name, value) == ("http-equiv", "refresh")

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script and data.strip().startswith("zzz"):
            self.live.append(f"script {data.strip()[:80]}")


def _is_plain(address: str) -> bool:
    scheme = re.match(r"[a-z][a-z0-9+.-]*:", address)
    return scheme is None or scheme[0] in {"http:", "https:", "mailto:"}


def live(page: str) -> list[str]:
    finder = Finder()
    finder.feed(page)
    finder.close()
    return finder.live
