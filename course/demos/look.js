// The look of demos that paint numbers as colours: orange below zero, nothing at zero, blue above (tokens.css has the tones).

const still = matchMedia("(prefers-reduced-motion: reduce)");
const box = (name, ...children) => make("div", { class: name }, ...children);
const css = (rgb) => `rgb(${rgb})`;

// A token's colour in the theme of the moment, as numbers.
function tone(root, token) {
  const span = root.appendChild(make("span", { hidden: "", style: `color: var(${token})` }));
  const pen = make("canvas").getContext("2d", { willReadFrequently: true });
  pen.fillStyle = getComputedStyle(span).color;
  pen.fillRect(0, 0, 1, 1);
  span.remove();
  return [...pen.getImageData(0, 0, 1, 1).data].slice(0, 3);
}

// 511 colours for −255 … 255; the curve lets small values be seen.
function ramp(root, curve = 0.85) {
  const [negative, zero, positive] = ["--neg", "--zero", "--pos"].map((token) => tone(root, token));
  return Array.from({ length: 511 }, (_, k) => {
    const share = (Math.abs(k - 255) / 255) ** curve, end = k < 255 ? negative : positive;
    return zero.map((z, j) => Math.round(z + (end[j] - z) * share));
  });
}

// Black or white text, whichever contrasts more with the ground (relative luminance of WCAG 2): 4.5 to 1 on any.
function inkOn(rgb) {
  const [r, g, b] = rgb.map((v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.179 ? "#000" : "#fff";
}

// A button that walks through the steps by itself, to the last one; there is none where motion is not wanted. `at` and
// `last` tell where it stands, `go` takes it to a step, and a screen reader is not talked over by `says` on the way.
function walker({ button, labels, says, el, at, last, go, pace }) {
  let timer = 0;
  function pause() {
    clearInterval(timer);
    timer = 0;
    button.textContent = labels.play;
    says.ariaLive = "polite";
  }
  function start() {
    if (at() === last()) go(0);
    says.ariaLive = "off";
    button.textContent = labels.pause;
    timer = setInterval(() => {
      if (at() === last() || !el.isConnected) return pause();
      go(at() + 1);
    }, pace);
  }
  function calm() {
    button.hidden = still.matches;
    if (still.matches) pause();
  }
  button.addEventListener("click", () => (timer ? pause() : start()));
  still.addEventListener("change", calm);
  pause();
  calm();
  return { pause, stop: () => (pause(), still.removeEventListener("change", calm)) };
}

// Calls `change` whenever the page's or the system's theme does; the result ends that.
function onTheme(change) {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const page = new MutationObserver(change);
  for (const each of [document.documentElement, document.body])
    page.observe(each, { attributeFilter: ["data-theme", "data-jp-theme-light", "theme", "class"] });
  system.addEventListener("change", change);
  return () => {
    page.disconnect();
    system.removeEventListener("change", change);
  };
}
