// The shell: menu, theme, alert, video facades, sharing, what a reader keeps. Pages are whole
// without it.

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

// A browser may refuse storage altogether; what is chosen then lasts as long as the page.
function recall(name) {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

function remember(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, value);
  } catch {
    return;
  }
}

function applyTheme(theme) {
  if (theme === "auto") delete root.dataset.theme;
  else root.dataset.theme = theme;
}

function theme() {
  const stored = recall("theme");
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
    remember("theme", current === "auto" ? null : current);
    label();
  });
}

function alert() {
  const strip = document.querySelector("[data-alert]");
  if (!strip) return;
  // Another text is another alert.
  strip.hidden = recall("alert") === strip.dataset.alert;
  strip.querySelector("[data-close-alert]").addEventListener("click", () => {
    remember("alert", strip.dataset.alert);
    strip.hidden = true;
  });
}

function larger() {
  const button = document.querySelector("[data-larger]");
  const show = (on) => {
    root.toggleAttribute("data-larger-text", on);
    button?.setAttribute("aria-pressed", String(on));
  };
  show(recall("larger") === "yes");
  button?.addEventListener("click", () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    show(on);
    remember("larger", on ? "yes" : null);
  });
}

// What a reader keeps: a list of {url, title}, the newest first.
function kept() {
  try {
    const found = JSON.parse(recall("kept") ?? "[]");
    return Array.isArray(found) ? found : [];
  } catch {
    return [];
  }
}

function keep() {
  const button = document.querySelector("[data-keep]");
  if (!button) return;
  const { url, title } = button.dataset;
  const show = () => button.setAttribute("aria-pressed", String(kept().some((one) => one.url === url)));
  show();
  button.addEventListener("click", () => {
    const others = kept().filter((one) => one.url !== url);
    const was = button.getAttribute("aria-pressed") === "true";
    remember("kept", JSON.stringify(was ? others : [{ url, title }, ...others].slice(0, 200)));
    show();
  });
}

function keptList() {
  const list = document.querySelector("[data-kept-list]");
  if (!list) return;
  const none = document.querySelector("[data-kept-none]");
  const draw = () => {
    // Only paths of this site: what is stored may be anybody's.
    const shown = kept().filter((one) => /^\/(?!\/)/.test(one.url));
    list.replaceChildren(...shown.map((one) => {
      const item = document.createElement("li");
      const link = Object.assign(document.createElement("a"), { href: one.url, textContent: one.title });
      const remove = document.createElement("button");
      Object.assign(remove, { type: "button", className: "button button--quiet", textContent: list.dataset.remove });
      remove.setAttribute("aria-label", `${list.dataset.remove} : ${one.title}`);
      remove.addEventListener("click", () => {
        remember("kept", JSON.stringify(kept().filter((other) => other.url !== one.url)));
        draw();
        list.querySelector("button")?.focus();
      });
      item.append(link, remove);
      return item;
    }));
    none.hidden = shown.length > 0;
  };
  draw();
}

// On a desk the style sheet shows an article's contents whether they are open or not: so that a
// screen reader does not call them closed.
function contents() {
  const part = document.querySelector(".story > .contents");
  const isShown = CSS.supports("selector(::details-content)") && matchMedia("(min-width: 62rem)").matches;
  if (part && isShown) part.open = true;
}

// « il y a 2 h » for what is of today; the date stays in the title, and on paper.
function ages() {
  const words = new Intl.RelativeTimeFormat(root.lang || "fr", { style: "short" });
  // All are measured before one is changed: the page is laid out once. A date keeps its room, for
  // where a line fewer is needed all that stands below would move.
  const dates = [...document.querySelectorAll(".card .meta time[title]")].map((time) => ({
    time, minutes: Math.round((Date.now() - Date.parse(time.dateTime)) / 60000),
  })).filter(({ minutes }) => minutes >= 1 && minutes < 24 * 60).map((one) => ({
    ...one, date: one.time.textContent,
    // What is not laid out yet moves nothing.
    room: one.time.checkVisibility?.({ contentVisibilityAuto: true }) === false ? 0 : one.time.getBoundingClientRect().width,
  }));
  for (const { time, minutes, date, room } of dates) {
    const shown = minutes < 60 ? words.format(-minutes, "minute") : words.format(-Math.floor(minutes / 60), "hour");
    if (room) Object.assign(time.style, { display: "inline-block", minWidth: `${room}px` });
    time.textContent = shown;
    addEventListener("beforeprint", () => { time.textContent = date; });
    addEventListener("afterprint", () => { time.textContent = shown; });
  }
}

const SAID_MS = 4000;

// The words of a control become what it has done, and then again what it does. It is read out, too.
function say(control) {
  const words = control.querySelector("span");
  const status = document.querySelector("[data-status]");
  if ("said" in words.dataset) return;
  const before = words.textContent;
  words.dataset.said = "";
  words.textContent = status.textContent = control.dataset.copied;
  setTimeout(() => {
    delete words.dataset.said;
    words.textContent = before;
    status.textContent = "";
  }, SAID_MS);
}

// Without a clipboard, or where it is refused, nothing is copied and nothing said.
async function copy(control, url) {
  try {
    await navigator.clipboard.writeText(url);
    say(control);
  } catch {
    return;
  }
}

