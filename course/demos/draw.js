// Draws a demo: grids of numbers, the lit window, the products and their sum.
// Every number comes from Python; nothing is computed here but places on the page.

const CELL = 36; // a cell's side, in the drawing's own units
const HEAD = 0.75; // room for a grid's label above it, in cells

const factor = (value) => (value < 0 ? `(${number(value)})` : number(value));
const place = (row, column) => `translate(${column * CELL}px, ${row * CELL}px)`;

// The lit window of a grid at a step: [row, column, height, width].
function windowAt(grid, step) {
  const all = [0, 0, grid.rows.length, grid.rows[0].length];
  if (!grid.path || grid.moves) return all;
  const [row, column, height, width] = grid.path[step];
  return [row, column, height ?? (grid.window ?? [1, 1])[0], width ?? (grid.window ?? [1, 1])[1]];
}

function inside([row, column, height, width], r, c) {
  return r >= row && r < row + height && c >= column && c < column + width;
}

const rowsAt = (grid, step) => grid.stages?.[step] ?? grid.rows;
const marked = (grid, step, r, c) => Boolean(grid.marks?.[step].some(([row, column]) => row === r && column === c));

// The lit cells of a grid at a step.
function cellsIn(grid, step) {
  const lit = windowAt(grid, step);
  const cells = rowsAt(grid, step).flatMap((numbers, r) => numbers.map((value, c) => ({ r, c, value })));
  return cells.filter(({ r, c }) => inside(lit, r, c));
}

// The largest number of each grid in any frame: what its colours are measured by.
function largestOf(frames) {
  const largest = {};
  for (const { name, rows, stages, toned } of frames.flatMap((frame) => frame.grids)) {
    if (toned === false) continue;
    const sizes = [rows, ...(stages ?? [])].flat(2).map(Math.abs);
    largest[name] = Math.max(largest[name] ?? 0, ...sizes);
  }
  return largest;
}

// A number's colour: orange below zero, nothing at zero, blue above, up to the tone that text is still read on.
function tint(node, value, largest) {
  node.style.setProperty("--tone", `var(--${value < 0 ? "neg" : "pos"})`);
  node.style.setProperty("--much", `${largest ? Math.round(42 * (Math.abs(value) / largest) ** 0.85) : 0}%`);
}

const numbersIn = (grid, step) => cellsIn(grid, step).map(({ value }) => value);

