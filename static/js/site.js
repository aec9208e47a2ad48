// The shell: menu, theme, video facades, sharing. Pages are whole without it.

const root = document.documentElement;

function menu() {
  const button = document.querySelector("[data-menu]");
  const panel = document.getElementById("menu");
  if (!button || !panel) return;
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    panel.toggleAttribute("data-open", open);
  };
  button.addEventListener("click", () => show(button.getAttribute("aria-expanded") !== "true"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && panel.hasAttribute("data-open")) {
      show(false);
      button.focus();
    }
  });
  // The skip link leads here: what is hidden cannot take the focus.
  document.querySelector('.skip-links [href="#menu"]')?.addEventListener("click", () => show(true));
}

const THEMES = ["auto", "light", "dark"];

// A browser may refuse storage altogether; the theme then lasts as long as the page.
function storedTheme() {
  try {
    return localStorage.getItem("theme");
  } catch {
    return null;
  }
}

function storeTheme(theme) {
  try {
    if (theme === "auto") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    return;
  }
}

function applyTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function theme() {
  const stored = storedTheme();
  let current = THEMES.includes(stored) ? stored : "auto";
  applyTheme(current);
  const button = document.querySelector("[data-theme-switch]");
  if (!button) return;
  const label = () => {
    button.setAttribute("aria-label", button.dataset[current]);
    button.title = button.dataset[current];
  };
  label();
  button.addEventListener("click", () => {
    current = THEMES[(THEMES.indexOf(current) + 1) % THEMES.length];
    applyTheme(current);
    storeTheme(current);
    label();
  });
}

async function share(button) {
  const url = document.querySelector('link[rel="canonical"]')?.href || location.href;
  if (navigator.share) {
    // Closing the sheet rejects the promise: nothing to say.
    await navigator.share({ title: button.dataset.title, url }).catch(() => {});
    return;
  }
  await navigator.clipboard.writeText(url);
  button.querySelector("span").textContent = button.dataset.copied;
}

function actions() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share], [data-print], [data-facade] a");
    if (!button) return;
    if (button.matches("[data-share]")) await share(button);
    else if (button.matches("[data-print]")) print();
    else if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      const { play } = await import("./facade.js");
      play(button.closest("[data-facade]"));
    }
  });
}

function moments() {
  // Without anything to play the link leads to the words.
  if (!document.querySelector(".player video, .player audio, [data-facade]")) return;
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    const { seek } = await import("./facade.js");
    seek(Number(link.dataset.seek));
  });
}

function notices() {
  for (const facade of document.querySelectorAll("[data-facade]")) {
    const notice = facade.querySelector("[data-notice]");
    if (notice) notice.textContent = notice.dataset.notice;
  }
}

theme();
menu();
notices();
// A preview has drawn the page anew (js/preview.js).
document.addEventListener("kiosque:shown", notices);
actions();
moments();
