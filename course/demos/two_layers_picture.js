// The two pictures of a 2-2-1 network: the plane of its inputs, and the graph with numbers forward and back.

const PLANE = 320; // the plane's side, in its drawing's own units
const FINE = 80; // cells along a side of the plane

// The pieces of the line on which a field of (FINE + 1)² values is 0, as a path; two neighbours with different signs
// have a point of it between them.
function border(values) {
  const n = FINE + 1, unit = PLANE / FINE, pieces = [];
  for (let r = 0; r < FINE; r++)
    for (let c = 0; c < FINE; c++) {
      const corners = [[r, c], [r, c + 1], [r + 1, c + 1], [r + 1, c]], cuts = [];
      corners.forEach(([r0, c0], k) => {
        const [r1, c1] = corners[(k + 1) % 4], v0 = values[r0 * n + c0], v1 = values[r1 * n + c1];
        if (v0 > 0 === v1 > 0) return;
        const share = v0 / (v0 - v1);
        cuts.push([(c0 + share * (c1 - c0)) * unit, (r0 + share * (r1 - r0)) * unit]);
      });
      for (let k = 0; k + 1 < cuts.length; k += 2)
        pieces.push(`M${cuts[k].map((v) => v.toFixed(1)).join(" ")}L${cuts[k + 1].map((v) => v.toFixed(1)).join(" ")}`);
    }
  return pieces.join("");
}

// The plane: colours by the probability of blue, the border where the output is 0, the folds where a unit's sum is 0.
function drawPlane(reach, choose, move) {
  const canvas = make("canvas", { width: FINE + 1, height: FINE + 1, "aria-hidden": "true" });
  const folds = [0, 1].map((j) => make("path", { class: "kg-fold", "data-fold": j }));
  const cut = make("path", { class: "kg-cut" }), dots = make("g");
  const axes = make("path", { class: "kg-axes", d: `M${PLANE / 2} 0V${PLANE}M0 ${PLANE / 2}H${PLANE}` });
  const svg = make("svg", { role: "img", viewBox: `0 0 ${PLANE} ${PLANE}` }, axes, ...folds, cut, dots);
  const root = box("kg-plane", canvas, svg);
  const at = (v) => ((v + reach) / (2 * reach)) * PLANE;
  let held = false;

  function show(net, points, chosen, colours, words) {
    const n = FINE + 1, values = [], pen = canvas.getContext("2d"), image = pen.createImageData(n, n);
    for (let r = 0; r < n; r++)
      for (let c = 0; c < n; c++) {
        const { z } = forward(net, [(2 * reach * c) / FINE - reach, reach - (2 * reach * r) / FINE]);
        const rgb = colours[255 + Math.round(190 * Math.tanh(z / 2))];
        image.data.set([...rgb, 255], 4 * values.length);
        values.push(Math.abs(z) < 1e-9 ? 0 : z); // on a straight border, rounding would draw steps
      }
    pen.putImageData(image, 0, 0);
    cut.setAttribute("d", border(values));
    folds.forEach((fold, j) => {
      const [w, v, b] = [net.w1[0][j], net.w1[1][j], net.b1[j]], far = 4 * reach, size = w * w + v * v;
      const foot = [(-b * w) / size, (-b * v) / size], along = [-v, w].map((each) => (each * far) / Math.sqrt(size));
      const ends = [1, -1].map((side) => [at(foot[0] + side * along[0]), PLANE - at(foot[1] + side * along[1])]);
      fold.setAttribute("d", size && net.bend !== "none" ? `M${ends[0].join(" ")}L${ends[1].join(" ")}` : "");
    });
    dots.replaceChildren(...points.map(([x1, x2, label], k) => {
      const dot = make("g", { class: `kg-dot${k === chosen ? " kg-chosen" : ""}`, "data-point": k, "data-label": label, transform: `translate(${at(x1)} ${PLANE - at(x2)})` },
        make("circle", { r: 22, class: "kg-hit" }), make("circle", { r: k === chosen ? 13 : 10 }), make("path", { d: label ? "M-5 0H5M0 -5V5" : "M-5 0H5" }));
      dot.addEventListener("pointerdown", (event) => {
        held = true;
        svg.setPointerCapture(event.pointerId);
        event.preventDefault();
        if (k !== chosen) choose(k);
      });
      return dot;
    }));
    svg.setAttribute("aria-label", words);
  }
  svg.addEventListener("pointermove", (event) => {
    if (!held) return;
    const { left, top, width, height } = svg.getBoundingClientRect();
    const place = (share) => within(-reach, Math.round(10 * (2 * reach * share - reach)) / 10, reach);
    move(place((event.clientX - left) / width), place(1 - (event.clientY - top) / height));
  });
  for (const end of ["pointerup", "pointercancel"]) svg.addEventListener(end, () => (held = false));
  return { root, show };
}

