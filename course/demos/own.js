// The reader's own numbers: a text for each input of the demo, sent to Python, which answers with frames or a sentence.
function drawOwn(model, labels, el) {
  const written = model.get("own");
  const fields = model.get("inputs").map(({ name, text }) => {
    const rows = text.split("\n").length;
    const field = rows > 1 ? make("textarea", { rows, cols: 16 }) : make("input", { type: "text", size: 24 });
    field.setAttribute("aria-label", labels[name]);
    field.spellcheck = false;
    field.dataset.own = name;
    field.value = written[name] ?? text;
    return field;
  });
  const says = make("p", { role: "status" }, model.get("answer"));
  const button = make("button", { type: "button", class: "kg-play" }, labels.own_show);
  const hear = () => { says.textContent = model.get("answer"); };

  function show() {
    const texts = Object.fromEntries(fields.map((field) => [field.dataset.own, field.value]));
    model.set("own", texts);
    model.save_changes();
    // On a page nobody answers until Python is there: its script hears this, and runs the cell that made the demo.
    const told = new CustomEvent("kg-own", { bubbles: true, cancelable: true, detail: texts });
    if (el.dispatchEvent(told) && model.get("frozen")) says.textContent = labels.own_needs_python;
  }
  button.addEventListener("click", show);
  for (const field of fields) {
    field.addEventListener("keydown", (event) => {
      event.stopPropagation(); // notebooks have plans of their own with keys
      if (event.key === "Enter" && (event.shiftKey || field.tagName === "INPUT")) {
        event.preventDefault();
        show();
      }
    });
  }
  model.on("change:answer", hear);
  const root = make("details", { class: "kg-own" }, make("summary", {}, labels.own),
    ...fields.map((field) => make("label", {}, make("span", {}, labels[field.dataset.own]), field)), button, says);
  root.open = Object.keys(written).length > 0;
  return { root, stop: () => model.off("change:answer", hear) };
}
