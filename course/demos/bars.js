// Draws bars of a demo: one for each number, up from a line at zero, or down from it. A bar's name stands below, its number at its end.
// Lying bars grow to the right, a row each, behind their names and, where there are any, their notes.
// Joined behind elements.js, whose helpers it uses, and in front of draw.js (course/demos/demo.py).

const BAR = { tall: 150, pitch: 84, wide: 46, edge: 22 }; // in the drawing's own units
const ROW = { tall: 26, long: 130, sign: 8.2, note: 50, end: 44, edge: 4 }; // of lying bars; `sign`: the width of a letter

// One row of bars; update(bars) gives it a frame's numbers, show(step) those of a step.
function drawBars(labels) {
  const svg = make("svg", { role: "img" });
  const title = make("p", { class: "kg-bars-name" });
  const root = make("div", { class: "kg-bars" }, title, svg);
  const named = (name) => labels[name] ?? name;
  let bars, parts;

  function size(across, high) {
    svg.setAttribute("viewBox", `0 0 ${across} ${high}`);
    svg.style.setProperty("--wide", `${across}px`);
  }

  function stand() {
    const { tall, pitch, wide, edge } = BAR, [low, high] = bars.limits, across = pitch * bars.names.length;
    const y = (value) => edge + ((high - value) / (high - low)) * tall;
    size(across, tall + 2 * edge + 18);
    parts = bars.names.map((name, k) => {
      const middle = pitch * (k + 0.5);
      const bar = make("rect", { x: middle - wide / 2, width: wide, rx: 3 }), value = make("text", { class: "kg-value", x: middle });
      const words = make("text", { class: "kg-name", x: middle, y: tall + 2 * edge + 10 }, named(name));
      const place = (v) => {
        const top = y(Math.max(0, v)), down = v < 0;
        bar.setAttribute("y", top);
        bar.setAttribute("height", Math.max(0, y(Math.min(0, v)) - top));
        value.setAttribute("y", down ? y(v) + 12 : top - 8);
      };
      return { group: make("g", { class: "kg-bar" }, bar, value, words), value, place };
    });
    return `M0 ${y(0)}H${across}`;
  }

  function lie() {
    const { tall, long, sign, note, end, edge } = ROW, noted = bars.notes.length > 0, most = Math.max(...bars.notes.map(Math.abs));
    const before = sign * bars.letters + 2 * edge, zero = before + (noted ? note : 0), high = bars.limits[1];
    size(zero + long + end, bars.room * tall + 2 * edge);
    parts = bars.names.map((name, k) => {
      const top = edge + k * tall, middle = top + tall / 2;
      const bar = make("rect", { x: zero, y: top + 4, height: tall - 8, rx: 3 }), value = make("text", { class: "kg-value", y: middle });
      const group = make("g", { class: "kg-bar" }, bar, value, make("text", { class: "kg-name", x: before - edge, y: middle }, named(name)));
      if (noted) {
        const ground = make("rect", { class: "kg-note", x: before, y: top + 2, width: note - edge, height: tall - 4, rx: 3 });
        tint(ground, bars.notes[k], most);
        group.prepend(ground, make("text", { class: "kg-note", x: before + (note - edge) / 2, y: middle }, short(bars.notes[k])));
      }
      const place = (v) => {
        bar.setAttribute("width", (v / high) * long);
        value.setAttribute("x", zero + (v / high) * long + edge);
      };
      return { group, value, place };
    });
    return `M${zero} ${edge}V${bars.names.length * tall + edge}`;
  }

  function update(next) {
    bars = next;
    root.dataset.bars = bars.name;
    root.classList.toggle("kg-lying", Boolean(bars.lying));
    title.textContent = labels[bars.name];
    const zero = make("path", { class: "kg-zero-line", d: bars.lying ? lie() : stand() });
    svg.replaceChildren(...parts.map(({ group }) => group), zero);
  }

  function show(step) {
    const values = bars.stages[step];
    parts.forEach(({ group, value, place }, k) => {
      place(values[k]);
      value.textContent = short(values[k]);
      group.classList.toggle("kg-below", values[k] < 0);
      group.classList.toggle("kg-lit", (bars.lit?.[step] ?? []).includes(k));
    });
    const words = bars.names.map((name, k) => `${named(name)} ${short(values[k])}`);
    svg.setAttribute("aria-label", `${labels[bars.name]}: ${words.join(", ")}`);
  }
  return { root, update, show };
}
