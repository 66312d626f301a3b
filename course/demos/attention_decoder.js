// A source of words, what a decoder writes of it, and a thread from each character to the words that it looks at.
// Wide, the words stand above the characters; narrow, to the left of them.

const LETTER = 9, PAD = 8, GAP = 7, BOX = 28, RISE = 190, DOWN = 27, ACROSS = 300; // the drawing's own units
const ROOM = 560; // pixels: from here on the wide drawing
const THIN = 2, THICK = 12; // a weight of so many per cent is drawn at least, and how thick 100 per cent are

const lengthOf = (token) => Math.max(BOX, [...token].reduce((sum, sign) => sum + (sign.charCodeAt(0) > 0x2e7f ? 16 : LETTER), 2 * PAD));

// Where the boxes of some tokens lie, [x, y, width] each: side by side from the middle, or one below the other.
function line(tokens, wide, first, room) {
  if (!wide) return tokens.map((token, k) => [first - (first < ACROSS / 2 ? lengthOf(token) : 0), k * DOWN + (room - tokens.length * DOWN) / 2, lengthOf(token)]);
  const lengths = tokens.map(lengthOf), whole = lengths.reduce((sum, long) => sum + long + GAP, -GAP);
  let x = (room - whole) / 2;
  return lengths.map((long) => {
    const place = [x, first, long];
    x += long + GAP;
    return place;
  });
}

const spread = (tokens) => tokens.reduce((sum, token) => sum + lengthOf(token) + GAP, -GAP);

// The places of all boxes and the size of the drawing, for the longer of the two networks' texts: cutting moves nothing.
function layout({ source, threads, cut }, wide) {
  const longer = [threads, cut].map((steps) => steps.map(({ writes }) => writes));
  if (wide) {
    const room = Math.max(...[source, ...longer].map(spread));
    return { size: [room, RISE + BOX], words: line(source, true, 0, room), signs: longer.map((signs) => line(signs, true, RISE, room)) };
  }
  const room = Math.max(source.length, ...longer.map((signs) => signs.length)) * DOWN;
  return { size: [ACROSS, room], words: line(source, false, 110, room), signs: longer.map((signs) => line(signs, false, 220, room)) };
}

// A curve from a word's edge to a character's.
function thread([x0, y0, long], [x1, y1, wideness], wide) {
  const from = wide ? [x0 + long / 2, y0 + BOX] : [x0 + long, y0 + DOWN / 2 - 2];
  const to = wide ? [x1 + wideness / 2, y1] : [x1, y1 + DOWN / 2 - 2];
  const middle = wide ? (from[1] + to[1]) / 2 : (from[0] + to[0]) / 2;
  return `M${from}C${wide ? [from[0], middle] : [middle, from[1]]} ${wide ? [to[0], middle] : [middle, to[1]]} ${to}`;
}

