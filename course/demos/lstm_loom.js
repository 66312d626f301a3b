// The cell as a loom: each wire is a bundle with one thread for each unit, as thick and as coloured as its number.
// Where two bundles meet, thread k ends on thread k, so that the crossings lie on a diagonal: "elementwise" can be seen.

// Two sets of places, one wide and one for phones.
const WIDE = {
  W: 980, H: 512, top: 8, gap: 9, left: 6, right: 974, f: 212, i: 372, g: 516, o: 676, th: 816, rail: 80, mix: 206, box: 312,
  bus: 412, boxW: 104, boxH: 52, font: 17, xAt: 32, saysAt: 948, foot: 468, thick: 7.6,
};
const TALL = {
  W: 520, H: 628, top: 26, gap: 6.6, left: 4, right: 516, f: 92, i: 190, g: 284, o: 380, th: 462, rail: 96, mix: 240, box: 372,
  bus: 500, boxW: 82, boxH: 60, font: 22, xAt: 30, saysAt: 490, foot: 556, thick: 5.6,
};
// In which order a step goes through the cell, in seconds: inputs, gates, memory, output.
const LATE = { x: 0, h0: 0, c0: 0, f: 0.15, i: 0.15, g: 0.15, o: 0.15, keep: 0.4, write: 0.4, c: 0.6, tanh: 0.75, h: 0.95 };
const GATES = new Set(["f", "i", "o"]);
const LONG = new Set(["c", "c0", "keep", "write"]); // their numbers may be larger than 1
const LARGE = 1.6; // as large as they are drawn at most

// A thread along a right-angled way, shifted by d to its right-hand side, with round corners; `ends` lengthen it.
function way(points, d, [before, after]) {
  const sides = points.slice(1).map(([x, y], k) => [-Math.sign(y - points[k][1]), Math.sign(x - points[k][0])]);
  const along = (k, by) => [sides[k][1] * by, -sides[k][0] * by];
  const moved = points.map(([x, y], k) => {
    const a = sides[Math.max(0, k - 1)], b = sides[Math.min(sides.length - 1, k)];
    const corner = a[0] !== b[0] || a[1] !== b[1];
    return corner ? [x + d * (a[0] + b[0]), y + d * (a[1] + b[1])] : [x + d * b[0], y + d * b[1]];
  });
  const plus = ([x, y], [dx, dy]) => [x + dx, y + dy];
  moved[0] = plus(moved[0], along(0, -before));
  moved.push(plus(moved.pop(), along(sides.length - 1, after)));
  let path = `M${moved[0]}`;
  for (let k = 1; k < moved.length - 1; k++) {
    const bend = sides[k - 1][0] * sides[k][1] - sides[k - 1][1] * sides[k][0], radius = Math.max(3, 20 - bend * d);
    path += `L${plus(moved[k], along(k - 1, -radius))}Q${moved[k]} ${plus(moved[k], along(k, radius))}`;
  }
  return `${path}L${moved.at(-1)}`;
}

