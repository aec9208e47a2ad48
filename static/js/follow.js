// Loaded when a recording of ours begins: marks the chapter and the words of the moment. Nothing
// moves on the page by itself.

const followed = new WeakSet();

function mark(places, now) {
  const current = places.findLast((place) => place.at <= now)?.element;
  for (const { element } of places) {
    if (element === current) element.setAttribute("aria-current", "true");
    else element.removeAttribute("aria-current");
  }
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
  player.addEventListener("timeupdate", () => {
    mark(chapters, player.currentTime);
    mark(words, player.currentTime);
  });
}
