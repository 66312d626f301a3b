// The one sum that the browser computes, and how its results are painted: numbers in, numbers out.
// tests/site/test_photo_demo.py compares it with SciPy's; decisions/0028 says why it is here.

// Cross-correlation without padding: y[r, c] = Σ x[r + i − 1, c + j − 1] · w[i, j] / divisor.
// The border has no numbers (NaN). Convolution is the same with the kernel turned by 180°.
function correlate({ x, height, width }, w, divisor = 1) {
  const y = new Float32Array(x.length).fill(NaN);
  for (let r = 1; r < height - 1; r++)
    for (let c = 1, p = r * width + 1; c < width - 1; c++, p++)
      y[p] = (w[0] * x[p - width - 1] + w[1] * x[p - width] + w[2] * x[p - width + 1] +
        w[3] * x[p - 1] + w[4] * x[p] + w[5] * x[p + 1] +
        w[6] * x[p + width - 1] + w[7] * x[p + width] + w[8] * x[p + width + 1]) / divisor;
  return y;
}

const turned = (w) => [...w].reverse();
const total = (numbers) => numbers.reduce((a, b) => a + b, 0);
const within = (low, value, high) => Math.max(low, Math.min(high, value));

// Numbers to a canvas: as brightness, or with a ramp orange below zero and blue above. Where there are none, nothing.
function paint(canvas, { height, width }, y, ramp) {
  Object.assign(canvas, { width, height });
  const pen = canvas.getContext("2d"), image = pen.createImageData(width, height), d = image.data;
  for (let p = 0, q = 0; p < y.length; p++, q += 4) {
    if (Number.isNaN(y[p])) continue;
    if (ramp) [d[q], d[q + 1], d[q + 2]] = ramp[255 + within(-255, Math.round(y[p]), 255)];
    else d[q] = d[q + 1] = d[q + 2] = y[p]; // cut at 0 and 255 and rounded by the array itself
    d[q + 3] = 255;
  }
  pen.putImageData(image, 0, 0);
}