// Draws the cell of n units into `place`. `choose` hears the wire that is pointed at; the result paints a step.
function drawLoom(place, P, n, labels, choose) {
  const back = make("g"), middle = make("g"), front = make("g"), wires = {};
  const off = (k) => (k - (n - 1) / 2) * P.gap, less = (k) => -off(k), fat = n * P.gap + 8, none = () => 0;
  const { bus, rail, mix, foot, left, right } = P, up = P.box - P.boxH / 2, low = P.box + P.boxH / 2, mixO = mix + 40;
  const boxes = ["f", "i", "g", "o"];

  function wire(name, routes, layer = middle) {
    const group = make("g", { class: "kg-wire", "data-wire": name, style: `--late: ${LATE[name]}s` });
    const threads = [];
    for (const { points, from = none, to = none, down, thin, one } of routes) {
      group.append(make("path", { class: "kg-hit", d: way(points, 0, [0, 0]), "stroke-width": thin ? 14 : fat }));
      for (let k = 0; k < (one ? 1 : n); k++) {
        const d = one ? 0 : down ? less(k) : off(k); // a way's right-hand side is +x going up, and −x going down
        const path = make("path", { d: way(points, d, one ? [0, 0] : [from(k), to(k)]) });
        if (!one) path.dataset.unit = k + 1;
        threads.push({ k, thin, path });
        group.append(path);
      }
    }
    group.addEventListener("click", () => choose(name));
    layer.append(group);
    wires[name] = { group, threads, valves: [] };
  }
  const branch = (x, y) => ({ points: [[x, y], [x, low]], thin: true });
  wire("h0", [{ points: [[left, bus], [P.o, bus]], to: off }, ...boxes.map((name) => ({ ...branch(P[name], bus), from: off }))], back);
  wire("x", [{ points: [[P.xAt, foot], [P.o - fat / 2 - 2, foot]], one: true, thin: true },
    ...boxes.map((name) => ({ ...branch(P[name] - fat / 2 - 2, foot), one: true }))], back);
  wire("f", [{ points: [[P.f, up], [P.f, rail]], to: less }]);
  wire("write", [{ points: [[P.g, mix], [P.g, rail]], from: off, to: less }]);
  wire("g", [{ points: [[P.g, up], [P.g, mix]], to: less }]);
  wire("i", [{ points: [[P.i, up], [P.i, mix], [P.g, mix]], to: off }]);
  wire("c0", [{ points: [[left, rail], [P.f, rail]], to: off }]);
  wire("keep", [{ points: [[P.f, rail], [P.g, rail]], from: less, to: off }]);
  wire("c", [{ points: [[P.g, rail], [right, rail]], from: less }]);
  wire("tanh", [{ points: [[P.th, rail], [P.th, mixO]], down: true, from: less, to: off }]);
  wire("o", [{ points: [[P.o, up], [P.o, mixO], [P.th, mixO]], to: off }]);
  wire("h", [{ points: [[P.th, mixO], [P.th, bus]], down: true, from: less, to: off }, { points: [[P.th, bus], [right, bus]], from: less }]);

  // A valve on each crossing of a gate: its bar lies along the thread when it is open, and across it when it is shut.
  for (const [name, x, y, along] of [["f", P.f, rail, 0], ["i", P.g, mix, 90], ["o", P.th, mixO, 90]])
    for (let k = 0; k < n; k++) {
      const r = P.gap * 0.5, cx = x + off(k), cy = y + off(k);
      const bar = make("line", { x1: cx - r, x2: cx + r, y1: cy, y2: cy, style: `--late: ${LATE[name] + 0.15}s` });
      front.append(make("g", { class: "kg-valve", "data-unit": k + 1 }, make("circle", { cx, cy, r }), bar));
      wires[name].valves.push({ k, along, bar });
    }
  for (let k = 0; k < n; k++)
    front.append(make("circle", { class: "kg-dot", "data-unit": k + 1, cx: P.g + off(k), cy: rail + off(k), r: P.gap * 0.42 }));

  const F = P.font;
  function word(x, y, text, size = 1, more = {}) {
    const node = make("text", { x, y, "font-size": F * size, ...more }, text);
    front.append(node);
    return node;
  }
  for (const [name, sign] of [["f", "σ"], ["i", "σ"], ["g", "tanh"], ["o", "σ"]]) {
    const kind = name === "g" ? "kg-squash" : "kg-gate-box";
    front.append(make("rect", { class: kind, x: P[name] - P.boxW / 2, y: up, width: P.boxW, height: P.boxH, rx: 10 }));
    word(P[name], P.box - F * 0.42, sign, 1.1, { "font-weight": 700 });
    word(P[name], P.box + F * 0.72, labels[`does_${name}`], 0.8, { class: "kg-soft" });
    word(P[name] - (P.gap * n) / 2 - F * 0.75, up - F * 0.9, name, 1.15, { class: "kg-symbol" });
  }
  const pill = { x: P.th - 30 - F / 3, y: rail + fat / 2 + 14, width: 60 + F / 1.5, height: F * 1.7, rx: F * 0.85 };
  front.append(make("rect", { class: "kg-squash", ...pill }));
  word(P.th, pill.y + F * 0.85, "tanh", 0.95, { "font-weight": 700 });
  for (const [x, y, sign] of [[P.f, rail, "⊙"], [P.g, rail, "+"], [P.g, mix, "⊙"], [P.th, mixO, "⊙"]]) {
    const away = (P.gap * n) / 2 + F * 0.35;
    front.append(make("circle", { class: "kg-halo", cx: x - away, cy: y - away, r: F * 0.62 }));
    word(x - away, y - away, sign, 1, { "font-weight": 700 });
  }
  const above = rail - fat / 2 - F * 1.2, over = bus - fat / 2 - F * 0.5;
  for (const [x, y, symbol, when, anchor] of [
    [left + 4, above, "c", "t−1", "start"], [right - 4, above, "c", "t", "end"],
    [left + 4, over, "h", "t−1", "start"], [right - 4, over, "h", "t", "end"],
  ]) {
    const label = word(x, y, symbol, 1.25, { class: "kg-symbol", style: `text-anchor: ${anchor}` });
    label.append(make("tspan", { "font-size": F * 0.85, dy: F * 0.3 }, when));
  }
  const side = F * 2.3, tiles = {};
  for (const [name, x, who] of [["reads", P.xAt, "--input"], ["answers", P.saysAt, "--output"]]) {
    const tile = make("rect", { class: "kg-tile", x: x - side / 2, y: foot - side / 2, width: side, height: side, rx: 9, style: `--who: var(${who})` });
    front.append(tile);
    tiles[name] = { tile, sign: word(x, foot + 1, "", 1.5, { class: "kg-sign" }) };
    word(x, foot + side / 2 + F * 0.7, labels[name], 0.8, { class: "kg-soft" });
  }
  back.prepend(make("rect", { class: "kg-rail", x: left, y: rail - fat / 2, width: right - left, height: fat, rx: 12 }));
  back.append(make("path", { class: "kg-answer-line", d: `M${P.saysAt},${bus + fat / 2} V${foot}` }));
  const svg = make("svg", { viewBox: `0 ${P.top} ${P.W} ${P.H - P.top}`, role: "img" }, back, middle, front);
  place.replaceChildren(svg);

  // Paints a step of the run; `words` say it, and `chosen` is the wire whose numbers are read.
  return function show(step, chosen, words) {
    for (const [name, { group, threads, valves }] of Object.entries(wires)) {
      const values = name === "x" ? [0.4] : step[name], most = LONG.has(name) ? LARGE : 1;
      for (const { k, thin, path } of threads) {
        const share = Math.min(1, Math.abs(values[k]) / most), thick = P.thick * (thin ? 0.55 : 1);
        path.style.stroke = `var(--${name === "x" ? "input" : GATES.has(name) ? "gate" : values[k] < 0 ? "neg" : "pos"})`;
        path.style.strokeWidth = (0.7 + (thick - 0.7) * share).toFixed(2);
        path.style.strokeOpacity = ((0.28 + 0.72 * share) * (thin && name !== "x" ? 0.6 : 1)).toFixed(2);
      }
      for (const { k, along, bar } of valves) bar.style.rotate = `${along + 90 * (1 - values[k])}deg`;
      group.classList.toggle("kg-chosen", name === chosen);
    }
    tiles.reads.sign.textContent = step.character;
    tiles.answers.sign.textContent = step.said === "-" ? "·" : step.said;
    tiles.answers.tile.classList.toggle("kg-speaks", step.said !== "-");
    svg.setAttribute("aria-label", words);
  };
}
