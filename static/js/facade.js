// Loaded at the first click on a video: puts the player where its poster stood.

const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";

/** Replaces the poster of a `[data-facade]` by its player. */
export function play(facade) {
  const link = facade.querySelector("a");
  const address = new URL(facade.dataset.player);
  address.searchParams.set("autoplay", "1");
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = facade.dataset.title;
  frame.allow = ALLOWED;
  // Players refuse an empty referrer; the origin is enough for them.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  link.replaceWith(frame);
  frame.focus();
}
