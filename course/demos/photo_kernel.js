// Draws the photograph, the kernel that the reader edits, and the nine products behind one pixel.

const LENS = 11; // the lens shows so many pixels in a row
const MOST = 99; // a weight's size, as in photo_kernel.py

const head = (symbol, who, words) => make("p", {}, make("b", { class: who }, symbol), words);

// A kernel as a small picture, for its button.
function icon(w) {
  const most = Math.max(...w.map(Math.abs));
  const cells = w.map((v, k) => make("rect", {
    x: (k % 3) * 7, y: Math.floor(k / 3) * 7, width: 6, height: 6, rx: 1.5,
    fill: `var(--${v < 0 ? "neg" : v > 0 ? "pos" : "edge"})`, opacity: v ? 0.35 + (0.65 * Math.abs(v)) / most : 0.3,
  }));
  return make("svg", { viewBox: "0 0 20 20", width: 20, height: 20, "aria-hidden": "true" }, ...cells);
}

function numberField(name, label, low, high) {
  const input = make("input", { type: "number", step: 1, min: low, max: high, inputmode: "numeric", "data-control": name });
  if (label) input.setAttribute("aria-label", label);
  return input;
}

function choice(name, label, options) {
  const select = make("select", { "data-control": name }, ...options.map(([value, text]) => make("option", { value }, text)));
  return { select, root: make("label", { class: "kg-field" }, label, select) };
}

// The picture, with a round lens over the pixel that is looked at: the window of 3 × 3 in x, the one pixel in y.
function view(symbol, who, words, token, side) {
  const canvas = make("canvas", { role: "img", class: "kg-picture" }), lens = make("canvas", { class: "kg-lens", "aria-hidden": "true" });
  const scale = make("span");
  const stage = box("kg-stage", canvas, lens), root = box("kg-view", make("p", {}, make("b", { class: who }, symbol), words, scale), stage);

  function look({ height, width }, row, column, colours) {
    const wide = stage.clientWidth, high = stage.clientHeight, cell = Math.max(8, wide / 48);
    const size = Math.round(LENS * cell), dots = Math.min(devicePixelRatio || 1, 2), half = (LENS - 1) / 2;
    const place = (at, all, room) => within(2, ((at + 0.5) / all) * room - size / 2, room - size - 2);
    lens.style.width = lens.style.height = `${size}px`;
    lens.style.translate = `${place(column, width, wide)}px ${place(row, height, high)}px`;
    if (lens.width !== size * dots) lens.width = lens.height = size * dots;
    const pen = lens.getContext("2d"), one = lens.width / LENS;
    pen.imageSmoothingEnabled = false;
    pen.fillStyle = colours.well;
    pen.fillRect(0, 0, lens.width, lens.width);
    pen.drawImage(canvas, column - half, row - half, LENS, LENS, 0, 0, lens.width, lens.width);
    const from = ((LENS - side) / 2) * one;
    for (const [thick, ink] of [[5, "#fff"], [3, colours[token]]]) {
      Object.assign(pen, { lineWidth: thick * dots, strokeStyle: ink });
      pen.strokeRect(from, from, side * one, side * one);
    }
  }
  return { root, stage, canvas, scale, look };
}

