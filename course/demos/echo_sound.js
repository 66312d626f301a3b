// Draws two rows of claps and plays them when asked to. The samples are Python's: here they are only laid in time.

// Samples of eight bits as numbers from −1 to 1.
const unpacked = (piece) => Float32Array.from(atob(piece), (sign) => (sign.charCodeAt(0) << 24 >> 24) / 127);

// The outline of a clap, as wide as its part of the second: the lowest and the highest sample of every 5 ms.
function outlineOf(clap, rate) {
  const wide = rate / 200, high = [], low = [];
  for (let at = 0; at < clap.length; at += wide) {
    const part = clap.subarray(at, at + wide), x = (1000 * at) / rate;
    high.push(`${x} ${50 - Math.round(48 * Math.max(...part))}`);
    low.unshift(`${x} ${50 - Math.round(48 * Math.min(...part))}`);
  }
  return clap.length ? `M${[...high, ...low].join("L")}Z` : "";
}

function render({ model, el }) {
  const labels = labelsOf(model), rate = model.get("rate"), rows = model.get("rows");
  const listed = (numbers) => numbers.map(short).join(", ");
  const audible = Boolean(globalThis.AudioContext);
  const lasts = Math.max(...rows.map(({ numbers }) => numbers.length)); // seconds

  // ── what is built once ──
  const drawn = rows.map(({ name, numbers, samples }, r) => {
    const who = ["kg-in", "kg-out"][r], claps = samples.map(unpacked);
    const seconds = Array.from({ length: lasts }, (_, t) => make("span", { class: "kg-second" },
      make("b", {}, t < numbers.length ? short(numbers[t]) : ""),
      make("svg", { viewBox: "0 0 1000 100", preserveAspectRatio: "none" },
        make("path", { class: "kg-rest", d: "M0 50H1000" }), make("path", { d: outlineOf(claps[t] ?? [], rate) }))));
    const picture = make("div", { class: `kg-seconds ${who}`, role: "img", "data-row": name }, ...seconds);
    picture.setAttribute("aria-label", fill(labels.row, { name: labels[name], numbers: listed(numbers) }));
    const button = make("button", { type: "button", class: "kg-chip", "data-sound": name });
    const head = make("p", { class: "kg-head" }, make("b", { class: who }, ["f", "f ∗ g"][r]), labels[name]);
    return { name, claps, seconds, button, root: box("kg-heard", box("kg-row", head, ...(audible ? [button] : [])), picture) };
  });
  const scale = box("kg-seconds kg-scale", ...Array.from({ length: lasts }, (_, t) => make("span", {}, fill(labels.second, { second: t }))));
  scale.ariaHidden = "true";
  const words = { hall: listed(model.get("hall")), ...Object.fromEntries(rows.map(({ name, numbers }) => [name, listed(numbers)])) };
  const root = make("div", { class: "kg-demo kg-look kg-echo", role: "group", "aria-label": labels.title, "data-demo": model.get("kind") },
    make("p", { class: "kg-title", "aria-hidden": "true" }, labels.title), ...drawn.map((row) => row.root), scale,
    make("p", { class: "kg-verdict kg-sentence" }, fill(labels.says, words)),
    make("p", { class: "kg-hint" }, audible ? labels.hint : labels.no_sound));
  root.style.setProperty("--seconds", lasts);
  el.append(root);

  // ── sound ──
  let context, sounding; // what the browser plays with, made at the first press; the row that sounds, its source, its begin
  function show() {
    for (const { name, button, seconds } of drawn) {
      const on = sounding?.name === name;
      button.textContent = on ? labels.stop : labels[`hear_${name}`];
      const now = on ? Math.floor(context.currentTime - sounding.begun) : -1;
      seconds.forEach((second, t) => second.classList.toggle("kg-now", t === now));
    }
  }
  function follow() {
    if (!sounding) return;
    show();
    requestAnimationFrame(follow);
  }
  function stop() {
    const before = sounding;
    sounding = undefined;
    before?.source.stop();
    show();
  }
  function play({ name, claps }) {
    context ??= new AudioContext();
    context.resume();
    const buffer = context.createBuffer(1, claps.length * rate, rate), source = context.createBufferSource();
    claps.forEach((clap, t) => buffer.copyToChannel(clap, 0, t * rate));
    source.buffer = buffer;
    source.connect(context.destination);
    source.onended = () => sounding?.source === source && stop();
    source.start();
    sounding = { name, source, begun: context.currentTime };
    follow();
  }
  for (const row of drawn) row.button.addEventListener("click", () => {
    const wasOn = sounding?.name === row.name;
    stop();
    if (!wasOn) play(row);
  });
  show();
  return () => {
    stop();
    context?.close();
  };
}

export default { render };
