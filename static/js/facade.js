// Loaded at the first click on a video or a time: puts the player where its poster stood.

const ALLOWED = "autoplay; encrypted-media; fullscreen; picture-in-picture";

/** Replaces the poster of a `[data-facade]` by its player, or starts that again, `from` seconds on. */
export function play(facade, from = 0) {
  for (const other of document.querySelectorAll("video, audio")) other.pause();
  const address = new URL(facade.dataset.player);
  address.searchParams.set("autoplay", "1");
  if (from) {
    // `start` is the word of YouTube, PeerTube and Dailymotion; Vimeo reads the fragment.
    address.searchParams.set("start", String(from));
    address.hash = `t=${from}s`;
  }
  const frame = document.createElement("iframe");
  frame.src = address.href;
  frame.title = facade.dataset.title;
  frame.allow = ALLOWED;
  // Players refuse an empty referrer; the origin is enough for them.
  frame.referrerPolicy = "strict-origin-when-cross-origin";
  facade.querySelector("a, iframe").replaceWith(frame);
  frame.focus();
  // A frame takes the focus where it stands, out of sight of who has clicked a time far below.
  frame.scrollIntoView({ block: "nearest" });
}

/** Plays a video, a sound or a facade from a moment. */
export function seek(player, seconds) {
  if (player.matches("[data-facade]")) {
    play(player, seconds);
  } else {
    player.currentTime = seconds;
    player.play();
    player.focus();
  }
}
