// The editor's side of the preview; the other one is js/preview.js, in the frame. It tells the frame
// what to show after each pause in the writing, and opens the field of a block that is clicked there.

import { goTo } from "./fields.js";

const script = document.querySelector("script[data-preview-origins]");
const origins = new Set([location.origin, ...script.dataset.previewOrigins.split(" ").filter(Boolean)]);
// Where preview.js runs: frames and windows, each with its origin.
const ready = new Map();

const frames = () => [...document.querySelectorAll("iframe[data-w-preview-target~=iframe]")];

// A preview in a tab of its own was opened from here.
const isOurs = (source) =>
  frames().some((frame) => frame.contentWindow === source) || source.opener === window;

window.addEventListener("message", ({ data, origin, source }) => {
  const said = data?.kiosque;
  if (!said || !origins.has(origin) || !isOurs(source)) return;
  if (said.type === "ready") ready.set(source, origin);
  else if (said.type === "gone") ready.delete(source);
  else if (said.type === "open") goTo(String(said.block));
});

function addressOf(panel) {
  const { wPreviewRenderUrlValue, wPreviewUrlValue } = panel.dataset;
  const address = new URL(wPreviewRenderUrlValue || wPreviewUrlValue, location.href);
  const mode = panel.querySelector("[data-w-preview-target~=mode]");
  if (mode) address.searchParams.set("mode", mode.value);
  address.searchParams.set("in_preview_panel", "true");
  return address;
}

// Our own page is asked again by its address; a frontend has one for each draft.
async function shownAt(address, origin) {
  if (origin === location.origin) return address.href;
  const asked = new URL(address);
  asked.pathname += "address/";
  const response = await fetch(asked);
  return response.ok ? (await response.json()).url : "";
}

document.addEventListener("w-preview:load", async (event) => {
  const [frame] = frames();
  const origin = ready.get(frame?.contentWindow);
  // Without preview.js in it, Wagtail loads it anew.
  if (!origin) return;
  event.preventDefault();
  const address = addressOf(event.target);
  const url = await shownAt(address, origin);
  if (url) frame.contentWindow.postMessage({ kiosque: { type: "refresh", url } }, origin);
  else frame.src = address.href;
});
