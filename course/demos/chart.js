// Draws a line chart of a demo. A series is told by its line, its marks and its place in the legend, not by colour alone.
// Joined behind elements.js, whose helpers it uses, and in front of draw.js (course/demos/demo.py).

const heightOf = (wide) => (wide < 420 ? 190 : 240); // of the drawing, in pixels; its width is the page's
const EDGE = { top: 28, right: 14, bottom: 40, left: 50 };
const DASHES = ["", "7 4", "2 3", "9 3 2 3"];
const MARKS = ["M-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M-3.5-3.5h7v7h-7z", "M0-4.5l4.5 8h-9z", "M0-5l5 5-5 5-5-5z"];

const tickText = (scale, tick) => {
  const power = Math.round(Math.log10(tick));
  return scale === "log" && tick === Number(`1e${power}`) && power !== 0 && power !== 1 ? `10${raised(power)}` : short(tick);
};

function along({ scale, limits: [low, high] }, from, to) {
  const share = scale === "log" ? (v) => Math.log(v / low) / Math.log(high / low) : (v) => (v - low) / (high - low || 1);
  return (value) => from + share(value) * (to - from);
}

const look = (i) => ({ class: `kg-line kg-line-${i % 4}`, "stroke-dasharray": DASHES[i % 4] });

// One chart; update(chart) gives it a frame's numbers, show(step) moves its cursor.
function drawChart(labels, pick) {
  const svg = make("svg", { role: "img" });
  const legend = make("div", { class: "kg-legend" });
  const root = make("div", { class: "kg-chart" }, svg, legend);
  let chart, x, cursor, values, tall = 0, wide = 0, step = 0;

  function update(next) {
    chart = next;
    root.dataset.chart = chart.name;
    values = chart.series.map(() => make("b"));
    legend.replaceChildren(...chart.series.map(({ name }, i) => {
      const sample = make("svg", { width: 34, height: 12, "aria-hidden": "true" },
        make("path", { ...look(i), d: "M0 6h34" }), make("path", { class: `kg-mark kg-line-${i % 4}`, d: MARKS[i % 4], transform: "translate(17 6)" }));
      return make("span", { "data-series": name }, sample, make("span", {}, labels[name]), values[i]);
    }));
    const words = chart.series.map(({ name, values: numbers }) => {
      const seen = numbers.filter((value) => value !== null);
      const ends = { first: seen[0], last: seen[seen.length - 1], low: Math.min(...seen), high: Math.max(...seen) };
      return seen.length ? fill(labels.line, { name: labels[name], ...ends }) : "";
    });
    svg.setAttribute("aria-label", [labels[chart.name], `${labels[chart.across]}: ${short(chart.x[0])} – ${short(chart.x[chart.x.length - 1])}`, ...words].filter(Boolean).join(". "));
    draw();
  }

  function draw() {
    if (!wide) return; // not on the page yet
    const [across, up] = chart.axes;
    const right = wide - EDGE.right, bottom = tall - EDGE.bottom;
    x = along(across, EDGE.left, right);
    const y = along(up, bottom, EDGE.top);
    const axes = [
      make("text", { class: "kg-name", x: 0, y: 14 }, labels[chart.name]),
      make("text", { class: "kg-name kg-across", x: right, y: tall - 4 }, labels[chart.across]),
      ...up.ticks.flatMap((tick) => [
        make("path", { class: "kg-rule", d: `M${EDGE.left} ${y(tick)}H${right}` }),
        make("text", { class: "kg-tick kg-up", x: EDGE.left - 6, y: y(tick) + 4 }, tickText(up.scale, tick)),
      ]),
      ...across.ticks.flatMap((tick) => [
        make("path", { class: "kg-rule", d: `M${x(tick)} ${bottom}v5` }),
        make("text", { class: "kg-tick kg-along", x: x(tick), y: bottom + 18 }, tickText(across.scale, tick)),
      ]),
    ];
    const lines = chart.series.flatMap(({ name, values: numbers }, i) => {
      const points = numbers.map((value, j) => (value === null ? null : [x(chart.x[j]), y(value)]));
      const d = points.map((point, j) => (point ? `${j && points[j - 1] ? "L" : "M"}${point.map((v) => v.toFixed(1)).join(" ")}` : "")).join("");
      const every = Math.max(1, Math.round(points.length / 7)), first = Math.round((i * every) / chart.series.length);
      const marked = points.filter((point, j) => point && (points.length < 9 || j % every === first % every));
      return [make("path", { ...look(i), d, "data-line": name }), ...marked.map(([left, top]) => make("path", { class: `kg-mark kg-line-${i % 4}`, d: MARKS[i % 4], transform: `translate(${left} ${top})` }))];
    });
    cursor = make("path", { class: "kg-cursor" });
    svg.replaceChildren(...axes, cursor, ...lines);
    show(step);
  }

  function show(now) {
    step = now;
    const at = chart.marks?.[step];
    chart.series.forEach(({ values: numbers }, i) => {
      values[i].textContent = at === undefined ? "" : numbers[at] === null ? "–" : short(numbers[at]);
    });
    if (cursor && at !== undefined) cursor.setAttribute("d", `M${x(chart.x[at])} ${EDGE.top}V${tall - EDGE.bottom}`);
  }

  // The step whose place on the axis is nearest to the pointer.
  function point(event) {
    if (!chart.marks || (event.type === "pointermove" && event.pointerType !== "mouse")) return;
    const from = event.clientX - svg.getBoundingClientRect().left;
    const far = chart.marks.map((at) => Math.abs(x(chart.x[at]) - from));
    pick(far.indexOf(Math.min(...far)));
  }
  svg.addEventListener("pointerdown", point);
  svg.addEventListener("pointermove", point);
  const watch = new ResizeObserver(([{ contentRect }]) => {
    if (contentRect.width === wide) return;
    wide = contentRect.width;
    tall = heightOf(wide);
    svg.setAttribute("height", tall);
    svg.setAttribute("viewBox", `0 0 ${wide} ${tall}`);
    draw();
  });
  watch.observe(root);
  return { root, update, show, stop: () => watch.disconnect() };
}
