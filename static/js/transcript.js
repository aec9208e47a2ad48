// Loaded when the search of a transcript is entered: finds words in it, marks them, and leads from
// one to the next. Paragraphs keep their ids and their links: only text nodes are exchanged.

const ODD = {
  œ: "oe", æ: "ae", "’": "'", "‘": "'", "…": "...", "\u2011": "-",
  "\n": " ", "\t": " ", "\u00a0": " ", "\u2009": " ", "\u202f": " ",
};
const SHORTEST = 2;
const PAUSE_MS = 150;
// Letters of a passage that a screen reader is given.
const HEARD = 150;
// Texts that are marked between two frames: three thousand at once would hold up the typing.
const AT_ONCE = 200;

/** Text as readers type it, without case, accents and ligatures; `from[i]` is where the sign
 * that `folded[i]` stands for begins, and the last of `from` is where the text ends. */
function fold(text) {
  const from = [];
  let folded = "";
  let at = 0;
  for (const sign of text) {
    const small = sign.toLowerCase();
    const bare = () => small.normalize("NFD").replace(/\p{M}/gu, "");
    const plain = ODD[small] ?? (sign < "\u0080" ? small : bare());
    // Many spaces are one.
    if (plain !== " " || !folded.endsWith(" ")) {
      for (let unit = 0; unit < plain.length; unit += 1) from.push(at);
      folded += plain;
    }
    at += sign.length;
  }
  return { folded, from: [...from, at] };
}

/** Where the words stand in a text, as pairs of [start, end]. A sign is never cut in two. */
function spans({ folded, from }, words) {
  const found = [];
  for (let at = folded.indexOf(words); at >= 0;) {
    let end = at + words.length;
    while (from[end] === from[end - 1]) end += 1;
    found.push([from[at], from[end]]);
    at = folded.indexOf(words, end);
  }
  return found;
}

/** Who speaks and what is said, paragraph by paragraph. */
function texts(section) {
  return [...section.querySelectorAll(".prose p")].flatMap((paragraph) => {
    // A browser cuts a very long text in two while it reads the page.
    paragraph.normalize();
    return [paragraph.querySelector(".speaker")?.firstChild, paragraph.lastChild];
  }).filter((node) => node?.nodeType === Node.TEXT_NODE)
    .map((node) => ({ node, ...fold(node.data), spans: [], shown: [], marks: [] }));
}

function draw(text) {
  if (text.shown.length) return;
  const { data } = text.node;
  let at = 0;
  for (const [start, end] of text.spans) {
    const mark = document.createElement("mark");
    mark.textContent = data.slice(start, end);
    text.marks.push(mark);
    text.shown.push(document.createTextNode(data.slice(at, start)), mark);
    at = end;
  }
  text.shown.push(document.createTextNode(data.slice(at)));
  text.node.replaceWith(...text.shown);
}

function clear(text) {
  text.shown[0]?.before(text.node);
  for (const node of text.shown) node.remove();
  Object.assign(text, { spans: [], shown: [], marks: [] });
}

const drawn = () => new Promise(requestAnimationFrame);

/** What is found in the texts of a section: `look` for words, `go` from one passage to another. */
function passages(section) {
  let all = null;
  let found = [];
  let hit = [];
  let current = null;
  let turn = 0;

  async function mark(mine) {
    for (let first = 0; first < hit.length && mine === turn; first += AT_ONCE) {
      hit.slice(first, first + AT_ONCE).forEach(draw);
      await drawn();
    }
  }

  function look(words) {
    turn += 1;
    hit.forEach(clear);
    current = null;
    all ??= texts(section);
    for (const text of all) text.spans = words.length < SHORTEST ? [] : spans(text, words);
    hit = all.filter((text) => text.spans.length);
    found = hit.flatMap((text) => text.spans.map((_, index) => ({ text, index })));
    mark(turn);
    return found.length;
  }

  function go(place) {
    current?.removeAttribute("aria-current");
    const { text, index } = found[place];
    draw(text);
    current = text.marks[index];
    current.setAttribute("aria-current", "true");
    const still = !matchMedia("(prefers-reduced-motion: no-preference)").matches;
    current.scrollIntoView({ block: "center", behavior: still ? "instant" : "smooth" });
    return current.closest("p").textContent.trim();
  }

  return { look, go };
}

/** Makes the search of a transcript work. */
export function searchIn(section) {
  const part = section.querySelector("[data-transcript-search]");
  const field = part.querySelector("input");
  const status = part.querySelector("[role=status]");
  const buttons = [...part.querySelectorAll("button")];
  const { look, go } = passages(section);
  let [asked, total, place, timer] = ["", 0, -1, 0];

  const say = (sentence, ...numbers) => {
    const shown = numbers.map((number) => number.toLocaleString(document.documentElement.lang));
    status.textContent = sentence.replaceAll("#", () => shown.shift());
  };

  function search() {
    clearTimeout(timer);
    const words = fold(field.value.trim().replace(/\s+/g, " ")).folded;
    if (words === asked) return;
    [asked, total, place] = [words, look(words), -1];
    for (const button of buttons) button.disabled = !total;
    if (words.length < SHORTEST) say("");
    else if (!total) say(status.dataset.none);
    else say(total === 1 ? status.dataset.one : status.dataset.many, total);
  }

  function step(by) {
    search();
    if (!total) return;
    place = place < 0 && by < 0 ? total - 1 : (place + by + total) % total;
    const heard = document.createElement("span");
    heard.className = "visually-hidden";
    heard.textContent = ` : ${go(place).slice(0, HEARD)}`;
    say(status.dataset.place, place + 1, total);
    status.append(heard);
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(search, PAUSE_MS);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
    else if (event.key === "Escape" && field.value) field.value = "";
    else return;
    event.preventDefault();
    search();
  });
  for (const button of buttons) button.addEventListener("click", () => step(Number(button.value)));
  // What was typed while this was loaded.
  search();
}
