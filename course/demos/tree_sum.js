// A formula as a tree, and the child-sum Tree-LSTM that folds it: numbers in, numbers out (decisions/0028).
// The blocks of weights lie in PyTorch's order: i, f, g, o. tests/site/test_structured_demos.py compares with PyTorch.

const sigma = (a) => 1 / (1 + Math.exp(-a));
const dot = (row, v) => row.reduce((sum, each, j) => sum + each * v[j], 0);
const sumOf = (rows, n) => rows.reduce((total, row) => total.map((v, u) => v + row[u]), Array(n).fill(0));

// The nodes, children before parents, each {word, kids, depth}; or {error, word} where the text is no formula.
function parse(text, most) {
  const signs = text.match(/[()]|[^\s()]+/g) ?? [], nodes = [];
  let at = 0;
  const fail = (error, word = "") => { throw { error, word }; };
  const add = (word, kids) => nodes.push({ word, kids }) - 1;
  function operand() {
    const sign = signs[at++] ?? fail("ends"), word = sign.toLowerCase();
    if (word === "t" || word === "f") return add(word.toUpperCase(), []);
    if (word === "not") return add(word, [operand()]);
    if (sign !== "(") fail("unexpected", sign);
    const inner = formula();
    if (signs[at] === undefined) fail("unclosed");
    if (signs[at++] !== ")") fail("unexpected", signs[at - 1]);
    return inner;
  }
  function formula() {
    const kids = [operand()], word = signs[at]?.toLowerCase();
    if (word !== "and" && word !== "or") return kids[0];
    while (["and", "or"].includes(signs[at]?.toLowerCase())) {
      if (signs[at++].toLowerCase() !== word) fail("mixed");
      kids.push(operand());
    }
    return add(word, kids);
  }
  try {
    const root = formula();
    if (at < signs.length) fail("unexpected", signs[at]);
    if (nodes.length > most) fail("long", nodes.length);
    setDepths(nodes, root, 0);
    return { nodes };
  } catch (found) {
    if (!found.error) throw found;
    return found;
  }
}

function setDepths(nodes, k, depth) {
  nodes[k].depth = depth;
  for (const kid of nodes[k].kids) setDepths(nodes, kid, depth + 1);
}

const isTrue = (nodes, k) => {
  const { word, kids } = nodes[k], values = kids.map((kid) => isTrue(nodes, kid));
  return { T: true, F: false, not: !values[0], and: values.every(Boolean), or: values.some(Boolean) }[word];
};

// Each node's numbers: total (the sum of its children's h), gates i and o, candidate g, one forget gate a child, c, h.
function fold({ words, x, h: fromChildren, out, out_b: outBias }, nodes, oneGate) {
  const n = out.length, done = [];
  for (const { word, kids } of nodes) {
    const total = sumOf(kids.map((kid) => done[kid].h), n), k = words.indexOf(word);
    const block = (p, v, squash) => Array.from({ length: n }, (_, u) => squash(x[p * n + u][k] + dot(fromChildren[p * n + u], v)));
    const [i, g, o] = [block(0, total, sigma), block(2, total, Math.tanh), block(3, total, sigma)];
    const forget = kids.map((kid) => block(1, oneGate ? total : done[kid].h, sigma));
    const kept = forget.map((f, j) => f.map((v, u) => v * done[kids[j]].c[u])), write = i.map((v, u) => v * g[u]);
    const c = sumOf([...kept, write], n), h = o.map((v, u) => v * Math.tanh(c[u]));
    const chance = sigma(dot(out, h) + outBias);
    done.push({ total, i, g, o, forget, kept, write, c, h, chance });
  }
  return done;
}
