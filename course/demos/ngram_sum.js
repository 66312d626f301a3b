// What filters of a few words make of a sentence: numbers in, numbers out, every one a multiple of a half.
// tests/site/test_ngram_demo.py compares it with PyTorch's conv1d; decisions/0028 says why it is here.

const MARKS = ".,;:!?\"'()“”‘…";

// A word as it is looked up: small letters, no marks around it, one kind of apostrophe.
function spelling(word) {
  const signs = [...word.toLowerCase().replaceAll("’", "'")];
  while (signs.length && MARKS.includes(signs[0])) signs.shift();
  while (signs.length && MARKS.includes(signs.at(-1))) signs.pop();
  return signs.join("");
}

const wordsOf = (text) => text.split(/\s+/).filter(Boolean);

// Its two numbers, negates and pleasant: the reader's own, the list's, or zeros; "n't" negates.
function lookUp(word, lexicon, own) {
  const key = spelling(word);
  return own[key] ?? lexicon[key] ?? [key.endsWith("n't") ? 1 : 0, 0];
}

// For each filter the sum of each window, the largest answer after ReLU, and the window that gave it; then the score.
function run(x, filters, widths) {
  const found = filters.map(({ w, b }) => {
    const places = Math.max(0, x.length - w.length + 1);
    const sums = Array.from({ length: places }, (_, t) =>
      w.reduce((total, row, j) => total + row[0] * x[t + j][0] + row[1] * x[t + j][1], 0) + b);
    const used = places > 0 && widths.includes(w.length);
    const most = used ? Math.max(...sums) : 0;
    return { sums, max: Math.max(0, most), winner: used ? sums.indexOf(most) : -1 };
  });
  return { found, score: found.reduce((total, { max }, f) => total + filters[f].out * max, 0) };
}
