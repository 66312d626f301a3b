// Draws demos without a browser: their own code, on a document of linkedom's (npm), and what is left of it as HTML.
//
//     node stills.mjs < {"language", "code": {name: {_esm, _css}}, "models": {id: traits}}
//
// writes {id: {"html", "pictures": [PNG in base64]}}. book/ext/stills.py calls it when a page is written.
import { readFileSync } from "node:fs";
import { deflateSync } from "node:zlib";
import { parseHTML } from "linkedom";

const WIDTH = 560; // pixels: what a demo is told of its place, between a phone and a page

const { language, code, models } = JSON.parse(readFileSync(0, "utf8"));
const { document, window, HTMLElement, Element } = parseHTML(`<!doctype html><html lang="${language}"><body></body></html>`);

// What linkedom has not: places on a screen, time, and a canvas.
const waiting = [];
const later = (job) => waiting.push(job);
const never = { observe() {}, unobserve() {}, disconnect() {} };
const query = { matches: true, addEventListener() {}, removeEventListener() {} }; // reduced motion: nothing plays
class ResizeObserver {
  constructor(change) { this.change = change; }
  observe() { later(() => this.change([{ contentRect: { width: WIDTH, height: WIDTH } }])); }
  disconnect() {}
}
const store = { getItem: () => null, setItem() {}, removeItem() {} };
Object.assign(globalThis, {
  document, window, HTMLElement, Element, ResizeObserver, devicePixelRatio: 1,
  matchMedia: () => query, requestAnimationFrame: later, setTimeout: later, clearTimeout() {},
  MutationObserver: class { observe() {} disconnect() {} }, IntersectionObserver: function () { return never; },
  getComputedStyle: (node) => ({ color: colourOf(node.getAttribute("style") ?? "") }),
  sessionStorage: store, localStorage: store,
});
window.matchMedia = globalThis.matchMedia;

const reflect = (name, attribute) => Object.defineProperty(Element.prototype, name, {
  get() { return this.getAttribute(attribute); },
  set(value) { this.setAttribute(attribute, value); },
});
for (const name of ["Hidden", "Label", "Live"]) reflect(`aria${name}`, `aria-${name.toLowerCase()}`);
for (const [name, value] of [["clientWidth", WIDTH], ["clientHeight", WIDTH], ["scrollWidth", WIDTH]])
  Object.defineProperty(Element.prototype, name, { get: () => value });
Element.prototype.getBoundingClientRect = () => ({ left: 0, top: 0, width: WIDTH, height: WIDTH });
const Select = Object.getPrototypeOf(document.createElement("select"));
Object.defineProperty(Select, "value", {
  get() { return this.getAttribute("data-value"); },
  set(value) { this.setAttribute("data-value", String(value)); },
});

// A colour of the light theme, as the styles of the demo at work name it.
let styles = "";
function colourOf(style) {
  const token = style.match(/var\((--[\w-]+)\)/)?.[1];
  return styles.match(new RegExp(`${token}: light-dark\\((#\\w{6})`))?.[1] ?? "#000000";
}

const create = document.createElement.bind(document);
document.createElement = (tag) => {
  if (tag !== "canvas") return create(tag);
  const canvas = create("kg-canvas"), pen = { fillRect() {}, strokeRect() {}, drawImage() {} };
  pen.createImageData = (width, height) => ({ width, height, data: new Uint8ClampedArray(4 * width * height) });
  pen.putImageData = (image) => (canvas.image = image);
  pen.getImageData = () => ({ data: pen.fillStyle.match(/\w\w/g).map((two) => parseInt(two, 16)) });
  canvas.getContext = () => pen;
  return canvas;
};

// The checksum of a PNG's parts (ISO 3309), bit by bit.
function crc32(bytes) {
  let rest = 0xffffffff;
  for (const byte of bytes) {
    rest ^= byte;
    for (let bit = 0; bit < 8; bit++) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  }
  return (rest ^ 0xffffffff) >>> 0;
}