// One grid of numbers; the result knows how to show a step.
function drawGrid(grid, grids, labels, pick, largest) {
  const [top, left] = grid.at ?? [0, 0];
  const tall = grid.weights !== undefined;
  const pitch = 1 + (grid.gap ?? 0), rise = 1 + (grid.row_gap ?? 0); // from one column, one row to the next
  const cells = [];
  const body = make("g", { class: grid.moves ? "kg-moves" : "" });
  grid.rows.forEach((numbers, r) =>
    numbers.forEach((value, c) => {
      const cell = make("g", { class: "kg-cell", "data-row": r, "data-column": c });
      const text = make("text", { x: (c * pitch + 0.5) * CELL, y: (r * rise + (tall ? 0.43 : 0.5)) * CELL });
      cell.append(make("rect", { x: c * pitch * CELL, y: r * rise * CELL, width: CELL, height: CELL }), text);
      const small = make("text", { class: "kg-weight", x: (c + 0.93) * CELL, y: (r + 0.82) * CELL });
      if (tall) cell.append(small);
      if (grid.core && !inside(grid.core, r, c)) cell.classList.add("kg-padding");
      if (pick) cell.addEventListener("pointerdown", () => pick(r, c));
      if (pick) cell.addEventListener("pointerenter", (event) => event.pointerType === "mouse" && pick(r, c));
      body.append(cell);
      cells.push({ r, c, cell, text, small });
    }),
  );
  grid.names?.forEach((name, r) =>
    body.append(make("text", { class: "kg-name", x: -0.2 * CELL, y: (r + 0.5) * CELL }, labels[name] ?? name)));
  const outline = make("rect", { class: "kg-window" });
  const group = make("g", { class: `kg-grid kg-${grid.name}`, "data-grid": grid.name });
  const name = make("text", { class: "kg-label", x: 0, y: -0.25 * CELL }, labels[grid.name]);
  body.style.transform = place(top, left);
  name.style.transform = place(top, grid.names ? 0 : left);
  group.append(name, body);
  if (grid.path && !grid.moves) body.append(outline);
  if (grid.picks) group.classList.add("kg-picks");

  function show(step) {
    const lit = windowAt(grid, step);
    if (grid.moves) body.style.transform = place(top + grid.path[step][0], left + grid.path[step][1]);
    outline.style.transform = place(lit[0], lit[1] * pitch);
    outline.setAttribute("height", lit[2] * CELL);
    outline.setAttribute("width", ((lit[3] - 1) * pitch + 1) * CELL);
    const weights = tall && grids.find((other) => other.name === grid.weights).rows;
    const rows = rowsAt(grid, step);
    for (const { r, c, cell, text, small } of cells) {
      const on = inside(lit, r, c), words = rows[r][c] === null ? "" : number(rows[r][c]);
      const mark = marked(grid, step, r, c);
      cell.classList.toggle("kg-lit", Boolean(on && grid.path));
      cell.classList.toggle("kg-mark", mark);
      cell.classList.toggle("kg-zero", Boolean(grid.faint && rows[r][c] === 0));
      text.style.fontSize = words.length > 3 ? `${((mark ? 1.3 : 1.45) * CELL) / words.length}px` : ""; // a mark is a bold frame
      if (tall) small.textContent = on ? `×${number(weights[r - lit[0]][c - lit[1]])}` : "";
      const empty = grid.fills && (r >= lit[0] + lit[2] || c >= lit[1] + lit[3]);
      text.textContent = empty ? "" : words;
      tint(cell, rows[r][c], empty ? 0 : largest);
    }
  }
  return { group, show };
}

// The lit cells or their products, one chip each, and the result; the number of chips never changes.
function drawStrip(strip, frames) {
  const grids = frames.flatMap((frame) => frame.grids);
  const widest = (name) =>
    Math.max(0, ...grids.filter((grid) => grid.name === name).flatMap((grid) => grid.rows.flat().map((v) => factor(v).length)));
  const slots = Math.max(...frames.flatMap((frame) => frame.products.map((numbers) => numbers.length)));
  const chips = Array.from({ length: slots }, () => make("span", { class: "kg-term" }, make("span"), make("b")));
  const sum = make("span", { class: "kg-term kg-sum" }, make("span"), make("b"));
  const looks = strip.right ? "kg-strip" : strip.shares ? "kg-strip kg-list kg-shares" : "kg-strip kg-list";
  const root = make("div", { class: looks, "aria-hidden": "true" }, ...chips, sum);
  const named = grids.filter((grid) => grid.name === strip.left).flatMap((grid) => grid.names ?? []);
  const chars = [widest(strip.left) + widest(strip.right) + 1, ...named.map((name) => name.length)];
  root.style.setProperty("--chars", Math.max(...chars));
  const write = strip.right ? factor : number;
  const largest = Math.max(...frames.flatMap((frame) => frame.products.flat().map(Math.abs)));

  function show(terms, products, total, chosen) {
    chips.forEach((chip, i) => {
      chip.classList.toggle("kg-none", i >= products.length);
      chip.classList.toggle("kg-chosen", Boolean(chosen[i]));
      chip.children[0].textContent = terms[i] ?? "";
      chip.children[1].textContent = i < products.length ? write(products[i]) : "";
      tint(chip.children[1], products[i] ?? 0, largest);
    });
    sum.hidden = !strip.sum;
    sum.children[1].textContent = strip.sum ? number(total) : "";
  }
  return { root, show };
}

const stepsOf = (frame) => (frame.products ?? frame.words ?? frame.charts[0].marks).length;

// Where a step is in the grid that is walked through; of a matrix, row and column are said beside the slider.
function placeAt(frame, step) {
  const grid = frame.grids.find((each) => each.picks);
  if (!grid) return {};
  const [row, column] = grid.path[step];
  const matrix = grid.rows.length > 1 && grid.rows[0].length > 1 && (grid.window ?? [1])[0] === 1;
  return { row, column, ...(matrix && { where: `${row}, ${column}` }) };
}

