// The formula that the reader writes, as a tree that folds up to the chosen node, and that node's numbers.

const WIDE = 62, TALL = 66; // between two leaves, between two levels

function render({ model, el }) {
  const labels = labelsOf(model), weights = model.get("weights"), units = weights.out.length;
  const get = (name) => model.get(name), keep = (name, value) => (model.set(name, value), model.save_changes());
  const decimals = (value) => number(value.toFixed(2)).replace(/^−0\.00$/, "0.00");
  const factor = (value) => (decimals(value).startsWith("−") ? `(${decimals(value)})` : decimals(value));
  let nodes = [], done = [], shown = null; // the last text that was a formula

  // ── what is built once ──
  const text = make("input", { maxlength: 120, autocomplete: "off", spellcheck: "false", "data-control": "text", class: "kg-text" });
  const chips = get("samples").map((sample) => {
    const chip = make("button", { type: "button", class: "kg-chip", "data-sample": sample }, sample);
    chip.addEventListener("click", () => read(sample));
    return chip;
  });
  const oneGate = make("input", { type: "checkbox", role: "switch", "data-control": "one_gate" });
  const slider = make("input", { type: "range", min: 0, step: 1, "data-control": "position", "aria-label": labels.position });
  const where = make("output");
  const complaint = make("p", { class: "kg-complaint", role: "status" });
  const svg = make("svg", { role: "img" }), picture = box("kg-tree", svg), table = box("kg-numbers");
  const sentence = make("span", { "aria-live": "polite" }), says = make("p", { class: "kg-verdict kg-sentence" }, sentence);
  const root = make("div", { class: "kg-demo kg-look kg-graph kg-tree-lstm", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    box("kg-row", ...chips), box("kg-row", make("label", { class: "kg-field kg-wide" }, labels.text, text)), complaint,
    box("kg-row", make("label", { class: "kg-field" }, labels.position, slider, where), make("label", { class: "kg-switch" }, oneGate, labels.one_gate)),
    box("kg-beside", picture, table), says, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  const at = () => Math.max(0, Math.min(get("position"), nodes.length - 1));
  const unit = () => Math.min(get("unit"), units) - 1;
  const letter = (k) => (done[k].chance > 0.5 ? "T" : "F");

  // Where each node stands: leaves side by side, a parent over the middle of its children.
  function places() {
    let leaves = 0;
    const spots = [];
    nodes.forEach(({ kids, depth }, k) => {
      const x = kids.length ? (spots[kids[0]][0] + spots[kids.at(-1)][0]) / 2 : (leaves++ + 0.5) * WIDE;
      spots[k] = [x, 24 + depth * TALL];
    });
    const deepest = Math.max(...nodes.map(({ depth }) => depth));
    return { spots, width: Math.max(4, leaves) * WIDE, height: 64 + deepest * TALL };
  }

  function tree() {
    const { spots, width, height } = places(), k = at(), parts = [];
    nodes.forEach(({ kids }, parent) => kids.forEach((kid, j) => {
      const lit = parent === k, folded = parent <= k;
      const [line] = wire(spots[parent], spots[kid], lit ? "kg-lit" : folded ? "kg-folded" : "");
      const gate = done[parent].forget[j][unit()];
      if (folded) line.style.strokeWidth = 1 + 8 * gate;
      line.dataset.wire = `${parent}-${kid}`;
      parts.push(line);
    }));
    nodes.forEach(({ word, kids }, node) => {
      const folded = node <= k, right = (letter(node) === "T") === isTrue(nodes, node);
      const role = [node === k ? "kg-lit" : "", folded ? `kg-is-${letter(node)}` : "kg-off", folded && !right ? "kg-bad" : ""].join(" ");
      const each = pill(...spots[node], word, role, kids.length ? 50 : 36);
      each.dataset.node = node;
      if (folded && kids.length) each.append(make("text", { class: "kg-answer", x: 30, y: 1 }, right ? letter(node) : `${letter(node)} ✗`));
      each.addEventListener("click", () => keep("position", node));
      parts.push(each);
    });
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.style.maxWidth = `${1.35 * width}px`;
    svg.replaceChildren(...parts);
    const folded = nodes.slice(0, k + 1).map(({ word }, node) => `${word}: ${labels[letter(node) === "T" ? "true" : "false"]}`).join(", ");
    svg.setAttribute("aria-label", fill(labels.tree, { text: shown, folded }));
  }

  // The numbers of the lit node; lines that only other nodes of this formula need keep their room.
  function numbers() {
    const { forget, kept, i, g, write, c, o, h } = done[at()], { kids } = nodes[at()];
    const most = Math.max(...nodes.map((each) => each.kids.length)), rows = [];
    const line = (label, values, who = "") => rows.push(make("tr", { class: who }, make("th", { scope: "row" }, label),
      ...values.map((v, u) => make("td", { "data-unit": u + 1, class: u === unit() ? "kg-chosen" : "", style: tint(v) }, decimals(v)))));
    for (let j = 0; j < most; j++) {
      const kid = kids[j], none = kid === undefined;
      const name = none ? "–" : fill(labels.child, { k: j + 1, word: nodes[kid].kids.length ? nodes[kid].word : letter(kid) });
      rows.push(make("tr", { class: none ? "kg-none" : "kg-head-row" }, make("th", { scope: "rowgroup", colspan: units + 1 }, name)));
      line(`c${raisedDown(j + 1)}`, none ? Array(units).fill(0) : done[kid].c, none ? "kg-none" : "");
      line(`f${raisedDown(j + 1)}`, none ? Array(units).fill(0) : forget[j], none ? "kg-none kg-gate" : "kg-gate");
      line(`f${raisedDown(j + 1)}·c${raisedDown(j + 1)}`, none ? Array(units).fill(0) : kept[j], none ? "kg-none" : "");
    }
    line("i", i, "kg-gate kg-from");
    line("g", g);
    line("i·g", write);
    line("c", c, "kg-memory");
    line("o", o, "kg-gate");
    line("h", h, "kg-result");
    const heads = c.map((_, u) => {
      const button = make("button", { type: "button", class: "kg-chip", "aria-pressed": u === unit(), "data-choose": u + 1, "aria-label": fill(labels.unit, { unit: u + 1 }) }, u + 1);
      button.addEventListener("click", () => keep("unit", u + 1));
      return make("th", { scope: "col" }, button);
    });
    const had = table.contains(document.activeElement) ? document.activeElement.dataset.choose : null;
    table.replaceChildren(make("table", {}, make("caption", {}, labels.numbers), make("thead", {}, make("tr", {}, make("td"), ...heads)), make("tbody", {}, ...rows)));
    if (had) table.querySelector(`[data-choose="${had}"]`)?.focus();
  }
  const raisedDown = (k) => "₀₁₂₃₄₅₆₇₈₉"[k] ?? k;
  const tint = (v) => `background: color-mix(in oklab, var(--${v < 0 ? "neg" : "pos"}) ${Math.round(36 * Math.min(1, Math.abs(v)))}%, var(--zero))`;

  function words(k) {
    const { forget, i, g, c, o, h, chance } = done[k], { word, kids } = nodes[k], u = unit();
    const kept = kids.map((kid, j) => `${factor(forget[j][u])}·${factor(done[kid].c[u])}`).join(" + ");
    const counts = { place: k + 1, count: nodes.length, word, unit: u + 1, kept };
    const sum = fill(kids.length ? labels.inner : labels.leaf, { ...counts, i: decimals(i[u]), g: factor(g[u]), c: decimals(c[u]), o: decimals(o[u]), h: decimals(h[u]) });
    const yes = chance > 0.5, right = labels[yes === isTrue(nodes, k) ? "right" : "wrong"];
    return `${sum} ${fill(labels.says, { said: labels[yes ? "true" : "false"], chance: String(Math.round(100 * (yes ? chance : 1 - chance))), right })}`;
  }

  function show() {
    const found = parse(get("text"), get("most"));
    complaint.textContent = found.error ? fill(labels[`error_${found.error}`], { word: found.word, most: get("most") }) : "";
    text.setAttribute("aria-invalid", Boolean(found.error));
    if (found.nodes) [nodes, shown] = [found.nodes, get("text")];
    done = fold(weights, nodes, get("one_gate"));
    oneGate.checked = get("one_gate");
    slider.max = nodes.length - 1;
    slider.value = at();
    where.textContent = `${at() + 1} / ${nodes.length}`;
    slider.setAttribute("aria-valuetext", fill(labels.node, { place: at() + 1, count: nodes.length, word: nodes[at()].word }));
    chips.forEach((chip) => chip.setAttribute("aria-pressed", chip.dataset.sample === get("text")));
    const sentences = nodes.map((_, k) => words(k));
    says.dataset.longest = sentences.reduce((a, b) => (b.length > a.length ? b : a));
    sentence.textContent = sentences[at()];
    tree();
    numbers();
  }

  // ── what the reader does ──
  function read(formula) {
    const { nodes: found } = parse(formula, get("most"));
    if (found) keep("position", found.length - 1);
    keep("text", formula);
  }
  function onText() {
    if (document.activeElement !== text || text.value !== get("text")) text.value = get("text");
    show();
  }
  text.addEventListener("input", () => read(text.value));
  oneGate.addEventListener("change", () => keep("one_gate", oneGate.checked));
  slider.addEventListener("input", () => keep("position", Number(slider.value)));

  const heard = [["text", onText], ...["position", "one_gate", "unit"].map((name) => [name, show])];
  for (const [name, listener] of heard) model.on(`change:${name}`, listener);
  onText();
  return () => {
    for (const [name, listener] of heard) model.off(`change:${name}`, listener);
  };
}

export { parse, fold };
export default { render };
