"""A frontend of another origin, as small as one can be: it draws drafts from the API alone."""

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from urllib.request import urlopen

SHELL = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Le journal</title>
<meta name="description" content="Un journal d’essai">
<script type="module" src="{cms}/static/js/preview.js"></script></head>
<body><main>{main}</main>{script}</body></html>"""

IN_THE_BROWSER = """<script type="module">
async function draw(token) {{
  const answer = await fetch(`{cms}/api/content/v1/preview/${{token}}`);
  const content = await answer.json();
  const main = document.querySelector("main");
  main.replaceChildren();
  for (const block of content.body) {{
    const element = document.createElement("section");
    element.dataset.block = block.id;
    element.innerHTML = block.value.html;
    main.append(element);
  }}
}}
document.addEventListener("kiosque:preview", (event) => {{
  event.detail.drawn = draw(event.detail.token);
}});
draw(new URLSearchParams(location.search).get("token"));
</script>"""


def drawn(content: dict[str, object]) -> str:
    """What the server of the frontend makes of a content."""
    body: list[dict[str, dict[str, str]]] = content["body"]  # type: ignore[assignment]  # JSON
    blocks = "".join(
        f'<section data-block="{block["id"]}">{block["value"]["html"]}</section>' for block in body
    )
    return f"<h1>{html.escape(str(content['title']))}</h1>{blocks}"


@contextmanager
def frontend(cms: str, is_served: bool) -> Iterator[str]:
    """The address of its preview page. Drawn by its own server, or in the browser."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            token = parse_qs(asked.query).get("token", [""])[0]
            if asked.path != "/apercu/" or not token:
                self.send_error(404)
                return
            if is_served:
                with urlopen(f"{cms}/api/content/v1/preview/{token}") as answer:  # noqa: S310 - loopback
                    page = SHELL.format(cms=cms, main=drawn(json.load(answer)), script="")
            else:
                page = SHELL.format(cms=cms, main="", script=IN_THE_BROWSER.format(cms=cms))
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", f"frame-ancestors {cms}")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/apercu"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
