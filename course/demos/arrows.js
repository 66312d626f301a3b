// Draws the arrows of a demo's graph, from one place among the grids to another; joined in front of draw.js.

const HEADS = 7; // an arrow head's length

function drawArrows({ name, ends, lit, text }, labels) {
  const arrows = ends.map((end) => {
    const [y0, x0, y1, x1] = end.map((value) => value * CELL);
    const turn = (Math.atan2(y1 - y0, x1 - x0) * 180) / Math.PI;
    const words = make("text", { class: "kg-on", x: (x0 + x1) / 2 + (x0 === x1 ? 8 : 0), y: (y0 + y1) / 2 - (x0 === x1 ? 0 : 10) }, text ? labels[text] : "");
    if (x0 === x1) words.classList.add("kg-beside");
    return make("g", { class: "kg-arrow" },
      make("path", { d: `M${x0} ${y0}L${x1} ${y1}` }),
      make("path", { class: "kg-head", d: `M0 0l${-HEADS} ${-HEADS / 2}v${HEADS}z`, transform: `translate(${x1} ${y1}) rotate(${turn})` }), words);
  });
  const group = make("g", { class: `kg-arrows kg-${name}`, "data-arrows": name, "aria-hidden": "true" }, ...arrows);
  const show = (step) => arrows.forEach((arrow, i) => arrow.classList.toggle("kg-lit", lit[step].includes(i)));
  return { group, show };
}