function render({ model, el }) {
  const labels = labelsOf(model);
  const pictures = model.get("pictures").map(([name, height, width]) => ({ name, height, width }));
  const get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  const flat = () => get("kernel").flat();
  const laidOn = () => (get("flip") ? turned(flat()) : flat());
  const indexOf = (k) => (get("flip") ? 8 - k : k); // which number of w lies at place k
  let photo = null, y = null, colours = {}, queued = false, quiet = 0;

  // ── what is built once ──
  const chips = get("presets").map(([name, rows, divisor]) => {
    const chip = make("button", { type: "button", class: "kg-chip", "data-preset": name }, icon(rows.flat()), labels[name]);
    chip.addEventListener("click", () => { keep("divisor", divisor); keep("kernel", rows); });
    return { chip, divisor, numbers: rows.flat() };
  });
  const nine = () => Array.from({ length: 9 }, () => make("span"));
  const windowTiles = nine(), productTiles = nine();
  const cells = Array.from({ length: 9 }, (_, k) => numberField(`w${k}`, "", -MOST, MOST));
  const grid = box("kg-nine kg-weights", ...cells);
  grid.setAttribute("role", "group");
  grid.setAttribute("aria-label", labels.kernel);
  const words = { laid: make("span"), total: box("kg-total"), value: make("output", { class: "kg-value" }), cut: make("small") };
  const divisor = numberField("divisor", labels.divide, 1, MOST);
  const row = numberField("row", "", 1, 1), column = numberField("column", "", 1, 1);
  const flip = make("input", { type: "checkbox", role: "switch", "data-control": "flip" });
  const which = choice("picture", labels.which, pictures.map(({ name }, i) => [i, name]));
  const shown = choice("shown", labels.shown, ["auto", "grey", "signs"].map((name) => [name, labels[name]]));
  const verdict = make("p", { class: "kg-verdict", role: "status" }), says = make("p", { class: "kg-unseen", "aria-live": "polite" });
  const left = view("x", "kg-in", labels.photograph, "kernel", 3), right = view("y", "kg-out", labels.result, "output", 1);
  const op = (sign) => make("span", { class: "kg-op", "aria-hidden": "true" }, sign);
  const tiles = (name, list) => Object.assign(box(`kg-nine ${name}`, ...list), { ariaHidden: "true" });
  left.scale.className = "kg-at";
  left.scale.append(make("label", {}, labels.row, row), make("label", {}, labels.column, column));

  const root = make("div", { class: "kg-demo kg-look kg-photo", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row kg-presets", ...chips.map(({ chip }) => chip)), { role: "group", ariaLabel: labels.presets }),
    box("kg-pair", left.root, right.root),
    box("kg-sum-line",
      box("", head("x", "kg-in", labels.window), tiles("kg-pixels", windowTiles)), op("⊙"),
      box("", make("p", {}, make("b", { class: "kg-ker" }, "w"), words.laid), grid), op("="),
      box("", make("p", {}, labels.products), tiles("kg-products", productTiles)), op("→"),
      box("kg-answer", head("y", "kg-out", labels.sum), words.total, box("kg-by", make("label", { class: "kg-field" }, "÷", divisor), words.value), words.cut)),
    box("kg-row", make("label", { class: "kg-switch" }, flip, labels.flip), pictures.length > 1 ? which.root : "", shown.root),
    verdict, make("p", { class: "kg-hint" }, labels.hint), says);
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  const signed = () => (get("shown") === "auto" ? total(flat()) === 0 : get("shown") === "signs");
  const colourOf = (value) => (signed() ? colours.ramp[255 + within(-255, Math.round(value), 255)] : Array(3).fill(within(0, Math.round(value), 255)));
  function tile(node, text, rgb) {
    node.textContent = text;
    Object.assign(node.style, { background: css(rgb), color: inkOn(rgb) });
  }

  function dress() {
    colours = { ramp: ramp(root) };
    for (const name of ["kernel", "output", "well"]) colours[name] = css(tone(root, `--${name}`));
  }

  // The chosen photograph, as soon as its pixels are there.
  function load() {
    const { name, height, width } = pictures[get("picture")], pixels = get("pixels")?.[get("picture")];
    which.select.value = get("picture");
    root.style.setProperty("--shape", `${width} / ${height}`);
    left.canvas.setAttribute("aria-label", `${name}, ${width} × ${height}`);
    right.canvas.setAttribute("aria-label", `${name}, ${labels.result}`);
    row.max = height - 2;
    column.max = width - 2;
    photo = pixels ? { height, width, x: Uint8Array.from(atob(pixels), (each) => each.charCodeAt(0)) } : null;
    root.toggleAttribute("data-waits", !photo);
    if (photo) paint(left.canvas, photo, photo.x);
    show();
  }

  // Everything that follows from the kernel.
  function show() {
    const w = flat(), laid = laidOn(), most = Math.max(1, ...w.map(Math.abs));
    cells.forEach((cell, k) => {
      const rgb = colours.ramp[255 + Math.round((170 * laid[k]) / most)], i = indexOf(k);
      if (document.activeElement !== cell || Number(cell.value) !== laid[k]) cell.value = laid[k];
      Object.assign(cell.style, { backgroundColor: css(rgb), color: inkOn(rgb) });
      cell.classList.toggle("kg-first", i === 0);
      cell.setAttribute("aria-label", fill(labels.weight, { row: Math.floor(i / 3) + 1, column: (i % 3) + 1 }));
    });
    for (const { chip, divisor: by, numbers } of chips)
      chip.setAttribute("aria-pressed", by === get("divisor") && w.every((v, i) => v === numbers[i]));
    if (document.activeElement !== divisor || Number(divisor.value) !== get("divisor")) divisor.value = get("divisor");
    flip.checked = get("flip");
    shown.select.value = get("shown");
    words.laid.textContent = get("flip") ? labels.turned : labels.kernel;
    right.scale.textContent = signed() ? labels.signs_scale : labels.grey_scale;
    if (!photo) return;
    y = correlate(photo, laid, get("divisor"));
    paint(right.canvas, photo, y, signed() && colours.ramp);
    verdict.textContent = judge(w);
    point();
  }

  // Everything that follows from the pixel that is looked at.
  function point() {
    queued = false;
    if (!photo) return;
    const { height, width } = photo, r = within(1, get("row"), height - 2), c = within(1, get("column"), width - 2);
    const k = laidOn(), by = get("divisor"), sign = signed();
    const x = Array.from({ length: 9 }, (_, i) => photo.x[(r + Math.floor(i / 3) - 1) * width + c + (i % 3) - 1]);
    const products = x.map((v, i) => v * k[i]), sum = total(products), value = sum / by, most = Math.max(1, ...products.map(Math.abs));
    x.forEach((v, i) => tile(windowTiles[i], v, [v, v, v]));
    products.forEach((v, i) => tile(productTiles[i], number(v + 0), colours.ramp[255 + Math.round((200 * v) / most)]));
    const rounded = number(Math.round(value * 10) / 10 + 0);
    words.total.textContent = number(sum);
    tile(words.value, `= ${rounded}`, colourOf(value));
    const advice = total(k) > 1 && by === 1 ? labels.over_divide : labels.over;
    words.cut.textContent = sign ? (Math.abs(value) > 255 ? labels.full : "")
      : value > 255 ? fill(advice, { total: total(k) }) : value < 0 ? labels.under : "";
    for (const [input, at] of [[row, r], [column, c]]) if (document.activeElement !== input || Number(input.value) !== at) input.value = at;
    left.look(photo, r, c, colours);
    right.look(photo, r, c, colours);
    const terms = x.map((v, i) => fill(labels.term, { pixel: v, weight: k[i] })).join(", ");
    const sentence = fill(labels.says, { row: r, column: c, terms, total: sum, divisor: by, value: rounded });
    clearTimeout(quiet); // a screen reader hears where the reader stops, not every pixel on the way
    quiet = setTimeout(() => (says.textContent = sentence), 400);
  }
  const soon = () => queued || ((queued = true), requestAnimationFrame(point));

  // What flipping does to this kernel, measured on this photograph.
  function judge(w) {
    const back = turned(w);
    if (w.every((v, i) => v === back[i])) return labels.symmetric;
    if (w.every((v, i) => v === -back[i])) return labels.opposite;
    const other = correlate(photo, get("flip") ? w : back, get("divisor"));
    let differ = 0, most = 0;
    for (let p = 0; p < y.length; p++) {
      const by = Math.abs(other[p] - y[p]);
      if (by > 0.5) differ++;
      if (by > most) most = by;
    }
    const share = Math.round((100 * differ) / ((photo.width - 2) * (photo.height - 2)));
    return fill(labels.differ, { share, most: Math.round(most) });
  }

  // ── what the reader does ──
  function change(k, value) {
    const w = flat();
    w[indexOf(k)] = within(-MOST, Math.round(value) || 0, MOST);
    keep("kernel", [w.slice(0, 3), w.slice(3, 6), w.slice(6)]);
  }
  cells.forEach((cell, k) => {
    let from = null;
    cell.addEventListener("input", () => change(k, cell.value));
    cell.addEventListener("blur", show);
    // The wheel turns the number only where the reader has put the focus: elsewhere the page scrolls.
    cell.addEventListener("wheel", (event) => {
      if (document.activeElement !== cell) return;
      event.preventDefault();
      change(k, laidOn()[k] - Math.sign(event.deltaY));
    }, { passive: false });
    cell.addEventListener("pointerdown", (event) => {
      from = { y: event.clientY, value: laidOn()[k] };
      cell.setPointerCapture(event.pointerId);
    });
    cell.addEventListener("pointermove", (event) => {
      if (from && Math.abs(event.clientY - from.y) > 5) change(k, from.value + Math.round((from.y - event.clientY) / 12));
    });
    for (const end of ["pointerup", "pointercancel"]) cell.addEventListener(end, () => (from = null));
  });
  for (const { stage } of [left, right]) {
    const follow = (event) => {
      if (!photo) return;
      const { left: x0, top: y0, width, height } = stage.getBoundingClientRect();
      keep("row", within(1, Math.floor(((event.clientY - y0) / height) * photo.height), photo.height - 2));
      keep("column", within(1, Math.floor(((event.clientX - x0) / width) * photo.width), photo.width - 2));
    };
    stage.addEventListener("pointermove", follow);
    stage.addEventListener("pointerdown", follow);
  }
  const whole = (input) => within(Number(input.min), Math.round(input.value) || 0, Number(input.max));
  for (const [name, input] of [["divisor", divisor], ["row", row], ["column", column]]) {
    input.addEventListener("input", () => keep(name, whole(input)));
    input.addEventListener("blur", show);
  }
  which.select.addEventListener("change", () => keep("picture", Number(which.select.value)));
  shown.select.addEventListener("change", () => keep("shown", shown.select.value));
  flip.addEventListener("change", () => {
    keep("flip", flip.checked);
    if (still.matches) return;
    // The grid turns before the reader's eyes, and its digits stay upright.
    const turn = (angle) => [{ rotate: `${angle}deg` }, { rotate: "0deg" }], how = { duration: 600, easing: "ease-out" };
    grid.animate(turn(-180), how);
    for (const cell of cells) cell.animate(turn(180), how);
  });

  const heard = [...["kernel", "divisor", "flip", "shown"].map((name) => [name, show]), ["row", soon], ["column", soon], ["picture", load], ["pixels", load]];
  for (const [name, listener] of heard) model.on(`change:${name}`, listener);
  const endTheme = onTheme(() => { dress(); show(); });
  const size = new ResizeObserver(soon);
  size.observe(left.stage);
  dress();
  load();
  return () => {
    for (const [name, listener] of heard) model.off(`change:${name}`, listener);
    endTheme();
    size.disconnect();
    clearTimeout(quiet);
  };
}

export { correlate };
export default { render };
