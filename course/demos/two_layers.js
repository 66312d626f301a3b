// A network of nine numbers that the reader drags: the plane that it cuts, its graph, and its equation, read from left to right.

const MOST = 9; // a weight's size, as in two_layers.py
const NET = ["w1", "b1", "w2", "b2", "bend"];
const within = (low, value, high) => Math.max(low, Math.min(high, value));
const tidy = (value) => Number(value.toFixed(3)) + 0; // the sum turns −0 into 0
const brief = (value) => short(Math.abs(value) < 0.0005 ? 0 : Number(value.toPrecision(3)));

function render({ model, el }) {
  const labels = labelsOf(model), reach = model.get("reach");
  const get = (name) => model.get(name);
  const keep = (values) => {
    for (const [name, value] of Object.entries(values)) model.set(name, value);
    model.save_changes();
  };
  const net = () => Object.fromEntries(NET.map((name) => [name, get(name)]));
  const at = () => within(0, get("chosen"), get("points").length - 1);
  const point = () => get("points")[at()];
  let colours = null, queued = false, drawn = false, quiet = 0;

  // ── the fields: where each reads its number, and where it puts another ──
  const put = (name, path) => (value) => {
    const all = structuredClone(get(name));
    const [i, j] = path;
    if (path.length === 0) return keep({ [name]: value });
    if (path.length === 1) all[i] = value;
    else all[i][j] = value;
    keep({ [name]: all });
  };
  const reads = (name, path) => path.reduce((value, k) => value[k], get(name));
  const fields = [];
  function field(control, who, label, read, write, most) {
    const input = make("input", { type: "number", step: 0.1, min: -most, max: most, "data-control": control, "aria-label": label, class: who });
    const grad = make("span", { class: "kg-grad", "data-grad": control });
    let from = null;
    const change = (value) => write(within(-most, tidy(Number(value) || 0), most));
    input.addEventListener("input", () => change(input.value));
    input.addEventListener("blur", () => draw());
    input.addEventListener("pointerdown", (event) => {
      from = { y: event.clientY, value: read() };
      input.setPointerCapture(event.pointerId);
    });
    input.addEventListener("pointermove", (event) => {
      if (from && Math.abs(event.clientY - from.y) > 5) change(from.value + Math.round((from.y - event.clientY) / 6) / 10);
    });
    for (const end of ["pointerup", "pointercancel"]) input.addEventListener(end, () => (from = null));
    fields.push({ control, input, read, grad, who, most });
    return box("kg-entry", input, grad);
  }
  const weight = (name, path, from, to) => field(name + path.join(""), "kg-ker",
    from ? fill(labels.weight, { from, to }) : fill(labels.bias_of, { to }), () => reads(name, path), put(name, path), MOST);
  const coordinate = (i) => field(`x${i + 1}`, "kg-in", `x${i + 1}`, () => point()[i], (value) => place(at(), i, value), reach);
  function place(k, i, value) {
    keep({ points: get("points").map((each, n) => (n === k ? each.map((v, j) => (j === i ? value : v)) : each)) });
  }
  const tiles = {};
  function tile(name, symbol) {
    const value = make("output", { class: "kg-tile", "data-number": name }), grad = make("span", { class: "kg-grad" });
    tiles[name] = { value, grad };
    return box("kg-entry", make("span", { class: "kg-name" }, symbol), value, grad);
  }

  // ── what is built once ──
  const chips = Object.entries(get("presets")).map(([name, preset]) => {
    const chip = make("button", { type: "button", class: "kg-chip", "data-preset": name }, labels[name]);
    chip.addEventListener("click", () => keep({ chosen: 0, ...structuredClone(preset) }));
    return chip;
  });
  const plane = drawPlane(reach, (k) => keep({ chosen: k }), (x1, x2) => {
    keep({ points: get("points").map((each, n) => (n === at() ? [x1, x2, each[2]] : each)) });
  });
  const graph = drawGraph();
  const name = (text) => make("span", { class: "kg-name" }, text);
  const head = (text) => make("p", {}, text);
  const equation = box("kg-equation",
    box("kg-block", head(labels.x), box("kg-cells kg-one", name("x₁"), coordinate(0), name("x₂"), coordinate(1))),
    box("kg-block", head(labels.first), box("kg-cells kg-two", name(""), name("h₁"), name("h₂"),
      name("x₁"), weight("w1", [0, 0], "x1", "h1"), weight("w1", [0, 1], "x1", "h2"),
      name("x₂"), weight("w1", [1, 0], "x2", "h1"), weight("w1", [1, 1], "x2", "h2"),
      name(labels.bias), weight("b1", [0], "", "h1"), weight("b1", [1], "", "h2"))),
    box("kg-block", head(labels.units), box("kg-cells kg-pairs", tile("a1", "a₁"), tile("h1", "h₁"), tile("a2", "a₂"), tile("h2", "h₂"))),
    box("kg-block", head(labels.second), box("kg-cells kg-one", name("h₁"), weight("w2", [0], "h1", "z"), name("h₂"), weight("w2", [1], "h2", "z"),
      name(labels.bias), weight("b2", [], "", "z"))),
    box("kg-block", head(labels.answer), box("kg-cells kg-pairs", tile("z", "z"), tile("p", "p"), tile("loss", labels.loss))));
  const select = (control, label, options) => {
    const input = make("select", { "data-control": control }, ...options.map(([value, text]) => make("option", { value }, text)));
    return { input, root: make("label", { class: "kg-field" }, label, input) };
  };
  const bend = select("bend", labels.bend, Object.keys(BENDS).map((each) => [each, labels[each]]));
  const label = select("label", labels.label, [0, 1].map((each) => [each, labels[`label_${each}`]]));
  const chosen = select("chosen", labels.chosen, []);
  const button = (control, words) => make("button", { type: "button", class: "kg-chip kg-go", "data-control": control }, words);
  const once = button("one_step", labels.one_step), often = button("many_steps", labels.many_steps);
  const sentence = make("p", { class: "kg-sentence" }), says = make("p", { class: "kg-unseen", "aria-live": "polite" });
  const root = make("div", { class: "kg-demo kg-look kg-net", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row", ...chips), { role: "group", ariaLabel: labels.presets }),
    box("kg-pictures", box("kg-view", head(labels.plane), plane.root), box("kg-view", head(labels.graph), graph.root)),
    equation, box("kg-row", bend.root, chosen.root, label.root, once, often), sentence, make("p", { class: "kg-hint" }, labels.hint), says);
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  function spoken(seen) {
    const shut = [1, 2].filter((unit) => seen.slope[unit - 1] === 0);
    const words = { z: seen.z, p: seen.p, loss: seen.loss, dz: seen.dz };
    for (const each of ["a", "h", "dh", "da"]) seen[each].forEach((value, k) => (words[each + (k + 1)] = value));
    for (const each of Object.keys(words)) words[each] = brief(words[each]);
    words.label = labels[`label_${point()[2]}`];
    words.shut = shut.length === 2 ? labels.shut_all : shut.length ? fill(labels.shut_one, { unit: shut[0] }) : "";
    return fill(labels.says, words).trim();
  }

  function draw() {
    queued = false;
    const now = net(), sample = point(), seen = run(now, sample), words = spoken(seen);
    for (const { control, input, read, grad, who, most } of fields) {
      const value = read(), rgb = colours[255 + Math.round((170 * value) / (who === "kg-ker" ? 3 : most))] ?? colours[value < 0 ? 85 : 425];
      if (document.activeElement !== input || Number(input.value) !== tidy(value)) input.value = tidy(value);
      Object.assign(input.style, { backgroundColor: css(rgb), color: inkOn(rgb) });
      const slope = who === "kg-ker" && [...control.slice(2)].reduce((each, k) => each[k], seen[`d${control.slice(0, 2)}`]);
      grad.textContent = who === "kg-ker" ? `∂ ${brief(slope)}` : "";
    }
    const shown = { a1: [seen.a[0], seen.da[0]], a2: [seen.a[1], seen.da[1]], h1: [seen.h[0], seen.dh[0]], h2: [seen.h[1], seen.dh[1]],
      z: [seen.z, seen.dz], p: [seen.p], loss: [seen.loss] };
    for (const [each, [value, slope]] of Object.entries(shown)) {
      tiles[each].value.textContent = brief(value);
      tiles[each].grad.textContent = slope === undefined ? "" : `∂ ${brief(slope)}`;
    }
    const dots = get("points").map(([x1, x2, y], k) => fill(labels.point, { k: k + 1, x1, x2, label: labels[`label_${y}`] }));
    plane.show(now, get("points"), at(), colours, fill(labels.plane_says, { reach, points: dots.join("; ") }));
    graph.show(now, sample, seen, colours, words);
    sentence.textContent = words;
    bend.input.value = now.bend;
    label.input.value = sample[2];
    if (chosen.input.options.length !== get("points").length)
      chosen.input.replaceChildren(...get("points").map((_, k) => make("option", { value: k }, k + 1)));
    chosen.input.value = at();
    chosen.root.hidden = get("points").length === 1;
    clearTimeout(quiet); // a screen reader hears where the reader stops, not every number on the way
    if (drawn) quiet = setTimeout(() => (says.textContent = words), 400);
    drawn = true;
  }
  const soon = () => queued || ((queued = true), requestAnimationFrame(draw));

  // ── what the reader does ──
  // Each step is one sample's, and the next step the next sample's.
  function descend(steps) {
    let now = net(), k = at();
    const points = get("points");
    for (let step = 0; step < steps; step++, k = (k + 1) % points.length) now = stepped(now, points[k], get("rate"));
    keep({ ...now, chosen: k });
  }
  once.addEventListener("click", () => descend(1));
  often.addEventListener("click", () => descend(100));
  bend.input.addEventListener("change", () => keep({ bend: bend.input.value }));
  chosen.input.addEventListener("change", () => keep({ chosen: Number(chosen.input.value) }));
  label.input.addEventListener("change", () => place(at(), 2, Number(label.input.value)));

  const heard = [...NET, "points", "chosen"].map((each) => [each, soon]);
  for (const [each, listener] of heard) model.on(`change:${each}`, listener);
  const endTheme = onTheme(() => {
    colours = ramp(root);
    draw();
  });
  colours = ramp(root);
  draw();
  return () => {
    for (const [each, listener] of heard) model.off(`change:${each}`, listener);
    endTheme();
    clearTimeout(quiet);
  };
}

export { run, stepped };
export default { render };
