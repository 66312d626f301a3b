// An LSTM at work: the text, the cell at one of its steps, all steps in strips, and the numbers of one wire.

const WIDTH = 600; // from here on the wide drawing

// What the table of a wire shows: its equation, and the rows that lead to its numbers.
const RECURRENT = (name, squash) => [
  `<i>${name}</i> = ${squash}(<i>x W</i><sub>x${name}</sub> + <i>h</i><sub>t−1</sub> <i>W</i><sub>h${name}</sub> + <i>b</i><sub>${name}</sub>)`,
  (s, words) => [[words.from_x, s.sums[name].x], [words.from_h, s.sums[name].h], [words.bias, s.sums[name].b], [words.sum, s.sums[name].a], [name, s[name]]],
];
const WIRES = {
  f: RECURRENT("f", "σ"),
  i: RECURRENT("i", "σ"),
  g: RECURRENT("g", "tanh"),
  o: RECURRENT("o", "σ"),
  c0: ["<i>c</i><sub>t−1</sub>", (s) => [["c", s.c0]]],
  keep: ["<i>f</i> ⊙ <i>c</i><sub>t−1</sub>", (s, words) => [["f", s.f], [words.before, s.c0], ["f·c", s.keep]]],
  write: ["<i>i</i> ⊙ <i>g</i>", (s) => [["i", s.i], ["g", s.g], ["i·g", s.write]]],
  c: ["<i>c</i><sub>t</sub> = <i>f</i> ⊙ <i>c</i><sub>t−1</sub> + <i>i</i> ⊙ <i>g</i>", (s) => [["f·c", s.keep], ["i·g", s.write], ["c", s.c]]],
  tanh: ["tanh(<i>c</i><sub>t</sub>)", (s) => [["c", s.c], ["tanh(c)", s.tanh]]],
  h: ["<i>h</i><sub>t</sub> = <i>o</i> ⊙ tanh(<i>c</i><sub>t</sub>)", (s) => [["o", s.o], ["tanh(c)", s.tanh], ["h", s.h]]],
  h0: ["<i>h</i><sub>t−1</sub>", (s) => [["h", s.h0]]],
  x: ["<i>x</i>", () => []],
};

const decimals = (value) => number((Math.round(100 * value) / 100 + 0).toFixed(2));

// The colour of a number: a gate's is pink, others orange below zero and blue above.
function colour(value, gate, most, share = 75) {
  const end = gate ? "gate" : value < 0 ? "neg" : "pos";
  return `color-mix(in oklab, var(--${end}) ${Math.round(share * Math.min(1, Math.abs(value) / most))}%, var(--zero))`;
}

function field(name, label, input) {
  input.dataset.control = name;
  return make("label", { class: "kg-field" }, label, input);
}
const options = (pairs) => pairs.map(([value, text]) => make("option", { value }, text));

