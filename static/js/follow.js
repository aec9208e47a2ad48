// Loaded when a recording of ours begins: marks the chapter and the words of the moment. The page
// moves along with them only for whoever asks, until they scroll by themselves.

const followed = new WeakSet();
const SCROLLS = new Set([" ", "ArrowDown", "ArrowUp", "PageDown", "PageUp", "Home", "End"]);
const FIELDS = "input, select, textarea, video, audio";
// What a key does something else in than to scroll.
const TAKES = { " ": `${FIELDS}, button, summary` };
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** Marks the place of a moment; gives it where it is another one than before. */
function mark(places, now) {
  const current = places.findLast((place) => place.at <= now)?.element;
  const before = places.find(({ element }) => element.hasAttribute("aria-current"))?.element;
  if (current === before) return null;
  before?.removeAttribute("aria-current");
  current?.setAttribute("aria-current", "true");
  return current;
}

let mover = null;

/** The button of the transcript, once for all players of a page; `move` brings what is said now into sight while it is pressed. */
function keeping(button) {
  const isOn = () => button.getAttribute("aria-pressed") === "true";
  const show = (on) => button.setAttribute("aria-pressed", String(on));
  const move = (element) => {
    if (element && isOn() && !still.matches) {
      element.scrollIntoView({ block: "center", behavior: "smooth" });
    }
  };
  // What moves by itself is not offered to whoever wants no motion.
  const offer = () => {
    button.hidden = still.matches;
    if (still.matches) show(false);
  };
  offer();
  still.addEventListener("change", offer);
  button.addEventListener("click", () => {
    show(!isOn());
    move(document.querySelector(".transcript p[aria-current]"));
  });
  const stop = () => {
    if (!isOn()) return;
    show(false);
    // What is under way would go on beneath their hand.
    scrollTo({ top: scrollY, behavior: "instant" });
  };
  for (const name of ["wheel", "touchmove"]) addEventListener(name, stop, { passive: true });
  addEventListener("keydown", (event) => {
    if (SCROLLS.has(event.key) && !event.target.closest(TAKES[event.key] ?? FIELDS)) stop();
  });
  // On the scroll bar.
  addEventListener("pointerdown", (event) => {
    if (event.clientX >= document.documentElement.clientWidth) stop();
  });
  return move;
}

/** Follows a player once, however often it is started. */
export function follow(player) {
  if (followed.has(player)) return;
  followed.add(player);
  const chapters = [...document.querySelectorAll(".chapter[data-seek]")].map((element) => (
    { element, at: Number(element.dataset.seek) }
  ));
  const words = [...document.querySelectorAll(".transcript p[id^='t=']")].map((element) => (
    { element, at: Number(element.id.slice(2)) }
  ));
  const button = words.length ? document.querySelector("[data-follow]") : null;
  if (button) mover ??= keeping(button);
  player.addEventListener("timeupdate", () => {
    mark(chapters, player.currentTime);
    const said = mark(words, player.currentTime);
    mover?.(said);
  });
}
