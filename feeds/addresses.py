"""Addresses of the web as strangers write them: checked, made absolute, freed of trackers."""

import re
from urllib.parse import SplitResult, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

MAX_URL = 2000
"""Bytes: some columns are indexed, and a row of an index holds 2,704 (PostgreSQL 15, B-tree)."""

# NUL and lone surrogates cannot be stored; other controls have no meaning in text (XML 1.0, 2.2).
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")

TRACKING = re.compile(
    r"utm_\w+|mtm_\w+|pk_\w+|piwik_\w+|at_\w+|ns_\w+|hsa_\w+|vero_\w+|oly_\w+_id|mc_[ce]id|ml_\w+"
    r"|fbclid|gclid|dclid|gbraid|wbraid|gclsrc|srsltid|_ga|_gl|msclkid|twclid|ttclid|yclid|ysclid"
    r"|_openstat|igshid?|li_fat_id|epik|rb_clickid|s_cid|wickedid|mkt_tok|trk|ref_src|cmpid|spm"
    r"|xtor|xtref|xts|_hsenc|_hsmi|__hs\w+|hsctatracking",
    re.I,
)
"""Parameters that only tell where a reader came from."""

MOBILE_HOSTS = {
    "m.youtube.com": "www.youtube.com",
    "m.facebook.com": "www.facebook.com",
    "mobile.twitter.com": "twitter.com",
    "mobile.x.com": "x.com",
    "m.dailymotion.com": "www.dailymotion.com",
    "m.vimeo.com": "vimeo.com",
}
"""Hosts that show the same pages to telephones. A rule would break sites that have no other."""

_HOST = re.compile(r"\w(?:[\w.-]{0,251}\w)?\.?")
_MOBILE_WIKI = re.compile(r"([a-z-]+)\.m\.(wik[a-z]+\.org)")
_AMP_CACHE = re.compile(r"/[cv]/(s/)?([^/]+)(/.*)?", re.S)
_AMP_PAGE = re.compile(r"/amp/?$")


def web_url(value: str, base: str = "") -> str:
    """An absolute http(s) address, or nothing: no other scheme, no user name, no control letter."""
    # Breaks inside count for nothing (https://url.spec.whatwg.org/#url-parsing): urlsplit reads
    # past them, and left where they are they would make another address of this one.
    value = re.sub(r"[\t\r\n]", "", value.strip())
    if not value or CONTROLS.search(value):
        return ""
    try:
        url = urljoin(base, value)
        parts = urlsplit(url)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return ""
    if parts.scheme not in {"http", "https"} or not _is_host(host or "") or "@" in parts.netloc:
        return ""
    if CONTROLS.search(url):  # of its base
        return ""
    url = parts.scheme + url[len(parts.scheme) :]
    url = re.sub(r"[\s\"<>\\^`{|}]", lambda letter: f"%{ord(letter.group()):02X}", url)
    return url if len(url.encode()) <= MAX_URL else ""


def _is_host(host: str) -> bool:
    """A name (in letters of any script) or an address; one in brackets was checked by urlsplit."""
    return ":" in host or _HOST.fullmatch(host) is not None


def canonical_url(url: str) -> str:
    """The address of the page itself: without what only tells where a reader came from, and not
    the copy that is made for telephones (AMP, mobile hosts). One of `web_url`, or nothing."""
    parts = _on_desk(_out_of_cache(urlsplit(url)))
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    kept = [pair for pair in pairs if not TRACKING.fullmatch(pair[0]) and not _asks_for_amp(*pair)]
    if len(kept) != len(pairs):
        parts = parts._replace(query=urlencode(kept))
    if TRACKING.match(parts.fragment):
        parts = parts._replace(fragment="")
    canonical = urlunsplit(parts)
    # A letter of another script is encoded as nine.
    return canonical if len(canonical.encode()) <= MAX_URL else url


def _asks_for_amp(name: str, value: str) -> bool:
    return (name.lower(), value.lower()) in {("amp", ""), ("amp", "1"), ("outputtype", "amp")}


def _out_of_cache(parts: SplitResult) -> SplitResult:
    """The page behind a copy in the AMP cache: `/c/s/example.org/page`, s for https."""
    if not parts.netloc.lower().endswith("cdn.ampproject.org"):
        return parts
    found = _AMP_CACHE.fullmatch(parts.path)
    if found is None:
        return parts
    scheme = "https" if found[1] else "http"
    return parts._replace(scheme=scheme, netloc=found[2], path=found[3] or "/")


def _on_desk(parts: SplitResult) -> SplitResult:
    host = parts.netloc.lower()
    host = MOBILE_HOSTS.get(host) or _MOBILE_WIKI.sub(r"\1.\2", host)
    path = _AMP_PAGE.sub("/", parts.path) if _AMP_PAGE.search(parts.path) else parts.path
    if host == parts.netloc.lower() and path == parts.path:
        return parts
    return parts._replace(netloc=host, path=path)
