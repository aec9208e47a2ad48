// What an element of pasted HTML says of the words in it: their block, their styles, their link.

import { cleanLink } from "./links.js";

export const LIST_MARK = '[style*="mso-list:ignore" i]';
const NUMBER = /^\(?(\d+|[a-z]{1,4})[.)°-]/i;
const STYLES = [
  { name: "BOLD", tags: "b, strong", property: "font-weight", on: /^(bold|[6-9]00)/, off: /^(normal|[1-5]00)/ },
  { name: "ITALIC", tags: "i, em, cite", property: "font-style", on: /^(italic|oblique)/, off: /^normal/ },
  { name: "SUPERSCRIPT", tags: "sup", property: "vertical-align", on: /^super/, off: /^sub/ },
];
const NOTE_ITEM = `li[id^="fn"], li[id^="footnote"], li[id^="endnote"], li[id^="cite_note"]`;
const NOTE_TEXT = `div[id^="ftn"], div[id^="edn"], div[id^="sdfootnote"], div[id^="sdendnote"], ${NOTE_ITEM}`;

export function isItem({ type }) {
  return type.endsWith("list-item");
}

function declared(element, property) {
  const style = element.getAttribute("style") ?? "";
  return new RegExp(`(?:^|;)\\s*${property}\\s*:\\s*([^;]+)`, "i").exec(style)?.[1].trim() ?? "";
}

function stylesIn(element, outer) {
  const styles = new Set(outer);
  for (const { name, tags, property, on, off } of STYLES) {
    const value = declared(element, property);
    if (off.test(value)) styles.delete(name);
    else if (on.test(value) || element.matches(tags)) styles.add(name);
  }
  return styles;
}

// Google Docs writes its title as a paragraph whose words all have this size; headings are smaller. Its
// subtitle is a paragraph that it writes larger and grey: here it stays one, as Word's does.
function isDocsTitle(element) {
  if (!element.matches('[id^="docs-internal-guid"] p:not(li p)')) return false;
  const words = [...element.querySelectorAll("span:not(span span)")].filter((span) => span.textContent.trim());
  return words.length > 0 && words.every((span) => declared(span, "font-size") === "26pt");
}

function headingLevel(element) {
  if (element.matches("p.MsoTitle, p.title") || isDocsTitle(element)) return 1;
  if (element.matches("[role=heading]")) return Number(element.getAttribute("aria-level")) || 2;
  return Number(/^h([1-6])$/.exec(element.localName)?.[1] ?? 0);
}

// Word writes a list as paragraphs that begin with their bullet or number.
function wordItem(element) {
  const level = /mso-list:\s*l\d+\s+level(\d)/i.exec(element.getAttribute("style"))?.[1];
  const mark = element.localName === "p" && element.querySelector(LIST_MARK)?.textContent.trim();
  if (element.localName !== "p" || !(level || mark)) return null;
  const isNumbered = NUMBER.test(mark);
  const type = isNumbered ? "ordered-list-item" : "unordered-list-item";
  return { type, depth: (level ?? 1) - 1, prefix: isNumbered ? `${mark} ` : "• " };
}

function htmlItem(element, list) {
  const isNumbered = list.type === "ordered-list-item";
  const level = element.getAttribute("aria-level") ?? element.getAttribute("data-aria-level");
  const depth = Math.max(0, level ? level - 1 : list.depth);
  list.count += 1;
  if (element.matches(NOTE_ITEM)) return { type: "note-list-item", depth: 0, prefix: `[${list.count}] ` };
  return { type: list.type, depth, prefix: isNumbered ? `${list.count}. ` : "• " };
}

function listOf(element, outer) {
  const type = element.localName === "ol" ? "ordered-list-item" : "unordered-list-item";
  const count = (Number(element.getAttribute("start")) || 1) - 1;
  return { type, depth: outer ? outer.depth + 1 : 0, count };
}

function isRow(element) {
  return element.localName === "tr" && element.children.length > 1 && !element.querySelector("table");
}

// What `element` says of the block that its words belong to.
function blockIn(element, outer) {
  if (isRow(element)) return { type: "unstyled", depth: 0, isRow: true };
  if (element.matches("ol, ul")) return { list: listOf(element, outer.list) };
  const level = headingLevel(element);
  if (level) return { type: level < 3 ? "header-two" : "header-three", depth: 0 };
  if (element.localName === "li") return htmlItem(element, outer.list ?? listOf(element));
  return wordItem(element) ?? {};
}

function isPreformatted(element, outer) {
  const value = element.localName === "pre" ? "pre" : declared(element, "white-space");
  return value ? /^(pre(?!-line)|break-spaces)/.test(value) : outer;
}

// The context that `element` makes of the `outer` one.
export function contextIn(element, outer) {
  return {
    ...outer,
    ...(outer.isRow ? {} : blockIn(element, outer)),
    styles: stylesIn(element, outer.styles),
    link: element.localName === "a" ? cleanLink(element.getAttribute("href")) : outer.link,
    isNote: outer.isNote || element.matches(NOTE_TEXT),
    isPre: isPreformatted(element, outer.isPre),
  };
}
