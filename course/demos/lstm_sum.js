// The LSTM itself, for the text that the reader types (decisions/0028): one step, with everything on the way for the picture
// to show. PyTorch's order of gates: i, f, g, o. tests/site/test_lstm_cell.py compares it with torch.nn.LSTM.

const sigma = (a) => 1 / (1 + Math.exp(-a));
const dot = (row, v) => row.reduce((sum, each, j) => sum + each * v[j], 0);

// One step of weights {symbols, says, x (4n, 13), h (4n, n), b (4n), out (11, n), out_b (11)}.
function step({ symbols, says, x, h: fromBefore, b, out, out_b: outBias }, h0, c0, character) {
  const n = h0.length, at = symbols.indexOf(character), k = at < 0 ? symbols.length - 1 : at;
  const fromX = x.map((row) => row[k]), fromH = fromBefore.map((row) => dot(row, h0));
  const a = b.map((bias, r) => fromX[r] + fromH[r] + bias);
  const block = (list, p) => list.slice(p * n, (p + 1) * n);
  const [i, f, g, o] = [sigma, sigma, Math.tanh, sigma].map((squash, p) => block(a, p).map(squash));
  const keep = f.map((v, u) => v * c0[u]), write = i.map((v, u) => v * g[u]);
  const c = keep.map((v, u) => v + write[u]), tanh = c.map(Math.tanh), h = o.map((v, u) => v * tanh[u]);
  const scores = out.map((row, r) => dot(row, h) + outBias[r]);
  const most = Math.max(...scores), powers = scores.map((v) => Math.exp(v - most)), best = powers.indexOf(1);
  const chance = 1 / powers.reduce((p, q) => p + q);
  const sums = Object.fromEntries(["i", "f", "g", "o"].map((name, p) =>
    [name, { x: block(fromX, p), h: block(fromH, p), b: block(b, p), a: block(a, p) }]));
  return { character, h0, c0, i, f, g, o, keep, write, c, tanh, h, sums, scores, said: says[best], chance };
}

function run(weights, text) {
  const steps = [], zeros = Array(weights.h[0].length).fill(0);
  for (const character of text) {
    const { h, c } = steps.at(-1) ?? { h: zeros, c: zeros };
    steps.push(step(weights, h, c, character));
  }
  return steps;
}
