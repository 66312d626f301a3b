// A text area for the code of a cell. (Not contenteditable: that loses line ends, and has no undo of its own.)
import { make } from "./make.js";

const INDENT = "    ";

// Put text in the place of the selection, in such a way that the browser's own undo knows of it.
const insert = (text) => document.execCommand("insertText", false, text);

function newLine(field) {
  const line = field.value.slice(0, field.selectionStart).split("\n").pop();
  const opens = /:\s*(#.*)?$/.test(line);
  insert("\n" + line.match(/^ */)[0] + (opens ? INDENT : ""));
}

// Indent the selected lines, or take the indent back.
function shift(field, back) {
  const { value, selectionStart, selectionEnd } = field;
  if (!back && selectionStart === selectionEnd) return insert(INDENT);
  const from = value.lastIndexOf("\n", selectionStart - 1) + 1;
  const lines = value.slice(from, selectionEnd).split("\n");
  const moved = lines.map((line) => (back ? line.replace(/^ {1,4}/, "") : line && INDENT + line)).join("\n");
  field.setSelectionRange(from, selectionEnd);
  insert(moved);
  field.setSelectionRange(from, from + moved.length);
}

// `label` is read to whoever does not see the field; `changed` hears its text.
export function editor(text, label, changed) {
  const field = make("textarea", { class: "lab-editor", spellcheck: "false", autocapitalize: "off", autocomplete: "off",
    autocorrect: "off", wrap: "off", "aria-label": label });
  field.value = text;
  const fit = () => field.setAttribute("rows", field.value.split("\n").length);
  // Whoever passes through by Tab passes on; whoever writes indents by it, until Escape.
  let writing = false;
  field.addEventListener("focus", () => (writing = false));
  field.addEventListener("input", () => {
    writing = true;
    fit();
    changed(field.value);
  });
  field.addEventListener("keydown", (event) => {
    const { key, shiftKey, ctrlKey, metaKey, isComposing } = event;
    if (isComposing) return;
    if (key === "Escape") writing = false;
    else if (key === "Enter" && !shiftKey && !ctrlKey && !metaKey) {
      event.preventDefault();
      newLine(field);
    } else if (key === "Tab" && writing && !ctrlKey) {
      event.preventDefault();
      shift(field, shiftKey);
    }
  });
  fit();
  return field;
}
