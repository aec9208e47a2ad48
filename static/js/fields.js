// Leads to a field of the editor's form, wherever it is folded away.

// The first of them that is not a button of the toolbar of a text.
const CONTROLS = [
  "input:not([type=hidden])",
  "textarea",
  "[contenteditable=true]",
  "button:not([class*=Draftail] button)",
].join();

// A path is that of Wagtail's comments: names of fields and ids of blocks, each inside the last.
function fieldAt(path) {
  const form = document.querySelector("[data-edit-form]");
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

export function goTo(path) {
  const found = fieldAt(path);
  if (!found) return;
  // A block's own buttons stand before what it holds, which may be folded away.
  const content = found.querySelector(".w-panel__content") ?? found;
  // The settings of a block are folded away inside it.
  const isShown = (control) => control.closest("[hidden]")?.contains(content) ?? true;
  const control = [...content.querySelectorAll(CONTROLS)].find(isShown) ?? content;
  unfold(control);
  control.scrollIntoView({ block: "center" });
  control.focus();
}