// Pixels (red, green, blue, opacity) as a PNG file.
function png({ width, height, data }) {
  const chunk = (name, content) => {
    const part = Buffer.concat([Buffer.from(name), content]), out = Buffer.alloc(part.length + 8);
    out.writeUInt32BE(content.length, 0);
    part.copy(out, 4);
    out.writeUInt32BE(crc32(part), part.length + 4);
    return out;
  };
  const head = Buffer.alloc(13), rows = Buffer.alloc(height * (4 * width + 1)); // each row begins with its filter, 0
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6], 8); // bits a channel; red, green, blue, opacity
  for (let r = 0; r < height; r++) rows.set(data.subarray(4 * width * r, 4 * width * (r + 1)), r * (4 * width + 1) + 1);
  const parts = [chunk("IHDR", head), chunk("IDAT", deflateSync(rows, { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]).toString("base64");
}

// What can be set becomes what it is set to; what only does something goes.
function freeze(root, pictures) {
  for (const each of root.querySelectorAll("button, details, .kg-walk, .kg-steps, .kg-hint, .kg-lens, .kg-hit, .kg-under")) each.remove();
  for (const each of root.querySelectorAll("input, select")) {
    const kind = each.getAttribute("type"), words = create("b");
    const options = [...each.children];
    if (each.tagName === "SELECT") words.textContent = (options.find((one) => one.getAttribute("value") === String(each.value)) ?? options[0]).textContent;
    else words.textContent = kind === "checkbox" ? (each.checked ? "☑" : "☐") : each.value;
    for (const name of ["class", "style"]) if (each.hasAttribute(name)) words.setAttribute(name, each.getAttribute(name));
    if (kind === "range") each.remove();
    else each.replaceWith(words);
  }
  for (const each of root.querySelectorAll("label")) {
    const words = create("span");
    words.setAttribute("class", each.getAttribute("class") ?? "");
    words.append(...each.childNodes);
    each.replaceWith(words);
  }
  for (const each of root.querySelectorAll("kg-canvas")) {
    if (!each.image) { each.remove(); continue; }
    const picture = create("img");
    picture.setAttribute("class", each.getAttribute("class"));
    picture.setAttribute("alt", each.getAttribute("aria-label"));
    for (const side of ["width", "height"]) picture.setAttribute(side, each.image[side]);
    picture.setAttribute("loading", "lazy");
    picture.setAttribute("src", `kg-picture:${pictures.length}`);
    pictures.push(png(each.image));
    each.replaceWith(picture);
  }
  for (const each of root.querySelectorAll("[data-control], [aria-live], [role=status]"))
    for (const name of ["data-control", "aria-live", "role"]) each.removeAttribute(name);
  for (const each of root.querySelectorAll("*"))
    for (const name of ["data-row", "data-column", "data-unit", "data-line", "data-wire"]) each.removeAttribute(name);
  for (const each of root.querySelectorAll("text")) if (!each.textContent) each.remove();
  for (const demo of root.querySelectorAll("[data-demo]")) {
    demo.setAttribute("data-still", demo.getAttribute("data-demo"));
    demo.removeAttribute("data-demo");
  }
}

const drawers = {}, stills = {};
for (const [id, traits] of Object.entries(models)) {
  const { _esm, _css } = code[traits.code];
  styles = _css;
  drawers[traits.code] ??= (await import(`data:text/javascript;base64,${Buffer.from(_esm).toString("base64")}`)).default;
  const el = create("div"), pictures = [];
  document.body.replaceChildren(el);
  const model = { get: (name) => traits[name], set: (name, value) => (traits[name] = value), save_changes() {}, on() {}, off() {} };
  drawers[traits.code].render({ model, el });
  while (waiting.length) waiting.shift()();
  freeze(el, pictures);
  // A tenth of a pixel is enough, but not in words, and what only a moving picture needs goes.
  const rounded = (places) => String(Math.round(10 * places) / 10);
  const shorter = (attribute) => attribute.replace(/\d+\.\d{2,}/g, rounded);
  const html = el.innerHTML.replace(/<[^>]*>/g, (tag) => tag.replace(/ (?!aria-label=|alt=)[\w-]+="[^"]*"/g, shorter));
  stills[id] = { html: html.replace(/;?--late:[^;"]*/g, "").replace(/ style=""/g, ""), pictures };
}
process.stdout.write(JSON.stringify(stills));
