// Shows a draft while it is written, on the pages of this site and of a frontend anywhere:
//   <script type="module" src="https://cms.example/static/js/preview.js"></script>
// It refreshes <main> in place, loads Wagtail's user bar with its checks, and leads a click on a
// [data-block] to that block in the editor. A frontend that draws by itself, in the browser, listens
// to `kiosque:preview` and puts its promise into `detail.drawn`. `kiosque:shown` comes after either.

const home = new URL(import.meta.url).origin;
const token = new URLSearchParams(location.search).get("token");
const isFramed = window.parent !== window;
const editor = isFramed ? window.parent : window.opener;
const CONTROLS = "button, summary, input, select, textarea, label, audio, video";

let asked = 0;
let checkTimer = 0;

const tell = (said) => editor?.postMessage({ kiosque: said }, home);
const keyOf = (node) => node.dataset?.block || node.id;

// Makes `old` what `next` is. What did not change stays the same element, and keeps its focus.
function morph(old, next) {
  if (old.isEqualNode(next)) return;
  if (old.nodeType !== 1 || old.nodeName !== next.nodeName || keyOf(old) !== keyOf(next)) {
    old.replaceWith(next);
    return;
  }
  for (const { name } of [...old.attributes]) {
    // What the reader has unfolded stays so.
    if (!next.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  }
  morphChildren(old, next);
}

function morphChildren(old, next) {
  const wanted = new Set([...next.children].map(keyOf).filter(Boolean));
  const kept = new Map();
  for (const child of [...old.children]) {
    const key = keyOf(child);
    if (wanted.has(key)) kept.set(key, child);
    else if (key) child.remove();
  }
  let at = old.firstChild;
  for (const child of [...next.childNodes]) {
    const same = kept.get(keyOf(child)) ?? (at?.nodeName === child.nodeName && !keyOf(at) && at);
    if (same === at && at) at = at.nextSibling;
    else old.insertBefore(same || child, at);
    if (same) morph(same, child);
  }
  while (at) {
    const gone = at;
    at = at.nextSibling;
    gone.remove();
  }
}

// Remembers the first block on the screen and what has the focus; called, puts both back.
function hold() {
  const focused = document.activeElement;
  const blocks = [...document.querySelectorAll("main [data-block]")];
  const seen = blocks.find((block) => block.getBoundingClientRect().bottom > 0);
  const top = seen?.getBoundingClientRect().top;
  return () => {
    const block = seen && document.querySelector(`[data-block="${CSS.escape(seen.dataset.block)}"]`);
    if (block) scrollBy({ top: block.getBoundingClientRect().top - top, behavior: "instant" });
    if (focused !== document.activeElement) focused?.focus({ preventScroll: true });
  };
}

async function fetchPage(url) {
  const response = await fetch(url, { cache: "no-store" });
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

async function draw(url, isLast) {
  const page = await fetchPage(url);
  if (!isLast()) return;
  const place = hold();
  for (const part of ["title", "meta[name=description]", "main"]) {
    const next = page.querySelector(part);
    if (next) morph(document.querySelector(part), next);
  }
  place();
}

async function refresh(url) {
  const number = ++asked;
  const { origin, searchParams } = new URL(url);
  if (origin !== location.origin) return location.replace(url);
  history.replaceState(history.state, "", url);
  const detail = { url, token: searchParams.get("token"), drawn: null };
  const place = hold();
  document.dispatchEvent(new CustomEvent("kiosque:preview", { detail }));
  if (detail.drawn) await detail.drawn.then(place);
  else await draw(url, () => number === asked).catch(() => location.replace(url));
  document.dispatchEvent(new CustomEvent("kiosque:shown"));
  checkSoon();
}

// Wagtail's checks look at the page once, when it is loaded, and refuse while they do.
function checkSoon() {
  clearTimeout(checkTimer);
  checkTimer = setTimeout(() => {
    document.querySelector("wagtail-userbar")?.runAxe?.().catch(checkSoon);
  }, 1000);
}

async function loadUserbar() {
  const address = `${home}/api/content/v1/preview/${token}/userbar${isFramed ? "?framed=true" : ""}`;
  const response = await fetch(address);
  if (!response.ok) return;
  const bar = document.createElement("template");
  bar.innerHTML = await response.text();
  for (const inert of bar.content.querySelectorAll("script")) {
    const script = document.createElement("script");
    script.src = inert.getAttribute("src");
    script.async = false;
    inert.replaceWith(script);
  }
  document.body.append(bar.content);
}

window.addEventListener("message", ({ data, origin, source }) => {
  if (origin !== home || source !== editor || data?.kiosque?.type !== "refresh") return;
  refresh(data.kiosque.url);
});

document.addEventListener(
  "click",
  (event) => {
    const block = event.target.closest?.("[data-block]");
    const isPlain = !(event.button || event.ctrlKey || event.metaKey || event.shiftKey);
    if (!editor || !block || !isPlain || event.target.closest(CONTROLS)) return;
    if (!getSelection().isCollapsed) return;
    event.preventDefault();
    event.stopPropagation();
    tell({ type: "open", block: block.dataset.block });
  },
  { capture: true },
);

const style = new CSSStyleSheet();
style.insertRule(":root { overflow-anchor: none }");
if (editor) style.insertRule("[data-block]:hover { outline: 2px dashed; cursor: pointer }");
document.adoptedStyleSheets.push(style);
window.addEventListener("pagehide", () => tell({ type: "gone" }));
tell({ type: "ready" });

if (token) {
  // The token opens the draft: no address of this page is told to anybody.
  document.head.insertAdjacentHTML("beforeend", '<meta name="referrer" content="no-referrer">');
  if (!document.querySelector("wagtail-userbar")) loadUserbar();
}
