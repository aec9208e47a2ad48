// « Corriger la typographie »: the server says what to change, the editor's own fields change it,
// so that it can be undone, saved by itself and seen in the preview like any typing.

const LEFT_ALONE = /(^|-)(slug|anchor|handle|url|legacy_path|transcript|chapters|same_as|slugs?)$/;

function isPost(field) {
  const block = field.name.match(/^(.*-\d+)-value-/);
  const type = block && document.querySelector(`[name="${CSS.escape(block[1])}-type"]`);
  return type?.value === "post";
}

function plainFields(form) {
  const fields = form.querySelectorAll("input[type=text][name], textarea[name]");
  return [...fields].filter(
    (field) =>
      field.value &&
      !field.readOnly &&
      !LEFT_ALONE.test(field.name) &&
      !isPost(field) &&
      field.closest("[data-contentpath]"),
  );
}

function corrected(text, edits) {
  let result = "";
  let at = 0;
  for (const [start, end, insert] of edits) {
    result += text.slice(at, start) + insert;
    at = end;
  }
  return result + text.slice(at);
}

function correctField(field, edits) {
  field.value = corrected(field.value, edits);
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
}

// Draftail's fields: each paragraph keeps its styles and links.
function paragraphs(form) {
  return [...form.elements]
    .filter((input) => input.draftailEditor && !isPost(input))
    .flatMap((input) => {
      const blocks = input.draftailEditor.getEditorState().getCurrentContent().getBlocksAsArray();
      return blocks.map((block) => ({ input, key: block.getKey(), text: block.getText() }));
    })
    .filter(({ text }) => text);
}

function correctParagraphs(changes) {
  const { EditorState, Modifier, SelectionState } = window.DraftJS;
  for (const input of new Set(changes.map((change) => change.input))) {
    const editor = input.draftailEditor;
    const state = editor.getEditorState();
    let content = state.getCurrentContent();
    for (const { key, text, edits } of changes.filter((change) => change.input === input)) {
      // What was written meanwhile stays as it is: the positions are those of the old text.
      if (content.getBlockForKey(key)?.getText() !== text) continue;
      for (const [start, end, insert] of [...edits].reverse()) {
        const block = content.getBlockForKey(key);
        const where = Math.max(0, Math.min(start, block.getLength() - 1));
        const place = SelectionState.createEmpty(key).merge({ anchorOffset: start, focusOffset: end });
        const style = block.getInlineStyleAt(where);
        const entity = start < end ? block.getEntityAt(start) : null;
        content = start === end
          ? Modifier.insertText(content, place, insert, style, entity)
          : Modifier.replaceText(content, place, insert, style, entity);
      }
    }
    editor.onChange(EditorState.push(state, content, "insert-characters"));
  }
}

async function correctForm(form, url) {
  const fields = plainFields(form);
  const lines = paragraphs(form);
  const texts = [...fields.map((field) => field.value), ...lines.map((line) => line.text)];
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const response = await fetch(url, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    body: JSON.stringify({ texts }),
  });
  if (!response.ok || response.redirected) return null;
  const { edits } = await response.json();
  fields.forEach((field, n) => {
    if (edits[n].length && field.value === texts[n]) correctField(field, edits[n]);
  });
  const changes = lines
    .map((line, n) => ({ ...line, edits: edits[fields.length + n] }))
    .filter((change) => change.edits.length);
  if (changes.length) correctParagraphs(changes);
  return edits.reduce((sum, list) => sum + list.length, 0);
}

function say(count) {
  const said = document.querySelector("[data-typography-said]");
  if (!said || count === null) return;
  said.textContent = count ? said.dataset.some.replace("%d", count) : said.dataset.none;
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-typography]");
  const form = document.querySelector("[data-edit-form]");
  if (!button || !form) return;
  button.disabled = true;
  try {
    say(await correctForm(form, button.dataset.typographyUrl));
    document.dispatchEvent(new CustomEvent("kiosque:corrected"));
  } finally {
    button.disabled = false;
  }
});
