// The network itself, for the weights that the reader drags (decisions/0028): two inputs, two hidden units, one output,
// with everything on the way forward and back for the picture to show. tests/site/test_two_layers.py compares it with PyTorch.

const sigma = (a) => 1 / (1 + Math.exp(-a));

// Each bend with its slope; at exactly 0 the slope of ReLU counts as 0, as in PyTorch.
const BENDS = {
  relu: [(a) => Math.max(a, 0), (a) => (a > 0 ? 1 : 0)],
  tanh: [Math.tanh, (a) => 1 - Math.tanh(a) ** 2],
  sigmoid: [sigma, (a) => sigma(a) * (1 - sigma(a))],
  none: [(a) => a, () => 1],
};

// Sums, hidden units and output for one input; w1[i][j] leads from input i to unit j.
function forward({ w1, b1, w2, b2, bend }, x) {
  const a = b1.map((b, j) => x[0] * w1[0][j] + x[1] * w1[1][j] + b), h = a.map(BENDS[bend][0]);
  return { a, h, z: h[0] * w2[0] + h[1] * w2[1] + b2 };
}

// One sample [x1, x2, label] forward and back; p is the probability of label 1, and the loss its cross-entropy.
function run(net, [x1, x2, label]) {
  const x = [x1, x2], { a, h, z } = forward(net, x), p = sigma(z);
  const m = label ? -z : z, loss = Math.max(m, 0) + Math.log1p(Math.exp(-Math.abs(m)));
  const dz = p - label, dw2 = h.map((v) => v * dz), dh = net.w2.map((w) => w * dz);
  const slope = a.map(BENDS[net.bend][1]), da = dh.map((v, j) => v * slope[j]);
  const dw1 = x.map((v) => da.map((d) => v * d));
  return { a, h, z, p, loss, dz, dw2, db2: dz, dh, slope, da, dw1, db1: da };
}

// The network after one step of gradient descent on one sample.
function stepped(net, sample, rate) {
  const { dw1, db1, dw2, db2 } = run(net, sample), less = (values, by) => values.map((v, k) => v - rate * by[k]);
  return { ...net, w1: net.w1.map((row, i) => less(row, dw1[i])), b1: less(net.b1, db1), w2: less(net.w2, dw2), b2: net.b2 - rate * db2 };
}
