// Narrows a list of boxes down to those whose name holds what is typed, accents aside.
(() => {
  const SHORT = 8;
  const plain = (text) =>
    text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase();

  function narrow(list, words) {
    for (const option of list.querySelectorAll("li")) {
      option.hidden = !plain(option.textContent).includes(words);
    }
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-tick-filter]")) return;
    // The filter is no field of the form: it starts no autosave.
    event.stopPropagation();
    narrow(event.target.closest("[data-tick-list]"), plain(event.target.value.trim()));
  }, { capture: true });

  function open() {
    for (const list of document.querySelectorAll("[data-tick-list]")) {
      const filter = list.querySelector("[data-tick-filter]");
      filter.hidden = list.querySelectorAll("li").length <= SHORT;
    }
  }
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", open);
  else open();
})();