// What is filled into the sentence of a step: its place, the frame's facts, the charts' values at the cursor, the step's
// own words.
function wordsAt(frame, step) {
  const read = (frame.charts ?? []).filter((chart) => chart.marks).map(({ marks, x, series }) => {
    const values = series.map(({ name, values: numbers }) => [name, numbers[marks[step]]]);
    return { at: x[marks[step]], ...Object.fromEntries(values) };
  });
  return Object.assign(placeAt(frame, step), frame.facts, ...read, frame.words?.[step]);
}

// Where a drawing is wider than its box, the box scrolls along with the lit window.
function follow(box) {
  const outline = box.querySelector(".kg-window");
  if (!outline || box.scrollWidth <= box.clientWidth) return;
  const { left, width } = outline.getBoundingClientRect();
  box.scrollLeft += left + width / 2 - box.getBoundingClientRect().left - box.clientWidth / 2;
}

function drawControl(control, labels, index, change) {
  const { name, kind, values } = control;
  let input;
  const value = make("output");
  if (kind === "choice") {
    input = make("select", {}, ...values.map((key, i) => make("option", { value: i }, labels[key])));
  } else if (kind === "switch") {
    input = make("input", { type: "checkbox" });
  } else {
    input = make("input", { type: "range", min: 0, max: values.length - 1, step: 1 });
  }
  input.dataset.control = name;
  input.setAttribute("aria-label", labels[name]);
  function set(i) {
    if (kind === "switch") input.checked = Boolean(i);
    else input.value = i;
    if (kind === "slider") value.textContent = number(values[i]);
    if (kind === "slider") input.setAttribute("aria-valuetext", values[i]);
  }
  set(index);
  input.addEventListener("input", () => {
    const i = kind === "switch" ? Number(input.checked) : Number(input.value);
    set(i);
    change(i);
  });
  const parts = [make("span", {}, labels[name]), input, value];
  if (kind === "switch") parts.reverse();
  return { root: make("label", { class: `kg-control kg-${kind}` }, ...parts), set };
}

