// Wagtail takes what stands in a form for saved at two moments: two seconds after it has opened, and
// when an autosave returns. What was typed before the first or during the second stayed unsaved, with
// no warning at the door, until the next key: the form is told that it has changed.

let isTyped = false;

document.addEventListener("input", (event) => {
  if (event.isTrusted && event.target.closest("[data-edit-form]")) isTyped = true;
});
document.addEventListener("w-autosave:save", () => {
  isTyped = false;
});
document.addEventListener("w-unsaved:watch-edits", ({ target }) => {
  // After Wagtail has put its own mark back.
  if (isTyped && target.matches("[data-edit-form]"))
    setTimeout(() => target.setAttribute("data-w-unsaved-force-value", "true"));
});
