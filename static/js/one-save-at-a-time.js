// Wagtail's autosave sends a form by itself and holds no submission back meanwhile. Sent both at
// once, a form that makes a page would make it twice: whoever clicks waits for the autosave.

let isSaving = false;
let isLeaving = false;
let waiting = null;

const isAutosaved = (form) => form.matches('[data-controller~="w-autosave"]');

function submit({ form, button }) {
  // Wagtail shows progress by disabling the button; a disabled button would not be sent.
  const wasDisabled = button?.disabled;
  if (button) button.disabled = false;
  form.requestSubmit(button);
  if (button) button.disabled = wasDisabled;
}

function onSaved() {
  isSaving = false;
  const submission = waiting;
  waiting = null;
  if (submission) submit(submission);
}

document.addEventListener("w-autosave:save", (event) => {
  // After the form has gone, there is nothing left to save by itself.
  if (isLeaving) event.preventDefault();
  else isSaving = true;
});
document.addEventListener("w-autosave:success", onSaved);
document.addEventListener("w-autosave:error", onSaved);

document.addEventListener(
  "submit",
  (event) => {
    if (!isSaving || !isAutosaved(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = { form: event.target, button: event.submitter };
  },
  { capture: true },
);
document.addEventListener("submit", (event) => {
  if (isAutosaved(event.target)) isLeaving = !event.defaultPrevented;
});
window.addEventListener("pageshow", () => {
  isLeaving = false;
});
