// A sentence whose words can be dragged about, the answers of six filters below them, and the winners that go on.

const percent = (value) => `${Math.round(36 * Math.min(1, Math.abs(value)))}%`;
const tint = (value) => `background: color-mix(in oklab, var(--${value < 0 ? "neg" : "pos"}) ${percent(value)}, var(--zero))`;

function render({ model, el }) {
  const labels = labelsOf(model), filters = model.get("filters"), steps = model.get("steps");
  const get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  const nameOf = (f) => labels[`filter_${f}`];
  let drag = null;

  // ── what is built once ──
  const text = make("input", { maxlength: 90, autocomplete: "off", spellcheck: "false", "data-control": "text", class: "kg-text" });
  const chips = get("samples").map((sample) => {
    const chip = make("button", { type: "button", class: "kg-chip" }, sample);
    chip.addEventListener("click", () => read(sample));
    return chip;
  });
  const switches = [1, 2, 3].map((width) => {
    const input = make("input", { type: "checkbox", role: "switch", "data-control": `width${width}` });
    input.addEventListener("change", () => keep("widths", [1, 2, 3].filter((k) => (k === width ? input.checked : get("widths").includes(k)))));
    return [input, make("label", { class: "kg-switch" }, input, fill(labels.width, { width }))];
  });
  const board = box("kg-board"), sum = box("kg-sum-line"), verdict = box("kg-verdict");
  const says = make("p", { class: "kg-unseen", role: "status" });
  const typed = box("kg-row", make("label", { class: "kg-field kg-wide" }, labels.text, text)), samples = box("kg-row", ...chips);
  const inUse = make("div", { class: "kg-row", role: "group", "aria-label": labels.widths },
    make("span", { class: "kg-soft", "aria-hidden": "true" }, labels.widths), ...switches.map(([, label]) => label));
  const root = make("div", { class: "kg-demo kg-look kg-ngram", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title), typed, samples, inUse,
    board, sum, verdict, says, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  const words = () => wordsOf(get("text")).slice(0, get("longest"));
  const place = (node, row, column, span = 1) => ((node.style.gridArea = `${row} / ${column} / auto / span ${span}`), node);

  // Puts `fresh` in the board's place and gives the focus back to what had it.
  function put(fresh) {
    const had = board.contains(document.activeElement) ? document.activeElement.dataset.key : null;
    board.replaceChildren(...fresh);
    if (had) board.querySelector(`[data-key="${had}"]`)?.focus();
  }

  function show() {
    const list = words(), own = get("own"), x = list.map((word) => lookUp(word, get("lexicon"), own));
    const { found, score } = run(x, filters, get("widths"));
    const f = get("filter"), k = filters[f].w.length, { sums, winner } = found[f];
    const used = get("widths").includes(k);
    const t = !used || get("place") < 0 || get("place") >= sums.length ? winner : get("place");
    const inside = (j) => t >= 0 && j >= t && j < t + k, cells = [];
    board.style.setProperty("--words", Math.max(1, list.length));

    list.forEach((word, j) => {
      const label = fill(labels.move, { word, place: j + 1, count: list.length });
      const handle = make("button", { type: "button", class: `kg-word${inside(j) ? " kg-in-window" : ""}`, "aria-label": label, "data-key": `word${j}`, "data-word": j }, word);
      if (drag?.at === j) handle.classList.add("kg-dragged");
      handle.addEventListener("keydown", (event) => {
        const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
        if (!by || j + by < 0 || j + by >= list.length) return;
        event.preventDefault();
        move(j, j + by);
        board.querySelector(`[data-word="${j + by}"]`).focus();
      });
      cells.push(place(handle, 1, j + 2));
    });
    ["negates", "pleasant"].forEach((name, d) => {
      cells.push(place(make("span", { class: "kg-name", "aria-hidden": "true" }, labels[name]), d + 2, 1));
      list.forEach((word, j) => {
        const value = x[j][d], label = fill(labels.number, { word, name: labels[name], value });
        const edges = inside(j) ? ` kg-in-window${d ? " kg-lowest" : ""}` : "";
        const cell = make("button", { type: "button", class: `kg-number${edges}`, style: tint(value), "aria-label": label, "data-key": `number${d}-${j}` }, short(value));
        cell.addEventListener("click", () => change(word, d));
        cells.push(place(cell, d + 2, j + 2));
      });
    });
    cells.push(place(make("span", { class: "kg-head", "aria-hidden": "true" }, labels.max), 4, list.length + 2));
    cells.push(place(make("span", { class: "kg-head", "aria-hidden": "true" }, labels.weight), 4, list.length + 3));
    filters.forEach(({ w, out }, g) => {
      const on = get("widths").includes(w.length), row = g + 5, quiet = on ? "" : " kg-quiet-row";
      const name = make("button", { type: "button", class: `kg-name kg-filter${quiet}`, "aria-pressed": g === f, "data-key": `filter${g}`, "data-filter": g }, nameOf(g));
      name.addEventListener("click", () => choose(g, -1));
      cells.push(place(name, row, 1));
      found[g].sums.forEach((value, s) => {
        const answer = Math.max(0, value), won = s === found[g].winner && answer > 0;
        const label = fill(labels.answer, { name: nameOf(g), window: list.slice(s, s + w.length).join(" "), value: answer });
        const marks = `${won ? " kg-won" : ""}${g === f && s === t ? " kg-looked" : ""}${quiet}`;
        const cell = make("button", { type: "button", tabindex: g === f ? 0 : -1, class: `kg-answer${marks}`, style: tint(on ? answer : 0), "aria-label": label, "data-key": `answer${g}-${s}`, "data-answer": `${g},${s}` }, short(answer));
        cell.addEventListener("click", () => choose(g, s));
        cells.push(place(cell, row, s + 2));
      });
      cells.push(place(make("span", { class: `kg-max${quiet}`, style: tint(found[g].max), "data-max": g }, short(found[g].max)), row, list.length + 2));
      cells.push(place(make("span", { class: `kg-weight-out${quiet}` }, `· ${out < 0 ? `(${short(out)})` : short(out)}`), row, list.length + 3));
    });
    put(cells);
    switches.forEach(([input], i) => (input.checked = get("widths").includes(i + 1)));
    chips.forEach((chip, i) => chip.setAttribute("aria-pressed", get("samples")[i] === get("text")));
    const line = sentence(f, t, used, list, x, found[f]);
    sum.textContent = line;
    const side = score > 0 ? "for" : score < 0 ? "against" : "even";
    const whole = filters.map(({ out }, g) => [out, found[g].max]).filter(([, max]) => max > 0)
      .map(([out, max], i) => `${out < 0 ? "− " : i ? "+ " : ""}${short(Math.abs(out))}·${short(max)}`).join(" ");
    verdict.dataset.side = side;
    verdict.replaceChildren(make("span", {}, `${labels.score} ${whole ? `${whole} = ` : "= "}`), make("b", { "data-score": "" }, short(score)), make("span", { class: "kg-side" }, labels[side]));
    says.textContent = `${line} ${fill(labels.says, { score, verdict: labels[side] })}`;
  }

  // The sum of one window, term by term: the weights that are 0 add nothing and are left out.
  function sentence(f, t, used, list, x, { sums, winner }) {
    const { w, b } = filters[f], name = nameOf(f), windowAt = (s) => list.slice(s, s + w.length).join(" ");
    if (!used) return fill(labels.off, { name });
    if (t < 0) return fill(labels.none, { name });
    const terms = w.flatMap((row, j) => row.map((weight, d) => [weight, x[t + j][d]])).filter(([weight]) => weight !== 0);
    const written = terms.map(([weight, value]) => `${weight < 0 ? `(${short(weight)})` : short(weight)}·${value < 0 ? `(${short(value)})` : short(value)}`);
    const total = `${written.join(" + ")}${b ? ` − ${short(-b)}` : ""} = ${short(sums[t])}`;
    const answer = Math.max(0, sums[t]), relu = sums[t] < 0 ? `, ${fill(labels.relu, { value: answer })}` : "";
    const most = Math.max(0, sums[winner]), words = { window: windowAt(winner), value: most };
    const end = most === 0 ? labels.silent : fill(t === winner ? labels.winner : labels.other, words);
    return `${fill(labels.looks, { name, window: windowAt(t) })} ${total}${relu}. ${end}`;
  }

  // ── what the reader does ──
  function read(sentence) {
    keep("place", -1);
    keep("text", sentence);
  }
  function choose(f, t) {
    keep("place", t);
    keep("filter", f);
  }
  function move(from, to) {
    const list = words(), [word] = list.splice(from, 1);
    list.splice(to, 0, word);
    read(list.join(" "));
  }
  function change(word, d) {
    const now = [...lookUp(word, get("lexicon"), get("own"))];
    now[d] = steps[(steps.indexOf(now[d]) + 1) % steps.length];
    keep("own", { ...get("own"), [spelling(word)]: now });
  }
  function onText() {
    if (document.activeElement !== text || text.value !== get("text")) text.value = get("text");
    show();
  }
  text.addEventListener("input", () => {
    const list = wordsOf(text.value), longest = get("longest");
    if (list.length > longest) text.value = list.slice(0, longest).join(" ");
    read(text.value);
  });

  // A word follows the pointer: it changes places with a neighbour as soon as the pointer is past the neighbour's middle.
  board.addEventListener("pointerdown", (event) => {
    const handle = event.target.closest(".kg-word");
    if (!handle || event.button) return;
    drag = { at: Number(handle.dataset.word) };
    board.setPointerCapture(event.pointerId);
    handle.focus({ preventScroll: true });
    event.preventDefault(); // no text is selected
    handle.classList.add("kg-dragged");
  });
  board.addEventListener("pointermove", (event) => {
    if (!drag) return;
    const middle = (j) => {
      const each = board.querySelector(`[data-word="${j}"]`)?.getBoundingClientRect();
      return each ? each.left + each.width / 2 : null;
    };
    const before = middle(drag.at - 1), after = middle(drag.at + 1);
    const by = before !== null && event.clientX < before ? -1 : after !== null && event.clientX > after ? 1 : 0;
    if (!by) return;
    drag.at += by;
    move(drag.at - by, drag.at);
    board.querySelector(`[data-word="${drag.at}"]`).focus({ preventScroll: true });
  });
  for (const end of ["pointerup", "pointercancel"])
    board.addEventListener(end, () => {
      drag = null;
      board.querySelector(".kg-dragged")?.classList.remove("kg-dragged");
    });

  const heard = [["text", onText], ...["own", "widths", "filter", "place"].map((name) => [name, show])];
  for (const [name, listener] of heard) model.on(`change:${name}`, listener);
  onText();
  return () => {
    for (const [name, listener] of heard) model.off(`change:${name}`, listener);
  };
}

export { run, lookUp, wordsOf };
export default { render };
