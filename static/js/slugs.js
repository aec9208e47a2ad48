// A slug that French readers can read: Wagtail's own drops œ and joins words at an apostrophe.
// It is told the title in letters that it keeps, as cms/slugs.py writes them.

const LETTERS = { œ: "oe", Œ: "OE", æ: "ae", Æ: "AE", ß: "ss", "€": " EUR " };

const readable = (title) =>
  title.replace(/[’'‘]/g, " ").replace(/[œŒæÆß€]/g, (letter) => LETTERS[letter]);

for (const name of ["w-sync:apply", "w-sync:check"]) {
  document.addEventListener(
    name,
    (event) => {
      if (!event.target.matches("[data-controller~='w-slug']")) return;
      if (typeof event.detail?.value === "string") event.detail.value = readable(event.detail.value);
    },
    { capture: true },
  );
}
