// Draws the tree of inputs behind one output, and the square of pixels that the same layers read on a picture.
// Which nodes take part, and along how many paths, comes from Python; here they are only moved to their place.

const STEP = 22, RISE = 62, LEFT = 92, TOP = 16, BARS = 58; // the drawing's own units

function render({ model, el }) {
  const labels = labelsOf(model), get = (name) => model.get(name), columns = get("columns");
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  const stack = () => get("patterns")[get("pattern")];
  const clamp = (value, low, high) => Math.max(low, Math.min(high, value));
  const [tall, wide] = get("size"), grey = Uint8Array.from(atob(get("picture")), (each) => each.charCodeAt(0));
  const deepest = Math.max(...get("patterns").map(({ dilations }) => dilations.length));
  const width = LEFT + columns * STEP, height = TOP + deepest * RISE + 22 + BARS;
  const xOf = (column) => LEFT + (column + 0.5) * STEP, rise = () => (deepest * RISE) / stack().dilations.length;
  const yOf = (level) => TOP + (stack().dilations.length - level) * rise();

  // ── what is built once ──
  const chips = get("patterns").map(({ name, dilations }, i) => {
    const chip = make("button", { type: "button", class: "kg-chip", "data-pattern": name }, labels[name]);
    chip.addEventListener("click", () => {
      const top = get("layer") === stack().dilations.length ? dilations.length : Math.min(get("layer"), dilations.length);
      keep("pattern", i);
      keep("layer", top);
    });
    return chip;
  });
  const slider = (name, label, low, high) => {
    const input = make("input", { type: "range", min: low, max: high, step: 1, "data-control": name, "aria-label": label });
    const value = make("output");
    input.addEventListener("input", () => keep(name, Number(input.value)));
    const set = (now) => { input.value = now; value.textContent = now; };
    return { input, set, root: make("label", { class: "kg-field" }, label, input, value) };
  };
  const layer = slider("layer", labels.layer, 1, deepest), place = slider("place", labels.place, 0, columns - 1);
  const row = slider("row", labels.row, 0, tall - 1), column = slider("column", labels.column, 0, wide - 1);
  const svg = make("svg", { role: "img", viewBox: `0 0 ${width} ${height}` });
  const sentence = make("span", { "aria-live": "polite" }), says = make("p", { class: "kg-verdict kg-sentence" }, sentence), more = make("p", { class: "kg-more" });
  const canvas = make("canvas", { role: "img", width: wide, height: tall });
  const frame = box("kg-frame"), stage = box("kg-stage", canvas, frame);
  const beside = grey.length ? [box("kg-both", stage, box("kg-beside", make("p", { class: "kg-name" }, labels.picture), more, row.root, column.root))] : [];
  stage.style.aspectRatio = `${wide} / ${tall}`;
  const sentences = get("patterns").flatMap(({ facts }) => facts.map((words) => fill(labels[words.says], words)));
  says.dataset.longest = sentences.reduce((a, b) => (b.length > a.length ? b : a)); // room for it: nothing jumps
  const root = make("div", { class: "kg-demo kg-look kg-field-tree", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row", make("span", {}, labels.patterns), ...chips), { role: "group", ariaLabel: labels.patterns }),
    box("kg-row", layer.root, place.root),
    box("kg-tree", svg), says, ...beside, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  function draw() {
    const { dilations } = stack(), top = get("layer"), at = get("place");
    const levels = stack().trees[top - 1]; // from the output down
    const lit = levels.map((level) => new Map(level.map(([offset, ways]) => [at + offset, ways])));
    const inside = (column) => column >= 0 && column < columns;
    const inputs = lit[top], span = [...inputs.keys()];
    const parts = [];

    for (let depth = 0; depth < top; depth++) {
      const upper = top - depth, dilation = dilations[upper - 1];
      for (const column of lit[depth].keys())
        for (const below of [column - dilation, column, column + dilation])
          if (inside(column) && inside(below))
            parts.push(make("line", { class: "kg-edge", x1: xOf(column), y1: yOf(upper), x2: xOf(below), y2: yOf(upper - 1) }));
    }
    for (let level = 0; level <= dilations.length; level++) {
      const ways = level <= top ? lit[top - level] : new Map();
      parts.push(make("text", { class: "kg-level", x: 0, y: yOf(level) }, level ? fill(labels.level, { level }) : labels.input));
      if (level) parts.push(make("text", { class: "kg-dilation", x: 14, y: (yOf(level) + yOf(level - 1)) / 2 }, fill(labels.dilation, { dilation: dilations[level - 1] })));
      for (let column = 0; column < columns; column++) {
        const role = ways.has(column) ? (level === top ? "kg-root" : level ? "kg-on" : "kg-on kg-read")
          : level === 0 && column > span[0] && column < span.at(-1) ? "kg-gap" : "kg-off";
        parts.push(make("circle", { class: role, cx: xOf(column), cy: yOf(level), r: role === "kg-off" ? 3.5 : role === "kg-root" ? 9 : 6.5, "data-level": level, "data-column": column }));
      }
    }
    // How often each input is read: a bar, and its number.
    const ground = yOf(0) + 14, most = Math.max(...inputs.values());
    for (const [column, ways] of inputs) {
      if (!inside(column)) continue;
      const long = 4 + (BARS - 26) * (ways / most);
      parts.push(make("rect", { class: "kg-bar", x: xOf(column) - 7, y: ground, width: 14, height: long, rx: 2 }));
      parts.push(make("text", { class: "kg-count", x: xOf(column), y: ground + long + 10, "data-column": column }, String(ways)));
    }
    svg.replaceChildren(...parts);
    const counts = [...inputs].filter(([column]) => inside(column)).map(([column, ways]) => `${column}: ${ways}`).join(", ");
    svg.setAttribute("aria-label", fill(labels.tree, { layer: top, place: at, counts }));
  }

  // The picture, pale where nothing is read; a pixel is tinted by the paths that lead to it down and across.
  function paint() {
    if (!grey.length) return;
    const inputs = stack().trees[get("layer") - 1].at(-1), most = Math.max(...inputs.map(([, ways]) => ways)) ** 2;
    const ways = new Map(inputs), tint = tone(root, "--pos"), ground = tone(root, "--card"), pen = canvas.getContext("2d");
    const image = pen.createImageData(wide, tall);
    grey.forEach((value, p) => {
      const count = (ways.get(Math.floor(p / wide) - get("row")) ?? 0) * (ways.get((p % wide) - get("column")) ?? 0);
      const share = count ? 0.15 + 0.5 * Math.sqrt(count / most) : 0.6, over = count ? tint : ground;
      over.forEach((end, k) => (image.data[4 * p + k] = Math.round(value + (end - value) * share)));
      image.data[4 * p + 3] = 255;
    });
    pen.putImageData(image, 0, 0);
    const reach = -inputs[0][0], across = (value) => `${(100 * value) / wide}%`, down = (value) => `${(100 * value) / tall}%`;
    Object.assign(frame.style, {
      left: across(get("column") - reach), top: down(get("row") - reach),
      width: across(2 * reach + 1), height: down(2 * reach + 1),
    });
    more.textContent = fill(labels.says_picture, stack().facts[get("layer") - 1]);
    canvas.setAttribute("aria-label", `${labels.picture}. ${more.textContent}`);
  }

  function show() {
    const { dilations, facts } = stack();
    if (get("layer") > dilations.length) return keep("layer", dilations.length);
    chips.forEach((chip, i) => chip.setAttribute("aria-pressed", i === get("pattern")));
    layer.input.max = dilations.length;
    layer.set(get("layer"));
    place.set(get("place"));
    row.set(get("row"));
    column.set(get("column"));
    const words = facts[get("layer") - 1];
    sentence.textContent = fill(labels[words.says], words);
    draw();
    paint();
  }

  // ── what the reader does ──
  function choose(event) {
    if (event.type !== "pointerdown" && event.buttons !== 1) return;
    const { left, top, width: shown } = svg.getBoundingClientRect(), scale = width / shown;
    const level = Math.round(stack().dilations.length - ((event.clientY - top) * scale - TOP) / rise());
    if (event.type === "pointerdown") keep("layer", clamp(level, 1, stack().dilations.length));
    keep("place", clamp(Math.floor(((event.clientX - left) * scale - LEFT) / STEP), 0, columns - 1));
  }
  function point(event) {
    const { left, top, width: across, height: down } = stage.getBoundingClientRect();
    keep("row", clamp(Math.floor(((event.clientY - top) / down) * tall), 0, tall - 1));
    keep("column", clamp(Math.floor(((event.clientX - left) / across) * wide), 0, wide - 1));
  }
  for (const kind of ["pointerdown", "pointermove"]) {
    svg.addEventListener(kind, choose);
    stage.addEventListener(kind, point);
  }

  const heard = ["pattern", "layer", "place", "row", "column"];
  for (const name of heard) model.on(`change:${name}`, show);
  const endTheme = onTheme(show);
  show();
  return () => {
    for (const name of heard) model.off(`change:${name}`, show);
    endTheme();
  };
}

export default { render };
