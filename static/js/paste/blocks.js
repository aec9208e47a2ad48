// What Word, LibreOffice, Google Docs and web pages put on the clipboard, as blocks of Draft.js.
// The HTML is only ever parsed into a document of its own, where nothing runs or loads.

import { LIST_MARK, contextIn, isItem } from "./elements.js";

const DROPPED = `script, style, template, noscript, iframe, object, embed, svg, math, canvas, audio,
  video, button, input, select, textarea, xml, del, [hidden], .MsoCommentReference, .mw-cite-backlink,
  [style*="mso-element:comment-list" i], [style*="mso-hide:all" i], [style*="display:none" i],
  [style*="display: none" i]`;
const BLOCK = `address, article, aside, blockquote, caption, center, dd, details, div, dl, dt, fieldset,
  figcaption, figure, footer, form, h1, h2, h3, h4, h5, h6, header, hr, legend, li, main, nav, ol, p,
  pre, section, summary, table, td, th, tr, ul`;
const TAB = '[style*="mso-tab-count" i]';
const SYMBOL = '[style*="mso-char-type:symbol" i]';
// Word writes arrows and faces as letters in a font of drawings.
const SYMBOLS = { à: "→", ß: "←", ó: "↔", J: "☺", L: "☹" };
const NOTE = /^#_?(?:ftn|edn|fn|sdfootnote|sdendnote|footnote|endnote|cite_)[\w:.-]*\d/i;
const BACK = /^#_?(?:ftnt?|edn|fn|footnote|endnote|cite)[-_:]?ref|anc$/i;
const LABEL = /^(\d{1,4}|[ivxlc]{1,7}|[a-z]|\*{1,4})$/i;
const OUTSIDE = { type: "unstyled", depth: 0, styles: new Set(), link: null };

function unwrapped(gap) {
  return /[^ ]/.test(gap) ? " " : gap;
}

function trimEnd(runs) {
  while (runs.length && !(runs.at(-1).text = runs.at(-1).text.trimEnd())) runs.pop();
}

class Reading {
  blocks = [];
  notes = [];
  images = 0;
  block = null;

  // Recursion is bounded: HTML parsers stop nesting at some hundreds of elements.
  read(node, context) {
    if (node.nodeType === Node.TEXT_NODE) this.write(node.data, context);
    if (node.nodeType !== Node.ELEMENT_NODE || node.matches(DROPPED)) return;
    if (node.localName === "img") this.images += node.getAttribute("width") !== "1";
    else if (node.localName === "br") this.breakLine(context);
    else if (node.matches(TAB)) this.write(" ", context);
    else if (node.matches(SYMBOL)) this.write(SYMBOLS[node.textContent] ?? node.textContent, context);
    else if (node.matches(LIST_MARK)) this.readListMark(node, context);
    else if (!this.readNote(node, context)) this.enter(node, context);
  }

  enter(element, outer) {
    const inner = contextIn(element, outer);
    const leave = element.matches(BLOCK) && this.begin(element, outer, inner);
    for (const child of element.childNodes) this.read(child, inner);
    if (leave) this.close();
  }

  // True where the end of `element` is the end of a block too.
  begin(element, outer, inner) {
    if (outer.isRow) {
      this.join(element.matches("td, th") && element.previousElementSibling ? " | " : " ", inner);
      return false;
    }
    const isInItem = isItem(outer) && inner.type === outer.type && !element.matches("ul, ol, li");
    if (isInItem) this.breakLine(inner);
    else this.close();
    return !isInItem;
  }

  write(data, context) {
    const text = context.isPre ? data.replace(/\r\n?/g, "\n") : data.replace(/[ \t\n\r\f]+/g, unwrapped);
    const last = this.block?.runs.at(-1);
    const isWrapped = !context.isPre && /^[ \t\r\f]*\n/.test(data) && /\s$/.test(last?.text);
    if (!last || last.isMark) this.push(text.trimStart(), context);
    else this.push(isWrapped ? text.slice(1) : text, context);
  }

  push(text, { styles, link, ...place }, isMark = false) {
    if (!text) return;
    this.block ??= { ...place, runs: [] };
    this.block.runs.push({ text, styles, link, isMark });
  }

  breakLine(context) {
    const last = this.block?.runs.at(-1);
    if (context.isRow) this.join(" ", context);
    else if (last?.text.endsWith("\n") && !isItem(context)) this.close();
    else if (last) this.push("\n", context);
  }

  join(separator, context) {
    trimEnd(this.block?.runs ?? []);
    const text = this.block?.runs.length ? separator : separator.trimStart();
    this.push(text, { ...context, styles: new Set(), link: null }, true);
  }

  // The number of a heading is words of the author; that of an item is made anew.
  readListMark(element, context) {
    const text = element.textContent.trim();
    if (!isItem(context) && text) this.push(`${text} `, context, true);
  }

  // The call of a note, or the number before its text; false where `element` is neither.
  readNote(element, context) {
    const anchor = element.localName === "a" ? element.getAttribute("href")?.replace(/^[^#]*/, "") : "";
    if (!NOTE.test(anchor)) return false;
    const label = element.textContent.replace(/[\s[\]()]/g, "");
    const isBack = BACK.test(anchor);
    // An arrow from a note to its call has no words of its own.
    if (!LABEL.test(label)) return isBack && !/[\p{L}\d]/u.test(label);
    const call = { ...context, styles: new Set(["SUPERSCRIPT"]), link: null };
    const text = { ...OUTSIDE, isNote: true };
    if (!isBack) this.push(`[${label}]`, call);
    else if (!this.block && !isItem(context)) this.push(`[${label}] `, text, true);
    return true;
  }

  close() {
    const { block } = this;
    this.block = null;
    trimEnd(block?.runs ?? []);
    if (block?.runs.some(({ text }) => /[^\s|]/.test(text))) {
      (block.isNote ? this.notes : this.blocks).push(block);
    }
  }
}

// `{ blocks, images }`: blocks are `{ type, depth, runs, prefix }`, each run `{ text, styles, link }`,
// in the order of the text with the notes last; `images` counts those that were left out.
export function readBlocks(html) {
  const reading = new Reading();
  reading.read(new DOMParser().parseFromString(html, "text/html").body, OUTSIDE);
  reading.close();
  return { blocks: [...reading.blocks, ...reading.notes], images: reading.images };
}

// The same shape, of plain text: a paragraph a line.
export function readLines(plain) {
  const lines = plain.split(/[\r\n]+/).map((line) => line.trim()).filter(Boolean);
  return lines.map((text) => ({ ...OUTSIDE, runs: [{ text, styles: OUTSIDE.styles, link: null }] }));
}
