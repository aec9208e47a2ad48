// Pasting into Draftail. Left to itself, it loses most headings, the levels of lists, superscripts and
// notes, and keeps what a word processor writes for itself. Its own copies, and plain text, are its own.

import { readBlocks, readLines } from "./paste/blocks.js";
import { isItem } from "./paste/elements.js";
import { isTangled } from "./paste/tangled.js";

const OWN_COPY = "data-draftjs-conductor-fragment";

function fieldAt(place) {
  const wrapper = place.closest?.(".public-DraftEditor-content")?.closest(".Draftail-Editor__wrapper");
  const inputs = wrapper?.parentNode.querySelectorAll("input") ?? [];
  const editor = [...inputs].find((input) => input.draftailEditor)?.draftailEditor;
  return editor ? { wrapper, editor } : null;
}

function allowedBy(editor) {
  const names = (options) => new Set(options.map(({ type }) => type));
  const { blockTypes, inlineStyles, entityTypes, maxListNesting } = editor.props;
  return {
    types: names(blockTypes).add("unstyled"),
    styles: names(inlineStyles),
    hasLinks: names(entityTypes).has("LINK"),
    deepest: maxListNesting,
  };
}

// A heading is bold by itself.
function headingRun({ text, styles, link }, isBold) {
  const others = [...styles].filter((style) => style !== "BOLD");
  return { text: text.replace(/\s{2,}|\n/g, " "), styles: isBold ? [...others, "BOLD"] : others, link };
}

// A block that the field has no button for becomes a paragraph: bold, or with its bullet.
function allowedBlock({ type, depth, prefix, runs }, { types }) {
  const isAllowed = types.has(type);
  if (type.startsWith("header")) runs = runs.map((run) => headingRun(run, !isAllowed));
  else if (!isAllowed) runs = [{ text: prefix, styles: [], link: null }, ...runs];
  return isAllowed ? { type, depth, runs } : { type: "unstyled", depth: 0, runs };
}

// An item is at most one level below the one before it, else empty items are stored between them.
function levelled(blocks, deepest) {
  let floor = 0;
  return blocks.map((block) => {
    const depth = Math.min(block.depth, floor, deepest);
    floor = isItem(block) ? depth + 1 : 0;
    return { ...block, depth };
  });
}

function rawBlock({ type, depth, runs }, { styles, hasLinks }, links) {
  const raw = { type, depth, text: "", inlineStyleRanges: [], entityRanges: [] };
  for (const run of runs) {
    const range = { offset: raw.text.length, length: run.text.length };
    const kept = [...run.styles].filter((style) => styles.has(style));
    raw.inlineStyleRanges.push(...kept.map((style) => ({ ...range, style })));
    if (run.link && hasLinks) raw.entityRanges.push({ ...range, key: keyOf(run.link, links) });
    raw.text += run.text;
  }
  return raw;
}

function keyOf(link, links) {
  if (!links.has(link)) links.set(link, links.size);
  return links.get(link);
}

function rawContent(blocks, allowed) {
  const links = new Map();
  const taken = levelled(blocks.map((block) => allowedBlock(block, allowed)), allowed.deepest);
  const raw = taken.map((block) => rawBlock(block, allowed, links));
  const entities = [...links.keys()].map((data, key) => [key, { type: "LINK", mutability: "MUTABLE", data }]);
  return { blocks: raw, entityMap: Object.fromEntries(entities) };
}

// Some words from within a paragraph keep the spaces around them, which HTML has lost.
function padded(blocks, plain) {
  if (blocks.length !== 1 || !plain.trim()) return blocks;
  const [block] = blocks;
  const space = (text) => (text ? [{ text, styles: [], link: null }] : []);
  const lead = /^[ \u00a0]*/.exec(plain)[0];
  const trail = plain.slice(plain.trimEnd().length);
  const runs = [...space(lead), ...block.runs, ...space(/^[ \u00a0]*$/.exec(trail)?.[0])];
  return [{ ...block, runs }];
}

// Any kind of change but "insert-fragment": after that one, Draftail makes items of all paragraphs
// that begin with "1. " or "a. ", in the text that was there too.
function insert(editor, raw) {
  const { EditorState, Modifier, convertFromRaw } = window.DraftJS;
  const state = editor.getEditorState();
  const [before, place] = [state.getCurrentContent(), state.getSelection()];
  const fragment = convertFromRaw(raw).getBlockMap();
  let content = Modifier.replaceWithFragment(before, place, fragment);
  // Draft gives a lone block the type of the one it lands in.
  if (fragment.size === 1 && !before.getBlockForKey(place.getStartKey()).getLength()) {
    content = Modifier.setBlockType(content, content.getSelectionAfter(), fragment.first().getType());
  }
  editor.onChange(EditorState.push(state, content, "change-block-data"));
}

function say(wrapper, sentence) {
  if (wrapper.nextElementSibling?.matches("[data-pasted]")) wrapper.nextElementSibling.remove();
  if (!sentence) return;
  const notice = document.createElement("p");
  Object.assign(notice, { className: "help", role: "status" });
  notice.dataset.pasted = "";
  wrapper.after(notice);
  notice.textContent = sentence;
}

// What was left out, in the words that the page brings; nothing where all was taken.
function leftOut({ isTangled, images }) {
  const said = document.querySelector("[data-paste-said]")?.dataset;
  if (isTangled) return said?.words;
  return images && said ? (images === 1 ? said.one : said.many).replace("%d", images) : "";
}

function read(html, plain) {
  if (isTangled(html)) return { blocks: readLines(plain), images: 0, isTangled: true };
  const { blocks, images } = readBlocks(html);
  return { blocks: padded(blocks, plain), images, isTangled: false };
}

function paste(event) {
  const html = event.clipboardData?.getData("text/html");
  const field = fieldAt(event.target);
  if (!html || !field || html.includes(OWN_COPY)) return;
  const reading = read(html, event.clipboardData.getData("text/plain"));
  if (!reading.blocks.length && !reading.images && !reading.isTangled) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (reading.blocks.length) insert(field.editor, rawContent(reading.blocks, allowedBy(field.editor)));
  say(field.wrapper, leftOut(reading));
}

document.addEventListener("paste", paste, { capture: true });
