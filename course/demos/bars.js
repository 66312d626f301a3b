// Draws bars of a demo: one for each number, up from a line at zero, or down from it. A bar's name stands below, its number at its end.
// Joined behind elements.js, whose helpers it uses, and in front of draw.js (course/demos/demo.py).

const BAR = { tall: 150, pitch: 84, wide: 46, edge: 22 }; // in the drawing's own units

// One row of bars; update(bars) gives it a frame's numbers, show(step) those of a step.
function drawBars(labels) {
  const svg = make("svg", { role: "img" });
  const title = make("p", { class: "kg-bars-name" });
  const root = make("div", { class: "kg-bars" }, title, svg);
  let bars, parts;

  function update(next) {
    bars = next;
    const { tall, pitch, wide, edge } = BAR, [low, high] = bars.limits, across = pitch * bars.names.length;
    const y = (value) => edge + ((high - value) / (high - low)) * tall;
    root.dataset.bars = bars.name;
    title.textContent = labels[bars.name];
    svg.setAttribute("viewBox", `0 0 ${across} ${tall + 2 * edge + 18}`);
    svg.style.setProperty("--wide", `${across}px`);
    parts = bars.names.map((name, k) => {
      const middle = pitch * (k + 0.5);
      const bar = make("rect", { x: middle - wide / 2, width: wide, rx: 3 });
      const value = make("text", { class: "kg-value", x: middle });
      const group = make("g", { class: "kg-bar" }, bar, value, make("text", { class: "kg-name", x: middle, y: tall + 2 * edge + 10 }, labels[name] ?? name));
      return { group, bar, value, middle };
    });
    const zero = make("path", { class: "kg-zero-line", d: `M0 ${y(0)}H${across}` });
    svg.replaceChildren(...parts.map(({ group }) => group), zero);
  }

  function show(step) {
    const { tall, edge } = BAR, [low, high] = bars.limits;
    const y = (value) => edge + ((high - value) / (high - low)) * tall;
    const values = bars.stages[step];
    parts.forEach(({ group, bar, value }, k) => {
      const v = values[k], top = y(Math.max(0, v)), down = v < 0;
      bar.setAttribute("y", top);
      bar.setAttribute("height", Math.max(0, y(Math.min(0, v)) - top));
      value.setAttribute("y", down ? y(v) + 12 : top - 8);
      value.textContent = short(v);
      group.classList.toggle("kg-below", down);
      group.classList.toggle("kg-lit", (bars.lit?.[step] ?? []).includes(k));
    });
    const words = bars.names.map((name, k) => `${labels[name] ?? name} ${short(values[k])}`);
    svg.setAttribute("aria-label", `${labels[bars.name]}: ${words.join(", ")}`);
  }
  return { root, update, show };
}
