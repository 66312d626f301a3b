// Two sentences, one down and one across, and the states of the network that reads them: lines from each to those it sees.
// Which reads which comes from Python; here states are only moved to their place.

const LEFT = 58, TOP = 22; // the words' places, in the drawing's own units
const SINGLE = { x: 142, y: 84 }; // a state that belongs to one sentence stands beside its word
const TABLE = { x: 226, y: 154, wide: 98, tall: 70 }, WHOLE = { x: 150, y: 92, wide: 112, tall: 86 }; // beside them, or alone

function render({ model, el }) {
  const labels = labelsOf(model), get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  const split = (text) => text.split(/\s+/).filter(Boolean).slice(0, get("most"));
  const cut = (word) => (word.length > 9 ? `${word.slice(0, 8)}…` : word);

  // ── what is built once ──
  const chip = (name, words, click) => {
    const each = make("button", { type: "button", class: "kg-chip", [`data-${name}`]: words.at(-1) }, words[0]);
    each.addEventListener("click", click);
    return each;
  };
  const ways = get("networks").map(({ way }) => chip("way", [labels[way], way], () => {
    keep("state", -1);
    keep("way", way);
  }));
  const samples = get("samples").map(([first, second]) => chip("sample", [`${first} | ${second}`], () => {
    write("first", first);
    write("second", second);
  }));
  const field = (name) => {
    const input = make("input", { maxlength: 60, autocomplete: "off", spellcheck: "false", "data-control": name, class: "kg-text" });
    input.addEventListener("input", () => split(input.value).length && write(name, input.value));
    input.addEventListener("blur", () => show());
    return { input, root: make("label", { class: "kg-field kg-wide" }, labels[name], input) };
  };
  const fields = { first: field("first"), second: field("second") };
  const slider = make("input", { type: "range", min: 0, step: 1, "data-control": "state", "aria-label": labels.state });
  const where = make("output");
  const svg = make("svg", { role: "img" });
  const sentence = make("span", { "aria-live": "polite" }), says = make("p", { class: "kg-verdict kg-sentence" }, sentence);
  const root = make("div", { class: "kg-demo kg-look kg-graph kg-pair", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row", ...ways), { role: "group", ariaLabel: labels.ways }),
    box("kg-row", fields.first.root, fields.second.root), box("kg-row", ...samples),
    box("kg-row", make("label", { class: "kg-field" }, labels.state, slider, where)),
    box("kg-picture", svg), says, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  const table = () => (["loose", "tight"].includes(get("way")) ? WHOLE : TABLE);
  const row = (i) => table().y + (i - 1) * table().tall, column = (j) => table().x + (j - 1) * table().wide;
  function spot([which, i, j]) {
    if (!j) return [SINGLE.x, row(i)];
    if (!i) return [column(j), SINGLE.y];
    const aside = { 0: 0, 1: -17, 2: 17 }[which];
    return [column(j) + aside, row(i) + aside * 0.75];
  }

  // The states of sentences of n and m words, out of those of the longest.
  function statesOf(way, n, m) {
    const all = get("networks").find((each) => each.way === way).states, numbers = new Map();
    const fits = all.filter(({ at: [, i, j] }, k) => i <= n && j <= m && numbers.set(k, numbers.size));
    const there = (others) => others.filter((other) => numbers.has(other)).map((other) => numbers.get(other));
    return fits.map(({ at, from, seen }) => ({ at, from: there(from), seen: [Math.min(n, seen[0]), Math.min(m, seen[1])] }));
  }

  // The state, and all from which lines lead to it.
  const follow = (states, k) => new Set([k, ...states[k].from.flatMap((other) => [...follow(states, other)])]);

  function describe({ at: [which, i, j], from, seen: [n, m] }, x, y) {
    const run = (words) => (words.length ? fill(labels.run, { words: words.join(" ") }) : labels.nothing);
    const name = fill(labels[`name_${which}${i && j ? "_pair" : ""}`], { i, j, x: x[i - 1], y: y[j - 1] });
    const states = fill(labels[["no_state", "one_state"][from.length] ?? "states"], { count: from.length });
    return fill(labels.sees, { name, first: run(x.slice(0, n)), second: run(y.slice(0, m)), states });
  }

  function show() {
    const x = split(get("first")), y = split(get("second"));
    const states = statesOf(get("way"), x.length, y.length);
    const at = get("state") < 0 ? states.length - 1 : Math.min(get("state"), states.length - 1), chosen = states[at];
    const { at: [which, i, j], seen: [n, m] } = chosen, parts = [], above = [];
    const behind = follow(states, at), size = get("way") === "loose" ? 12 : 15;

    states.forEach(({ at: place, from }, k) => from.forEach((other) => {
      const role = k === at ? "kg-lit" : behind.has(k) ? "kg-on" : "";
      const lines = wire(spot(states[other].at), spot(place), role, { from: size, to: size + 1, head: true });
      lines[0].dataset.wire = `${other}-${k}`;
      (role ? above : parts).push(...lines);
    }));
    const word = (text, place, name, visible, read) => {
      const wide = Math.max(36, 9.6 * cut(text).length + 16);
      if (read) parts.unshift(...wire(place, spot(chosen.at), "kg-band"));
      const each = pill(...place, cut(text), `kg-word ${visible ? "kg-seen" : "kg-off"}`, wide);
      each.dataset.word = name;
      above.push(each);
    };
    x.forEach((text, k) => word(text, [LEFT, row(k + 1)], `x${k + 1}`, k < n, which !== 2 && k + 1 === i));
    y.forEach((text, k) => word(text, [column(k + 1), TOP], `y${k + 1}`, k < m, which !== 1 && k + 1 === j));
    states.forEach(({ at: place }, k) => {
      const [cx, cy] = spot(place), role = k === at ? "kg-chosen" : behind.has(k) ? "kg-behind" : "";
      const circle = make("circle", { class: `kg-state kg-of-${place[0]} ${role}`, cx, cy, r: size, "data-state": k });
      circle.addEventListener("click", () => keep("state", k));
      above.push(circle);
      if (place[0]) above.push(make("text", { class: "kg-which", x: cx, y: cy + 1 }, place[0]));
    });
    const wide = Math.max(TABLE.x + (y.length - 1) * TABLE.wide, WHOLE.x + (y.length - 1) * WHOLE.wide) + 56;
    const tall = Math.max(TABLE.y + (x.length - 1) * TABLE.tall, WHOLE.y + (x.length - 1) * WHOLE.tall) + 32;
    svg.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    svg.style.maxWidth = `${1.5 * wide}px`;
    svg.replaceChildren(...parts, ...above);

    const sentences = states.map((state) => describe(state, x, y));
    says.dataset.longest = sentences.reduce((a, b) => (b.length > a.length ? b : a));
    sentence.textContent = sentences[at];
    svg.setAttribute("aria-label", fill(labels.picture, { way: labels[get("way")], count: states.length, says: sentences[at] }));
    ways.forEach((each) => each.setAttribute("aria-pressed", each.dataset.way === get("way")));
    slider.max = states.length - 1;
    slider.value = at;
    where.textContent = `${at + 1} / ${states.length}`;
    slider.setAttribute("aria-valuetext", sentences[at]);
    for (const [name, { input }] of Object.entries(fields)) if (document.activeElement !== input) input.value = get(name);
  }

  // ── what the reader does ──
  function write(name, text) {
    keep("state", -1);
    keep(name, split(text).join(" "));
  }
  slider.addEventListener("input", () => keep("state", Number(slider.value)));

  const heard = ["first", "second", "way", "state"];
  for (const name of heard) model.on(`change:${name}`, show);
  show();
  return () => {
    for (const name of heard) model.off(`change:${name}`, show);
  };
}

export default { render };