// The graph: a line forward as thick as its weight, beside it a dashed one back, as thick as its gradient.
const SPOTS = { x1: [38, 62], x2: [38, 186], h1: [184, 62], h2: [184, 186], z: [322, 124] };
const WIRES = [["x1", "h1"], ["x1", "h2"], ["x2", "h1"], ["x2", "h2"], ["h1", "z"], ["h2", "z"]];
const GRADIENTS = { h1: { x: 52, y: -20 }, h2: { x: 46, y: 22 }, z: { x: 0, y: 38 } }; // where no wire passes
const thick = (value) => (value ? 0.8 + 6 * Math.min(1, Math.abs(value) / 3) : 0);

function drawGraph() {
  const wires = WIRES.map(([from, to]) => {
    const [[x0, y0], [x1, y1]] = [SPOTS[from], SPOTS[to]], far = Math.hypot(x1 - x0, y1 - y0);
    const [u, v] = [(x1 - x0) / far, (y1 - y0) / far]; // along the wire; (−v, u) is beside it
    const beside = (by, a, b) => [x0 + u * a - v * by, y0 + v * a + u * by, x1 - u * b - v * by, y1 - v * b + u * by];
    const line = (ends) => `M${ends[0]} ${ends[1]}L${ends[2]} ${ends[3]}`;
    const back = beside(8, 38, 30), tip = `translate(${back[0]} ${back[1]}) rotate(${(Math.atan2(-v, -u) * 180) / Math.PI})`;
    const node = { forth: make("path", { class: "kg-forth", d: line(beside(-2, 22, 22)) }), back: make("path", { class: "kg-back", d: line(back) }),
      head: make("path", { class: "kg-tip", d: "M9 0L-1 5.5V-5.5Z", transform: tip }) };
    return { ...node, group: make("g", { "data-wire": `${from}-${to}` }, node.forth, node.back, node.head) };
  });
  const nodes = Object.entries(SPOTS).map(([name, [x, y]]) => {
    const who = { x: "kg-in", h: "kg-hid", z: "kg-out" }[name[0]];
    const circle = make("circle", { r: 21 }), value = make("text", { class: "kg-value", y: 1 }), grad = make("text", { class: "kg-grad", ...GRADIENTS[name] });
    const rings = name === "z" ? [make("circle", { r: 25, class: "kg-ring" })] : [];
    const group = make("g", { class: `kg-node ${who}`, "data-node": name, transform: `translate(${x} ${y})` }, ...rings, circle, value, grad,
      make("text", { class: "kg-symbol", y: name === "z" ? -38 : -32 }, name[0], make("tspan", { class: "kg-index", dy: 4 }, name.slice(1))));
    return { name, group, circle, value, grad };
  });
  const root = make("svg", { class: "kg-graph", role: "img", viewBox: "0 0 360 240" }, ...wires.map(({ group }) => group), ...nodes.map(({ group }) => group));

  function show(net, x, seen, colours, words) {
    const w = [...net.w1.flat(), ...net.w2], d = [...seen.dw1.flat(), ...seen.dw2];
    wires.forEach(({ forth, back, head }, k) => {
      Object.assign(forth.style, { strokeWidth: thick(w[k]), stroke: `var(--${w[k] < 0 ? "neg" : "pos"})` });
      back.style.strokeWidth = thick(d[k]);
      back.style.visibility = head.style.visibility = d[k] ? "" : "hidden";
    });
    const values = { x1: x[0], x2: x[1], h1: seen.h[0], h2: seen.h[1], z: seen.z }, grads = { h1: seen.da[0], h2: seen.da[1], z: seen.dz };
    for (const { name, group, circle, value, grad } of nodes) {
      const rgb = colours[255 + Math.round(200 * within(-1, values[name] / 3, 1))];
      circle.style.fill = css(rgb);
      Object.assign(value, { textContent: short(Number(values[name].toPrecision(2))) }).style.fill = inkOn(rgb);
      grad.textContent = name in grads ? `∂ ${brief(grads[name])}` : "";
      group.classList.toggle("kg-shut", name[0] === "h" && seen.slope[Number(name[1]) - 1] === 0);
    }
    root.setAttribute("aria-label", words);
  }
  return { root, show };
}
