// A text as letters, each on a ground that says what one unit holds after it.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"; // as in letter_units.py
const WIDE = 11, HIGH = 25, LEAST = 12; // pixels of a letter's ground, and letters in a row at least
const MOST = 55; // per cent of the colour at −1 and 1: the letter on it keeps its contrast in both themes

const stepOf = (character) => ALPHABET.indexOf(character) / 31.5 - 1;

// Where each letter stands, as [row, column]: a line of the text begins a new row, and a long one is broken between words.
function placed(text, columns) {
  const places = [];
  let row = 0, column = 0;
  for (const word of text.match(/[^ \n]*[ \n]?/g)) {
    if (column && column + word.length > columns) [row, column] = [row + 1, 0];
    for (const letter of word) {
      if (column >= columns) [row, column] = [row + 1, 0];
      places.push([row, column++]);
      if (letter === "\n") [row, column] = [row + 1, 0];
    }
  }
  return places;
}

function render({ model, el }) {
  const labels = labelsOf(model), text = model.get("text"), units = model.get("units");
  const get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  const sign = (letter) => ({ " ": "␣", "\n": "↵" })[letter] ?? letter;
  let columns = 0, places = [], grounds = [];

  // ── what is built once ──
  const chips = get("chips").map((unit) => {
    const { follows, r } = units[unit - 1];
    const chip = make("button", { type: "button", class: "kg-chip", "data-unit": unit }, fill(labels.chip, { property: labels[follows], r }));
    chip.addEventListener("click", () => keep("unit", unit));
    return chip;
  });
  const slider = (name, most) => {
    const input = make("input", { type: "range", min: 1, max: most, step: 1, "data-control": name }), now = make("output");
    input.addEventListener("input", () => keep(name, Number(input.value)));
    return { input, now, most, root: make("label", { class: "kg-field" }, labels[name], input, now) };
  };
  const unit = slider("unit", units.length), position = slider("position", text.length);
  const picture = make("svg", { role: "img", class: "kg-letters" });
  const says = make("p", { class: "kg-sentence", "aria-live": "polite" }), letter = make("p", { class: "kg-letter", "aria-live": "polite" });
  const scale = box("kg-scale", make("span", {}, "−1"), make("i"), make("span", {}, "1"), make("span", {}, labels.scale));
  const root = make("div", { class: "kg-demo kg-look kg-units", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row", ...chips), { role: "group", ariaLabel: labels.found }),
    box("kg-row", unit.root), says, picture, scale, box("kg-row", position.root), letter, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  function lay() {
    const fit = Math.max(LEAST, Math.floor(picture.clientWidth / WIDE));
    if (fit === columns) return;
    columns = fit;
    places = placed(text, columns);
    const rows = places.at(-1)[0] + 1, lines = Array.from({ length: rows }, () => ["", []]);
    grounds = places.map(([row, column], k) => {
      lines[row][0] += text[k].replace(" ", "\u00a0").replace("\n", "↵");
      lines[row][1].push((column + 0.5) * WIDE);
      return make("rect", { x: column * WIDE, y: row * HIGH, width: WIDE, height: HIGH - 3 });
    });
    const words = lines.map(([line, x], row) => make("text", { x: x.join(" "), y: row * HIGH + 16 }, line));
    picture.setAttribute("viewBox", `0 0 ${columns * WIDE} ${rows * HIGH}`);
    picture.replaceChildren(...grounds, ...words, make("rect", { class: "kg-now", width: WIDE, height: HIGH - 3 }));
    show();
  }

  function show() {
    const chosen = get("unit"), at = get("position") - 1, { follows, r, held, high, low } = units[chosen - 1];
    const values = get("activations")?.[chosen - 1], list = (letters) => [...letters].map((each) => `“${sign(each)}”`).join(" ");
    root.toggleAttribute("data-waits", !values);
    for (const [{ input, now, most }, value] of [[unit, chosen], [position, at + 1]]) {
      input.value = value;
      input.style.setProperty("--at", `${(100 * (value - 1)) / (most - 1)}%`);
      now.textContent = value;
    }
    chips.forEach((chip, k) => chip.setAttribute("aria-pressed", get("chips")[k] === chosen));
    const verdict = labels[Math.abs(held) >= 0.5 ? "clear" : Math.abs(held) >= 0.3 ? "faint" : "dark"];
    const sentence = fill(labels.says, { unit: chosen, units: units.length, property: labels[follows], r, held, verdict, high: list(high), low: list(low) });
    if (says.textContent !== sentence) says.textContent = sentence;
    picture.setAttribute("aria-label", `${sentence} ${labels.text}: ${text}`);
    if (!grounds.length) return;
    grounds.forEach((ground, k) => {
      const value = values ? stepOf(values[k]) : 0;
      ground.setAttribute("style", `fill: color-mix(in oklab, var(--${value < 0 ? "neg" : "pos"}) ${Math.round(MOST * Math.abs(value))}%, var(--zero))`);
    });
    const [row, column] = places[at], frame = picture.lastElementChild;
    frame.setAttribute("x", column * WIDE);
    frame.setAttribute("y", row * HIGH);
    letter.textContent = values ? fill(labels.letter, { letter: sign(text[at]), before: text.slice(Math.max(0, at - 12), at).replace("\n", "↵"), value: Number(stepOf(values[at]).toFixed(2)) }) : "";
  }

  // ── what the reader does ──
  const follow = (event) => {
    const { left, top, width } = picture.getBoundingClientRect(), share = (columns * WIDE) / width;
    const row = Math.floor(((event.clientY - top) * share) / HIGH), column = Math.floor(((event.clientX - left) * share) / WIDE);
    const k = places.findIndex((each) => each[0] === row && each[1] === column);
    if (k >= 0 && k + 1 !== get("position")) keep("position", k + 1);
  };
  picture.addEventListener("pointermove", follow);
  picture.addEventListener("pointerdown", follow);

  const heard = ["unit", "position", "activations"];
  for (const name of heard) model.on(`change:${name}`, show);
  const size = new ResizeObserver(lay);
  size.observe(picture);
  show();
  return () => {
    for (const name of heard) model.off(`change:${name}`, show);
    size.disconnect();
  };
}

export { placed };
export default { render };
