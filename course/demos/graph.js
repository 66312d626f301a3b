// Nodes with a word in them and lines between them, for pictures of who reads whom.

// A node: a pill around its text; `who` are its classes.
function pill(x, y, text, who, wide = 44) {
  return make("g", { class: `kg-pill ${who}`, transform: `translate(${x} ${y})` },
    make("rect", { x: -wide / 2, y: -16, width: wide, height: 32, rx: 16 }), make("text", { y: 1 }, text));
}

// A line from one place to another that begins `from` and ends `to` units away from their middles.
function wire([x0, y0], [x1, y1], who, { from = 0, to = 0, head = false } = {}) {
  const far = Math.hypot(x1 - x0, y1 - y0) || 1, [u, v] = [(x1 - x0) / far, (y1 - y0) / far];
  const start = [x0 + u * from, y0 + v * from], end = [x1 - u * to, y1 - v * to], turn = (Math.atan2(v, u) * 180) / Math.PI;
  const line = make("line", { class: `kg-wire ${who}`, x1: start[0], y1: start[1], x2: end[0], y2: end[1] });
  return head ? [line, make("path", { class: `kg-head ${who}`, d: "M0 0l-8 -4v8z", transform: `translate(${end}) rotate(${turn})` })] : [line];
}
