// Whether HTML would keep the browser's parser busy for minutes. It copies each bold, link or font that
// nobody has closed into every paragraph after it, and walks through all that is open at each tag.
// What a browser or a word processor copies closes what it opens, and nests some dozens deep.

const RAW = "script|style|textarea|title|xmp|iframe|noembed|noframes";
// Each alternative matches wherever it begins: the scan takes as many steps as there are letters.
const TAG = new RegExp(
  `<!--.*?(?:-->|$)|<(?:${RAW})\\b.*?(?:</(?:${RAW})\\b|$)|` +
    `<(/?)([a-z][^\\s/>]*)(?:=\\s*(?:"[^"]*"?|'[^']*'?)|[^>=]+|=)*>?`,
  "gis",
);
// The formatting elements of https://html.spec.whatwg.org/multipage/parsing.html#formatting.
const FORMATTING = new Set("a b big code em font i nobr s small strike strong tt u".split(" "));
const ENDLESS = new Set(
  `area base basefont bgsound br col embed hr image img input keygen link meta param source track wbr
  body colgroup dd dt head html li optgroup option p rp rt tbody td tfoot th thead tr`.split(/\s+/),
);
// An end tag in a table does not close what was opened before the table.
const SCOPE = /^(applet|marquee|object|table|template)$/;
const DEEPEST = 1_000;
const FORMATTED = { always: 10_000, perTag: 5 };

// How many more elements are open after a tag: 1, 0, -1.
function change(open, name, isEnd) {
  if (!isEnd) {
    if (!ENDLESS.has(name)) open.push(name);
    return ENDLESS.has(name) ? 0 : 1;
  }
  const at = open.lastIndexOf(name);
  if (at < 0 || at < open.findLastIndex((other) => SCOPE.test(other))) return 0;
  open.splice(at, 1);
  return -1;
}

export function isTangled(html) {
  const open = [];
  let [formats, tags, copies] = [0, 0, 0];
  for (const [, slash, spelled] of html.matchAll(TAG)) {
    const name = spelled?.toLowerCase();
    if (!name) continue;
    const more = change(open, name, Boolean(slash));
    formats += FORMATTING.has(name) ? more : 0;
    tags += 1;
    copies += formats;
    if (open.length > DEEPEST || copies > FORMATTED.always + FORMATTED.perTag * tags) return true;
  }
  return false;
}
