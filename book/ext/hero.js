// The front page's picture (hero.py): a kernel crosses the photograph, and behind it stands what it computed.
// Joined behind elements.js, look.js and photo_sum.js, whose `correlate` and `paint` do the work.

const stage = document.querySelector(".kg-stage"), frame = stage.querySelector(".kg-frame"), scan = stage.querySelector(".kg-scan");
const { presets, first, size: [width, height], night, curve, words } = JSON.parse(stage.dataset.facts);
const edges = stage.querySelector(".kg-edges"), far = stage.querySelector(".kg-far"), pause = stage.querySelector(".kg-pause");
const cells = [...scan.children], chips = [...stage.querySelectorAll("[data-preset]")], sentence = stage.querySelector(".kg-sentence");
const here = document.currentScript.src;
const whole = make("canvas"), canvas = make("canvas", { class: "kg-edges", role: "img", width: width - 2, height: height - 2 });

let w = presets[first][0].flat(), divisor = presets[first][1], photo = null;
let at = Number(far.value) / 10, back = false, last = 0, running = 0;
let wanted = !still.matches, seen = false, held = false; // play? in sight? does the reader work at the numbers?

const tones = Array.from({ length: 511 }, (_, k) => {
  const share = (Math.abs(k - 255) / 255) ** curve, end = k < 255 ? night[0] : night[2];
  return night[1].map((zero, j) => Math.round(zero + (end[j] - zero) * share));
});

function place() {
  stage.style.setProperty("--far", at);
  far.value = at * 10;
}

function describe() {
  const sum = total(w), times = short(Number((sum / divisor).toFixed(2)));
  sentence.textContent = fill(sum === 0 ? words.zero : sum === divisor ? words.one : words.other, { total: sum, divisor, times });
}

function show() {
  const most = Math.max(1, ...w.map(Math.abs));
  cells.forEach((cell, k) => {
    if (document.activeElement !== cell || Number(cell.value) !== w[k]) cell.value = w[k];
    const rgb = tones[255 + Math.round((200 * w[k]) / most)];
    Object.assign(cell.style, { backgroundColor: css(rgb), color: inkOn(rgb) });
  });
  for (const chip of chips) {
    const [rows, by] = presets[chip.dataset.preset];
    chip.setAttribute("aria-pressed", by === divisor && rows.flat().every((v, k) => v === w[k]));
  }
  describe();
  if (!photo) return;
  paint(whole, photo, correlate(photo, w, divisor), total(w) === 0 && tones);
  canvas.getContext("2d").drawImage(whole, -1, -1); // the border has no numbers
  canvas.setAttribute("aria-label", `${words.result} ${sentence.textContent}`);
  if (canvas.isConnected) return;
  edges.after(canvas);
  edges.style.visibility = "hidden";
}

function step(time) {
  at += (back ? -1 : 1) * Math.min(50, time - last) * 0.012; // percent of the way
  last = time;
  if (at > 96) back = true;
  if (at < 8) back = false;
  place();
  running = requestAnimationFrame(step);
}

function drive() {
  const go = wanted && seen && !held;
  if (go && !running) {
    last = performance.now();
    running = requestAnimationFrame(step);
  } else if (!go && running) {
    cancelAnimationFrame(running);
    running = 0;
  }
  stage.toggleAttribute("data-moves", Boolean(running));
  pause.textContent = wanted ? words.pause : words.play;
}
const rest = () => { wanted = false; drive(); };

function change(k, value) {
  w[k] = within(-99, Math.round(value) || 0, 99);
  show();
}
cells.forEach((cell, k) => {
  cell.disabled = false;
  cell.addEventListener("input", () => change(k, cell.value));
  cell.addEventListener("blur", show);
});
// Nobody should have to catch a number that runs away: at the kernel, under finger or focus, the picture rests.
const hold = (on) => () => { held = on; drive(); };
scan.addEventListener("pointerenter", hold(true));
scan.addEventListener("pointerleave", () => hold(scan.contains(document.activeElement))());
scan.addEventListener("focusin", hold(true));
scan.addEventListener("focusout", hold(false));

for (const chip of chips)
  chip.addEventListener("click", () => {
    const [rows, by] = presets[chip.dataset.preset];
    [w, divisor] = [rows.flat(), by];
    show();
  });
pause.hidden = still.matches; // who wants no motion has nothing to pause
still.addEventListener("change", () => { pause.hidden = still.matches; if (still.matches) rest(); });
pause.addEventListener("click", () => { wanted = !wanted; drive(); });
far.addEventListener("input", () => { at = Number(far.value) / 10; rest(); place(); });
const drag = (event) => {
  if (scan.contains(event.target)) return;
  const { left, width: wide } = frame.getBoundingClientRect();
  at = within(0, (100 * (event.clientX - left)) / wide, 100);
  rest();
  place();
};
frame.addEventListener("pointerdown", drag);
frame.addEventListener("pointermove", (event) => event.buttons && drag(event));

// Pixels come as a script, because a page opened from a file may read nothing else; and not before they are in sight.
function bring() {
  const script = make("script", { src: new URL(`../demos/${stage.dataset.pixels}.js`, here) });
  script.onload = () => {
    photo = { x: Uint8Array.from(atob(kgDemoFiles[stage.dataset.pixels]), (each) => each.charCodeAt(0)), width, height };
    stage.setAttribute("data-computes", "");
    show();
  };
  document.head.append(script);
}
new IntersectionObserver(([{ isIntersecting }]) => {
  if (isIntersecting && !photo && !stage.hasAttribute("data-asked")) {
    stage.setAttribute("data-asked", "");
    bring();
  }
  seen = isIntersecting;
  drive();
}).observe(frame);
place();
show();
