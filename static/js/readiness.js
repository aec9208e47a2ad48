// « Prêt à publier »: asks what the page still lacks, after each pause in the writing.

import { goTo } from "./fields.js";

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
