// « Prêt à publier »: asks what the page still lacks, after each pause in the writing.

const PAUSE_MS = 1500;

const form = document.querySelector("[data-edit-form]");
const panel = document.querySelector("[data-readiness]");
let timer = 0;
let asked = 0;

async function check() {
  const number = ++asked;
  const data = new FormData(form);
  for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
  const body = new URLSearchParams(data);
  const response = await fetch(panel.dataset.readinessUrl, { method: "POST", body });
  // Who has been logged out meanwhile is sent elsewhere: that page is none of this one.
  if (!response.ok || response.redirected || number !== asked) return;
  panel.querySelector("[data-readiness-result]").innerHTML = await response.text();
}

function checkSoon() {
  clearTimeout(timer);
  timer = setTimeout(check, PAUSE_MS);
}

// A path is that of Wagtail's comments: names of fields and ids of blocks, each inside the last.
function fieldAt(path) {
  let found = form;
  for (const step of path.split("/")) {
    const inside = found.querySelector(`[data-contentpath="${CSS.escape(step)}"]`);
    if (!inside) break;
    found = inside;
  }
  if (found !== form) return found;
  return document.querySelector(`[id*="-${CSS.escape(path.split("/")[0])}-section"]`);
}

function unfold(element) {
  for (let at = element; at; at = at.parentElement) {
    if (at.matches("[hidden='until-found'], [hidden]") && at.id) {
      document.querySelector(`[aria-controls="${CSS.escape(at.id)}"]`)?.click();
    }
  }
}

function goTo(path) {
  const found = fieldAt(path);
  if (!found) return;
  unfold(found);
  found.scrollIntoView({ block: "center" });
  found.querySelector("input:not([type=hidden]), textarea, [contenteditable=true], button")?.focus();
}

if (form && panel) {
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-readiness-check]")) check();
    const target = event.target.closest("[data-readiness-path]");
    if (target) goTo(target.dataset.readinessPath);
  });
  form.addEventListener("input", checkSoon);
  form.addEventListener("change", checkSoon);
  document.addEventListener("w-autosave:success", checkSoon);
  document.addEventListener("kiosque:corrected", checkSoon);
  checkSoon();
}
