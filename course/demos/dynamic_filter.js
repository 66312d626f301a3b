// Draws the dial, the kernel of its direction, and the picture before and after. The numbers are Python's.

function render({ model, el }) {
  const labels = labelsOf(model), get = (name) => model.get(name), all = get("kernels").length;
  const keep = (index) => (model.set("direction", index), model.save_changes());
  const angle = (index) => Math.round((3600 * index) / all) / 10;
  const most = Math.max(...get("kernels").flat(2).map(Math.abs)) || 1;

  // ── what is built once ──
  const [height, width] = [get("picture").length, get("picture")[0].length];
  const pictureOf = () => make("canvas", { role: "img", class: "kg-picture", width, height });
  const before = pictureOf(), after = pictureOf();
  const cells = Array.from({ length: 9 }, () => make("span", { role: "img" }));
  const on = (index, far) => [50 + far * Math.cos((2 * Math.PI * index) / all), 50 - far * Math.sin((2 * Math.PI * index) / all)];
  const dots = get("kernels").map((_, index) => {
    const [cx, cy] = on(index, 40), known = get("trained").includes(index);
    return make("circle", { cx, cy, r: known ? 3.4 : 1.6, class: known ? "kg-known" : "kg-other" });
  });
  const needle = make("path", { class: "kg-needle", d: "M-22 0H26M26 0l-9 -6v12z" });
  const dial = make("svg", { viewBox: "0 0 100 100", class: "kg-dial", "aria-hidden": "true" },
    make("circle", { cx: 50, cy: 50, r: 47, class: "kg-rim" }), ...dots, needle);
  const slider = make("input", { type: "range", min: 0, max: all - 1, step: 1, "data-control": "direction", "aria-label": labels.direction });
  const value = make("output"), sentence = make("p", { class: "kg-verdict kg-sentence", "aria-live": "polite" });
  const head = (symbol, who, words) => make("p", { class: "kg-head" }, make("b", { class: who }, symbol), words);
  const op = (sign, narrow = "") => make("span", { class: "kg-op", "aria-hidden": "true", "data-narrow": narrow }, sign);
  const root = make("div", { class: "kg-demo kg-look kg-dynamic", role: "group", "aria-label": labels.title, "data-demo": get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title),
    box("kg-row", make("label", { class: "kg-field" }, labels.direction, slider, value)),
    box("kg-line",
      box("kg-part", head("x", "kg-in", labels.picture), before), op("⋆"),
      box("kg-made", dial, make("span", { class: "kg-makes" }, labels.makes, make("span", { "aria-hidden": "true" }, "→")),
        box("kg-part", head("w", "kg-ker", labels.kernel), box("kg-nine", ...cells))), op("=", "→"),
      box("kg-part", head("y", "kg-out", labels.result), after)),
    sentence, make("p", { class: "kg-hint" }, labels.hint));
  keepKeys(root);
  el.append(root);

  // ── drawing ──
  function paint(canvas, rows, words) {
    const pen = canvas.getContext("2d"), image = pen.createImageData(width, height);
    rows.flat().forEach((grey, p) => image.data.set([grey, grey, grey, 255], 4 * p));
    pen.putImageData(image, 0, 0);
    canvas.setAttribute("aria-label", words);
  }
  function show() {
    const index = get("direction"), kernel = get("kernels")[index].flat(), colours = ramp(root);
    slider.value = index;
    value.textContent = fill(labels.degrees, { angle: angle(index) });
    slider.setAttribute("aria-valuetext", value.textContent);
    needle.setAttribute("transform", `translate(50 50) rotate(${-angle(index)})`);
    kernel.forEach((weight, k) => {
      const rgb = colours[255 + Math.round((220 * weight) / most)];
      cells[k].textContent = number(weight);
      Object.assign(cells[k].style, { background: css(rgb), color: inkOn(rgb) });
      cells[k].setAttribute("aria-label", fill(labels.weight, { row: Math.floor(k / 3), column: k % 3, value: weight }));
    });
    paint(before, get("picture"), labels.picture);
    paint(after, get("results")[index], labels.result);
    const largest = Math.max(...kernel), at = kernel.indexOf(largest);
    const words = { angle: angle(index), largest, row: Math.floor(at / 3), column: at % 3 };
    sentence.textContent = fill(labels[get("trained").includes(index) ? "known" : "unknown"] + labels.says, words);
  }

  // ── what the reader does ──
  slider.addEventListener("input", () => keep(Number(slider.value)));
  function turn(event) {
    if (event.type !== "pointerdown" && event.buttons !== 1) return;
    if (event.type === "pointerdown") dial.setPointerCapture(event.pointerId);
    const { left, top, width: wide, height: high } = dial.getBoundingClientRect();
    const towards = Math.atan2(top + high / 2 - event.clientY, event.clientX - left - wide / 2);
    keep((Math.round((towards / (2 * Math.PI)) * all) + all) % all);
  }
  dial.addEventListener("pointerdown", turn);
  dial.addEventListener("pointermove", turn);
  model.on("change:direction", show);
  const endTheme = onTheme(show);
  show();
  return () => {
    model.off("change:direction", show);
    endTheme();
  };
}

export default { render };