function render({ model, el }) {
  const labels = labelsOf(model), texts = model.get("texts");
  const get = (name) => model.get(name);
  const keep = (name, value) => (model.set(name, value), model.save_changes());
  let wide = null;

  // ── what is built once ──
  const chips = texts.map(({ source, dates }, k) => {
    const same = texts.filter((other) => other.dates === dates), label = fill(labels[dates > 1 ? "dates" : "date"], { dates });
    const name = same.length > 1 ? `${label} · ${"abc"[same.indexOf(texts[k])]}` : label;
    const chip = make("button", { type: "button", class: "kg-chip", "data-text": k, title: source.join(" ") }, name);
    chip.addEventListener("click", () => read(k));
    return chip;
  });
  const play = make("button", { type: "button", class: "kg-chip kg-play" });
  const slider = make("input", { type: "range", min: 0, step: 1, "data-control": "position" });
  const cutter = make("input", { type: "checkbox", role: "switch", "data-control": "cut" });
  const picture = make("svg", { role: "img", class: "kg-threads" }), stage = box("kg-stage", picture);
  const sentence = make("span"), says = make("p", { class: "kg-sentence", role: "status" }, sentence);
  const verdict = make("span"), note = make("p", { class: "kg-note" }, verdict);
  const root = make("div", { class: "kg-demo kg-look kg-decoder", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    Object.assign(box("kg-row", ...chips), { role: "group", ariaLabel: labels.texts }),
    stage,
    box("kg-row", box("kg-steps", play, make("label", { class: "kg-field" }, labels.position, slider)), make("label", { class: "kg-switch" }, cutter, labels.cut)),
    says, note, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── what is shown ──
  const now = () => texts[get("text")];
  const stepsOf = () => now()[get("cut") ? "cut" : "threads"];
  const at = () => Math.max(0, Math.min(get("position"), stepsOf().length - 1));

  function words(steps, source, k) {
    const { writes, chance, looks, weights } = steps[k];
    const named = looks.map((j) => fill(labels.word, { word: source[j], weight: weights[j] })).join(labels.comma);
    return fill(labels[looks.length ? "looks" : "blind"], { step: k + 1, steps: steps.length, writes, chance, words: named });
  }
  function judged(name) {
    const { target, share } = now(), wrong = now()[name].some(({ right }) => !right);
    return `${wrong ? fill(labels.wrong, { target }) : labels.right}${fill(labels.share, { share: share[name] })}`;
  }

  function draw(spoken) {
    const { source } = now(), steps = stepsOf(), k = at(), cut = get("cut");
    const { size, words: places, signs } = layout(now(), wide), written = signs[cut ? 1 : 0], high = wide ? BOX : DOWN - 4;
    const held = make("path", { class: "kg-vector", d: thread(places.at(-1), written[0], wide) });
    const threads = cut ? [] : steps.slice(0, k + 1).flatMap(({ weights }, t) => weights.map((weight, j) => [t, j, weight]))
      .filter(([, , weight]) => weight >= THIN)
      .map(([t, j, weight]) => make("path", { class: t === k ? "kg-thread kg-lit" : "kg-thread", d: thread(places[j], written[t], wide), "stroke-width": (THICK * weight) / 100, "data-from": j, "data-to": t }));
    const tile = ([x, y, long], text, name) => make("g", { class: name },
      make("rect", { x, y, width: long, height: high, rx: 5 }), make("text", { x: x + long / 2, y: y + high / 2 }, text));
    const heavy = (j) => !cut && steps[k].looks.includes(j);
    const read = source.map((word, j) => tile(places[j], word, `kg-word${heavy(j) ? " kg-lit" : ""}`));
    const wrote = steps.map(({ writes, right }, t) => {
      const look = t > k ? " kg-later" : `${right ? "" : " kg-wrong"}${t === k ? " kg-lit" : ""}`;
      const sign = tile(written[t], t > k ? "" : writes, `kg-sign${look}`);
      sign.addEventListener("pointerdown", () => go(t));
      return sign;
    });
    picture.setAttribute("viewBox", `-6 -4 ${size[0] + 12} ${size[1] + 8}`);
    picture.setAttribute("style", `max-width: ${Math.round((size[0] + 12) * (wide ? 1.1 : 1.25))}px`);
    picture.replaceChildren(held, ...threads.sort((a, b) => a.classList.length - b.classList.length), ...read, ...wrote);
    const so = steps.slice(0, k + 1).map(({ writes }) => writes).join("");
    picture.setAttribute("aria-label", fill(labels.alternative, { says: spoken, source: source.join(" "), written: so }));
  }

  function show() {
    const { source } = now(), steps = stepsOf(), k = at(), spoken = words(steps, source, k);
    sentence.textContent = spoken;
    verdict.textContent = judged(get("cut") ? "cut" : "threads");
    const longest = (all) => all.reduce((a, b) => (b.length > a.length ? b : a));
    const both = ["threads", "cut"];
    says.dataset.longest = longest(both.flatMap((name) => now()[name].map((_, t) => words(now()[name], source, t))));
    note.dataset.longest = longest(both.map(judged));
    chips.forEach((chip, j) => chip.setAttribute("aria-pressed", j === get("text")));
    Object.assign(slider, { max: steps.length - 1, value: k });
    slider.setAttribute("aria-valuetext", `${k + 1}: ${steps[k].writes}`);
    cutter.checked = get("cut");
    root.toggleAttribute("data-cut", get("cut"));
    if (wide !== null) draw(spoken);
  }

  // ── what the reader does ──
  function go(step) {
    walk.pause();
    if (step !== get("position")) keep("position", step);
  }
  function read(k) {
    walk.pause();
    keep("text", k);
    keep("position", stepsOf().length - 1);
  }
  const walk = walker({ button: play, labels, says, el, at, last: () => stepsOf().length - 1, go: (k) => keep("position", k), pace: 1100 });
  slider.addEventListener("input", () => go(Number(slider.value)));
  cutter.addEventListener("change", () => {
    const ended = at() === stepsOf().length - 1;
    walk.pause();
    keep("cut", cutter.checked);
    keep("position", ended ? stepsOf().length - 1 : at());
  });

  const heard = ["text", "position", "cut"];
  for (const name of heard) model.on(`change:${name}`, show);
  const size = new ResizeObserver(() => {
    if (wide === stage.clientWidth >= ROOM) return;
    wide = stage.clientWidth >= ROOM;
    show();
  });
  size.observe(stage);
  show();
  return () => {
    walk.stop();
    for (const name of heard) model.off(`change:${name}`, show);
    size.disconnect();
  };
}

export { layout };
export default { render };