async function share(button) {
  const url = document.querySelector('link[rel="canonical"]')?.href || location.href;
  if (navigator.share) {
    // Closing the sheet rejects the promise: nothing to say.
    await navigator.share({ title: button.dataset.title, url }).catch(() => {});
    return;
  }
  await copy(button, url);
}

function actions() {
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-share], [data-print], [data-copy-link], [data-facade] a");
    if (!button) return;
    if (button.matches("[data-share]")) await share(button);
    else if (button.matches("[data-print]")) print();
    else if (button.matches("[data-copy-link]")) {
      // The address follows as it does for any link, but for one that leads away from what it is about.
      if (button.dataset.copyLink === "stays") event.preventDefault();
      await copy(button, button.href);
    }
    else if (!(event.ctrlKey || event.metaKey || event.shiftKey || event.button)) {
      event.preventDefault();
      const { play } = await import("./facade.js");
      const facade = button.closest("[data-facade]");
      play(facade, recordings().includes(facade) ? opened : 0);
    }
  });
}

const MEDIA = ".player video, .player audio";
const PLAYABLE = `:is(${MEDIA}, [data-facade])`;

// What the times of a page are those of: its film, then its sound. A text that is no recording may
// hold one. Any other player of a page is another recording.
function recordings() {
  const own = document.querySelectorAll(`:is(.poster__media, .hero, .embedded) ${PLAYABLE}`);
  const inside = document.querySelector(`.story:not(.story--recorded) .body ${PLAYABLE}`);
  return own.length ? [...own] : [inside].filter(Boolean);
}

function moments() {
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-seek]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const found = recordings();
    // Without anything to play the link leads to the words.
    if (!found.length) return;
    event.preventDefault();
    history.replaceState(null, "", link.hash);
    const { seek } = await import("./facade.js");
    // Who is listening goes on listening.
    seek(found.find((player) => player.paused === false) ?? found[0], Number(link.dataset.seek));
  });
}

const SPEED = "speed";

// The speed that a reader has chosen is theirs on every page.
function speeds() {
  for (const part of document.querySelectorAll(".player [data-speed]")) {
    const select = part.querySelector("select");
    const player = part.closest(".player").querySelector("video, audio");
    const choose = (speed) => {
      player.defaultPlaybackRate = player.playbackRate = Number(speed) || 1;
    };
    const known = recall(SPEED);
    if ([...select.options].some((option) => option.value === known)) select.value = known;
    choose(select.value);
    select.addEventListener("change", () => {
      choose(select.value);
      remember(SPEED, select.value);
    });
  }
}

function unplayable() {
  // It is gone, or its host sends on to another one, which this page may not ask.
  document.addEventListener("error", (event) => {
    const notice = event.target.closest?.(".player")?.querySelector("[data-unplayable]");
    if (notice && event.target.matches("video, audio")) notice.hidden = false;
  }, { capture: true });
}

function following() {
  // A film or sound of ours plays alone: what is said now is marked in its chapters and words.
  document.addEventListener("play", async (event) => {
    if (!event.target.matches(MEDIA)) return;
    event.target.dataset.begun = "";
    for (const other of document.querySelectorAll(MEDIA)) if (other !== event.target) other.pause();
    if (!recordings().includes(event.target)) return;
    const { follow } = await import("./follow.js");
    follow(event.target);
  }, { capture: true });
}

function searching() {
  // Words are looked for in a transcript that is too long to be seen at once.
  const part = document.querySelector("[data-transcript-search]");
  part?.addEventListener("focusin", async () => {
    const { searchIn } = await import("./transcript.js");
    searchIn(part.closest(".transcript"));
  }, { once: true });
}

// `90`, `90s`, `1h2m3s`: as the addresses of players have it.
function seconds(text) {
  const [, h = 0, m = 0, s = 0] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(text) ?? [];
  return Number(h) * 3600 + Number(m) * 60 + Number(s);
}

// The second that a link of the search, or `?t=` in an address, asks for. The transcript has an anchor where a paragraph
// begins: the one in which it is said comes into sight, and what plays first starts there.
function opening() {
  const asked = new URLSearchParams(location.search).get("t") ?? "";
  const second = seconds(/^#t=(\d+)$/.exec(location.hash)?.[1] ?? asked);
  if (!second) return 0;
  const begun = [...document.querySelectorAll('.transcript [id^="t="]')]
    .filter((paragraph) => Number(paragraph.id.slice(2)) <= second);
  const exact = document.getElementById(`t=${second}`);
  // A browser goes to what its fragment names by itself.
  if (!exact || !location.hash) (exact ?? begun.at(-1))?.scrollIntoView();
  for (const player of recordings()) if (player.matches(MEDIA)) player.currentTime = second;
  return second;
}

function notices() {
  for (const facade of document.querySelectorAll("[data-facade]")) {
    const notice = facade.querySelector("[data-notice]");
    if (notice) notice.textContent = notice.dataset.notice;
  }
}

const opened = opening();
theme();
menu();
alert();
larger();
keep();
keptList();
contents();
ages();
notices();
// A preview has drawn the page anew (js/preview.js).
document.addEventListener("kiosque:shown", notices);
actions();
moments();
speeds();
unplayable();
following();
searching();