function render({ model, el }) {
  const labels = labelsOf(model), weights = model.get("weights"), n = weights.h[0].length;
  const get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  let steps = [], paint = null, wide = null;

  // ── what is built once ──
  const text = make("input", { maxlength: 24, size: 12, autocomplete: "off", spellcheck: "false", class: "kg-text" });
  const chips = get("samples").map((sample) => {
    const chip = make("button", { type: "button", class: "kg-chip kg-mono" }, sample);
    chip.addEventListener("click", () => read(sample, 0));
    return chip;
  });
  const cell = box("kg-loom");
  const play = make("button", { type: "button", class: "kg-button" });
  const arrow = (sign, label, by) => {
    const button = make("button", { type: "button", class: "kg-button kg-quiet", "aria-label": label }, sign);
    button.addEventListener("click", () => go(at() + by));
    return button;
  };
  const slider = make("input", { type: "range", min: 0, step: 1 });
  const sentence = make("span"), says = make("p", { class: "kg-sentence", role: "status" }, sentence);
  const tape = box("kg-tape"), table = box("kg-numbers");
  tape.setAttribute("aria-hidden", "true"); // the slider and the sentence say it
  const wire = make("select", {}, ...options(Object.keys(WIRES).map((name) => [name, `${name.replace("0", "ₜ₋₁")}: ${labels[`wire_${name}`]}`])));
  const unit = make("select", {}, ...options([[0, labels.all], ...Array.from({ length: n }, (_, k) => [k + 1, k + 1])]));
  const samples = box("kg-row", field("text", labels.text, text), ...chips);
  samples.setAttribute("role", "group");
  const root = make("div", { class: "kg-demo kg-look kg-lstm", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title), samples, cell,
    box("kg-row kg-steps", play, arrow("←", labels.back, -1), arrow("→", labels.on, 1), field("position", labels.position, slider)),
    says,
    box("kg-under", tape, box("kg-wires", box("kg-row", field("wire", labels.wire, wire), field("unit", labels.alone, unit)), table)),
    make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  const at = () => Math.max(0, Math.min(get("position"), steps.length - 1));

  function words(s, k) {
    const count = (list, test = (v) => v > 0.5) => list.filter(test).length;
    const changed = count(s.c, (v, u) => Math.abs(v - s.c0[u]) > 0.3);
    const said = s.said === "-" ? labels.silent : fill(labels.speaks, { digit: s.said, chance: (100 * s.chance).toFixed(1) });
    const counts = { i: count(s.i), f: count(s.f), o: count(s.o), changed, n };
    return fill(labels.says, { step: k + 1, steps: steps.length, character: s.character, ...counts, said });
  }

  // The numbers of the chosen wire at this step, a column for each unit.
  function numbers(s) {
    const [equation, rowsOf] = WIRES[get("wire")], rows = rowsOf(s, labels);
    const line = ([label, values], k) => make("tr", { class: k === rows.length - 1 ? "kg-last" : "" },
      make("th", { scope: "row" }, label),
      ...values.map((v, u) => make("td", { "data-unit": u + 1, style: `background: ${colour(v, GATES.has(label), label.length > 1 ? 4 : 1.5, 36)}` }, decimals(v))));
    const heads = s.c.map((_, u) => make("th", { scope: "col" }, make("span", {}, `${labels.unit} `), u + 1));
    const caption = make("caption");
    caption.innerHTML = equation; // one of the above
    const head = make("thead", {}, make("tr", {}, make("td"), ...heads)), body = make("tbody", {}, ...rows.map(line));
    table.replaceChildren(make("table", {}, caption, ...(rows.length ? [head, body] : [])));
  }

  // All steps at once: what is read, the gates and the cell, what is said.
  function strips() {
    const T = steps.length, kept = (k) => k > 0 && steps[k - 1].character === "!" && /\d/.test(steps[k].character);
    tape.style.setProperty("--steps", T);
    const name = (label) => make("span", { class: "kg-strip-name" }, label);
    const signs = steps.map((s, k) => {
      const sign = make("span", { class: `kg-sign-at${kept(k) ? " kg-kept" : ""}` }, s.character === " " ? "␣" : s.character);
      sign.addEventListener("click", () => go(k));
      return sign;
    });
    const rows = ["i", "f", "o", "c"].flatMap((who) => {
      const svg = make("svg", { viewBox: `0 0 ${T * 10} ${n}`, preserveAspectRatio: "none", height: n * (who === "c" ? 9 : 5), "data-strip": who });
      steps.forEach((s, k) => s[who].forEach((v, u) => svg.append(make("rect", {
        x: k * 10 + 0.5, y: u + 0.04, width: 9, height: 0.92, style: `fill: ${colour(v, GATES.has(who), who === "c" ? LARGE : 1)}`,
      }))));
      svg.append(make("rect", { class: "kg-now", width: 10, height: n }));
      svg.addEventListener("click", (event) => {
        const { left, width } = svg.getBoundingClientRect();
        go(Math.floor(((event.clientX - left) / width) * T));
      });
      return [name(labels[`strip_${who}`]), svg];
    });
    const answers = steps.map(({ said }) => make("span", { class: "kg-said" }, said === "-" ? "·" : said));
    tape.replaceChildren(name(labels.reads), ...signs, ...rows, name(labels.answers), ...answers);
    const sentences = steps.map(words);
    says.dataset.longest = sentences.reduce((a, b) => (b.length > a.length ? b : a));
  }

  // A long text's strips scroll along with the step on a narrow screen.
  function follow() {
    const { left, width } = tape.querySelector(".kg-here").getBoundingClientRect();
    tape.scrollLeft += left + width / 2 - tape.getBoundingClientRect().left - tape.clientWidth / 2;
  }

  function show() {
    const k = at(), s = steps[k], spoken = words(s, k);
    paint(s, get("wire"), spoken);
    sentence.textContent = spoken;
    numbers(s);
    tape.querySelectorAll(".kg-sign-at").forEach((sign, j) => sign.classList.toggle("kg-here", j === k));
    follow();
    for (const now of tape.querySelectorAll(".kg-now")) now.setAttribute("x", k * 10);
    Object.assign(slider, { max: steps.length - 1, value: k });
    slider.style.setProperty("--at", `${(100 * k) / Math.max(1, steps.length - 1)}%`);
    slider.setAttribute("aria-valuetext", `${k + 1}: ${s.character}`);
    wire.value = get("wire");
    unit.value = get("unit");
    const away = (node) => get("unit") > 0 && Number(node.dataset.unit) !== get("unit");
    for (const node of cell.querySelectorAll("[data-unit]")) node.classList.toggle("kg-away", away(node));
  }

  // ── what the reader does ──
  function go(k) {
    walk.pause();
    keep("position", Math.max(0, Math.min(steps.length - 1, k)));
  }
  function read(words, position) {
    walk.pause();
    keep("position", position);
    keep("text", words);
  }
  function onText() {
    steps = run(weights, get("text") || " ");
    if (document.activeElement !== text || text.value !== get("text")) text.value = get("text");
    chips.forEach((chip, k) => chip.setAttribute("aria-pressed", get("samples")[k] === get("text")));
    strips();
    show();
  }
  const walk = walker({ button: play, labels, says, el, at, last: () => steps.length - 1, go: (k) => keep("position", k), pace: 1500 });
  text.addEventListener("input", () => read(text.value, Math.max(0, [...text.value].length - 1)));
  slider.addEventListener("input", () => go(Number(slider.value)));
  wire.addEventListener("change", () => keep("wire", wire.value));
  unit.addEventListener("change", () => keep("unit", Number(unit.value)));

  const heard = [["text", onText], ...["position", "wire", "unit"].map((name) => [name, show])];
  for (const [name, listener] of heard) model.on(`change:${name}`, listener);
  function build() {
    if (wide === cell.clientWidth >= WIDTH) return;
    wide = cell.clientWidth >= WIDTH;
    paint = drawLoom(cell, wide ? WIDE : TALL, n, labels, (name) => keep("wire", name));
    if (steps.length) show();
  }
  const size = new ResizeObserver(build);
  size.observe(cell);
  build();
  onText();
  return () => {
    walk.stop();
    for (const [name, listener] of heard) model.off(`change:${name}`, listener);
    size.disconnect();
  };
}

export { run };
export default { render };
