// Draws the arrows of a demo's graph, from one place among the grids to another; joined in front of draw.js.
// An arrow with a share is as thick as that share of 1, and dashed without a head where nothing passes.

const HEADS = 7; // an arrow head's length

function drawArrows({ name, ends, lit, text, share }, labels) {
  const big = share === null ? 1 : 0.8 + 1.4 * share;
  const arrows = ends.map((end) => {
    const [y0, x0, y1, x1] = end.map((value) => value * CELL);
    const angle = Math.atan2(y1 - y0, x1 - x0), turn = (angle * 180) / Math.PI;
    const cut = share ? (HEADS - 1) * big : 0; // a thick line would stick out in front of its head
    // The label stands beside its arrow, above or to the right, further away from a thick one.
    const side = Math.sin(angle) < -0.01 ? -1 : 1, [nx, ny] = [side * Math.sin(angle), -side * Math.cos(angle)];
    const far = 4 + (share === null ? 1.5 : 0.5 + 3 * share), above = nx < 0.5;
    const at = { x: (x0 + x1) / 2 + nx * far, y: (y0 + y1) / 2 + ny * far - (above ? 6 : 0) };
    const words = make("text", { class: above ? "kg-on" : "kg-on kg-beside", ...at }, text ? labels[text] : "");
    return make("g", { class: "kg-arrow" },
      make("path", { d: `M${x0} ${y0}L${x1 - cut * Math.cos(angle)} ${y1 - cut * Math.sin(angle)}` }),
      make("path", { class: "kg-head", d: `M0 0l${-HEADS} ${-HEADS / 2}v${HEADS}z`, transform: `translate(${x1} ${y1}) rotate(${turn}) scale(${big})` }), words);
  });
  const group = make("g", { class: `kg-arrows kg-${name}`, "data-arrows": name, "aria-hidden": "true" }, ...arrows);
  if (share !== null) group.style.setProperty("--thick", 1 + 6 * share);
  group.classList.toggle("kg-shut", share === 0);
  const show = (step) => arrows.forEach((arrow, i) => arrow.classList.toggle("kg-lit", lit[step].includes(i)));
  return { group, show };
}