function render({ model, el }) {
  const labels = labelsOf(model);
  const controls = model.get("controls");
  const frames = model.get("frames");
  const strip = model.get("strip").left && drawStrip(model.get("strip"), frames);
  const still = window.matchMedia("(prefers-reduced-motion: reduce)");

  const sheets = model.get("panels").map(() => make("svg", { role: "img" }));
  const drawing = make("div", { class: "kg-drawing" }, ...sheets.map((svg) => make("div", {}, svg)));
  const bars = (frames[0].bars ?? []).map(() => drawBars(labels));
  const largest = largestOf(frames);
  // A drawing takes of its row what its width asks for.
  function cut(svg, [height, width]) {
    const size = [width * CELL + 2, (height + HEAD) * CELL + 2];
    svg.setAttribute("viewBox", `-1 ${-HEAD * CELL - 1} ${size[0]} ${size[1]}`);
    svg.parentNode.style.setProperty("--wide", size[0]);
  }
  const charts = (frames[0].charts ?? []).map(() => drawChart(labels, (step) => move(step)));
  const sentence = make("span");
  const says = make("p", { class: strip ? "kg-says" : "kg-says kg-shown", "aria-live": "polite" }, sentence);
  const slider = make("input", { type: "range", min: 0, step: 1, "aria-label": labels.position });
  slider.dataset.control = "position";
  const where = make("output");
  const play = make("button", { type: "button", class: "kg-play" });
  const walk = make("div", { class: "kg-walk" },
    play, make("label", { class: "kg-control kg-slider" }, make("span", {}, labels.position), slider, where));

  let timer = 0;
  let frame, parts;

  const steps = () => stepsOf(frame);
  const picked = () => frame.grids.find((grid) => grid.picks);

  function showStep() {
    const step = Math.max(0, Math.min(model.get("position"), steps() - 1));
    for (const part of parts) part.show(step);
    for (const part of [...bars, ...charts]) part.show(step);
    for (const box of drawing.children) follow(box);
    for (const svg of sheets) describe(svg, step);
    const words = { ...(strip && multiplied(step)), ...wordsAt(frame, step) };
    sentence.textContent = fill(labels[words.says ?? "says"], words);
    where.textContent = short(words.where ?? words.at ?? step);
    slider.max = steps() - 1;
    slider.value = step;
    slider.setAttribute("aria-valuetext", where.textContent);
  }

  // The strip at a step, and what its sentence needs.
  function multiplied(step) {
    const { left, right, sum } = model.get("strip");
    const grid = (name) => frame.grids.find((each) => each.name === name);
    const factors = right && numbersIn(grid(right), step).map(factor);
    const cells = cellsIn(grid(left), step);
    const terms = cells.map(({ value }, i) => (right ? `${factor(value)}·${factors[i]}` : number(value)));
    const total = sum ? numbersIn(grid(sum), step)[0] : "";
    const heads = grid(left).names ? cells.map(({ r }) => grid(left).names[r]) : terms;
    strip.show(heads, frame.products[step], total, cells.map(({ r, c }) => marked(grid(left), step, r, c)));
    return { terms: terms.join(right ? " + " : ", "), sum: number(total) };
  }

  // In words, the numbers of one drawing.
  function describe(svg, step) {
    const described = frame.grids.filter((grid) => sheets[grid.panel ?? 0] === svg).map((grid) => {
      const rows = rowsAt(grid, step);
      const size = { name: labels[grid.name], rows: rows.length, columns: rows[0].length };
      const line = (row, r) => [grid.names?.[r], ...row.map((value) => number(value ?? "–"))].filter(Boolean).join(" ");
      return `${fill(labels.rows, size)}: ${rows.map(line).join("; ")}`;
    });
    svg.setAttribute("aria-label", described.join(". "));
  }

  function showFrame() {
    const index = controls.reduce((sum, control, i) => sum * control.values.length + model.get("setting")[i], 0);
    frame = frames[index];
    sheets.forEach((svg, i) => cut(svg, (frame.panels ?? model.get("panels"))[i]));
    const groups = sheets.map(() => []);
    parts = frame.grids.map((grid) => {
      const pick = grid.picks && ((r, c) => {
        const at = grid.path.findIndex((_, step) => inside(windowAt(grid, step), r, c));
        if (at >= 0) move(at);
      });
      const part = drawGrid(grid, frame.grids, labels, pick, largest[grid.name]);
      groups[grid.panel ?? 0].push(part.group);
      return part;
    });
    for (const each of frame.arrows ?? []) {
      const part = drawArrows(each, labels);
      groups[each.panel].unshift(part.group);
      parts.push(part);
    }
    bars.forEach((part, i) => part.update(frame.bars[i]));
    charts.forEach((chart, i) => chart.update(frame.charts[i]));
    if (!strip) reserve();
    sheets.forEach((svg, i) => svg.replaceChildren(...groups[i]));
    showStep();
  }

  // Room for the longest sentence, so that nothing below it jumps.
  function reserve() {
    const sentences = frames.flatMap((each) => Array.from({ length: stepsOf(each) }, (_, step) => {
      const words = wordsAt(each, step);
      return fill(labels[words.says ?? "says"], words);
    }));
    says.dataset.longest = sentences.reduce((a, b) => (b.length > a.length ? b : a));
  }

  // The sum flies from the lit window to its place in the output, where motion is welcome.
  let flight;
  function fly() {
    flight?.remove();
    if (still.matches || !strip || !model.get("strip").sum) return;
    const cells = (name) => [...drawing.querySelectorAll(`[data-grid="${name}"] .kg-lit`)].map((cell) => cell.getBoundingClientRect());
    const from = cells(model.get("strip").left), [to] = cells(model.get("strip").sum);
    if (!from.length || !to) return;
    const home = root.getBoundingClientRect();
    const middle = ({ left, right, top, bottom }) => [(left + right) / 2 - home.left, (top + bottom) / 2 - home.top];
    const last = from[from.length - 1], start = middle({ left: from[0].left, top: from[0].top, right: last.right, bottom: last.bottom });
    flight = make("b", { class: "kg-flight", "aria-hidden": "true" }, strip.root.querySelector(".kg-sum b").textContent);
    root.append(flight);
    const at = ([x, y], scale) => ({ transform: `translate(${x}px, ${y}px) translate(-50%, -50%) scale(${scale})` });
    const gone = flight;
    flight.animate([at(start, 0.8), at(middle(to), 1)], { duration: 450, easing: "ease-in-out" }).finished
      .then(() => gone.remove(), () => gone.remove());
  }

  function keep(name, value) {
    model.set(name, value);
    model.save_changes();
  }
  function move(step) {
    pause();
    const changed = step !== model.get("position");
    if (changed) keep("position", step);
    showStep();
    if (changed) fly();
  }
  function pause() {
    clearInterval(timer);
    timer = 0;
    play.textContent = labels.play;
    says.setAttribute("aria-live", "polite");
  }
  function start() {
    if (model.get("position") >= steps() - 1) keep("position", 0);
    showStep();
    says.setAttribute("aria-live", "off");
    play.textContent = labels.pause;
    timer = setInterval(() => {
      const next = model.get("position") + 1;
      if (next >= steps() || !el.isConnected) return pause();
      keep("position", next);
      showStep();
      fly();
    }, 900);
  }
  function calm() {
    play.hidden = still.matches;
    if (still.matches) pause();
  }

  const settings = controls.map((control, i) =>
    drawControl(control, labels, model.get("setting")[i], (value) => {
      pause();
      keep("setting", model.get("setting").map((old, j) => (j === i ? value : old)));
      keep("position", Math.min(model.get("position"), frames.length && steps() - 1));
      showFrame();
    }),
  );
  play.addEventListener("click", () => (timer ? pause() : start()));
  slider.addEventListener("input", () => move(Number(slider.value)));
  slider.addEventListener("keydown", (event) => {
    const down = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const path = picked()?.path ?? [];
    const one = [0, 1].some((axis) => path.every((cell) => cell[axis] === path[0][axis]));
    if (!down || one) return; // one row or column: the browser's own way
    event.preventDefault();
    const [row, column] = path[Number(slider.value)];
    const step = path.findIndex(([r, c]) => r === row + down && c === column);
    if (step >= 0) move(step);
  });

  const root = make("div", { class: "kg-demo", role: "group", "aria-label": labels.title, "data-demo": model.get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    make("div", { class: "kg-settings" }, ...settings.map((setting) => setting.root)),
    drawing, ...(bars.length ? [make("div", { class: "kg-barred" }, ...bars.map((part) => part.root))] : []),
    ...charts.map((chart) => chart.root), walk, ...(strip ? [strip.root] : []), says);
  if (labels.hint) root.append(make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  const own = model.get("inputs").length ? drawOwn(model, labels, el) : undefined;
  if (own) root.append(own.root);
  el.append(root);

  const onSetting = () => {
    settings.forEach((setting, i) => setting.set(model.get("setting")[i]));
    showFrame();
  };
  model.on("change:position", showStep);
  model.on("change:setting", onSetting);
  still.addEventListener("change", calm);
  showFrame();
  pause();
  calm();
  return () => {
    clearInterval(timer);
    model.off("change:position", showStep);
    model.off("change:setting", onSetting);
    still.removeEventListener("change", calm);
    for (const chart of charts) chart.stop();
    own?.stop();
  };
}

// Other frames come while the demo stands where the reader's own numbers bring them.
function renderAnew({ model, el }) {
  let stop = render({ model, el });
  const again = () => {
    const writing = el.querySelector(".kg-own")?.contains(document.activeElement);
    stop();
    el.replaceChildren();
    stop = render({ model, el });
    if (writing) el.querySelector(".kg-own button").focus({ preventScroll: true });
  };
  model.on("change:frames", again);
  return () => {
    model.off("change:frames", again);
    stop();
  };
}

export default { render: renderAnew };
