// Draws what a cell prints and shows, in the place and with the looks of what the build put there.
import { make } from "./make.js";

const drawers = new Map(); // the demos' own code, imported once

async function drawerOf(code, styles) {
  if (!drawers.has(code)) {
    document.head.append(make("style", {}, styles));
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    drawers.set(code, import(address).then((module) => module.default));
  }
  return drawers.get(code);
}

// The page's side of a demo that lives in Python: what the reader changes goes there, and what follows comes back.
function modelOf(name, traits, python) {
  const heard = new Set();
  let changed = {};
  const tell = (names) => {
    for (const [event, listener] of heard) if (names.includes(event.replace("change:", ""))) listener();
  };
  return {
    get: (trait) => traits[trait],
    set(trait, value) {
      traits[trait] = changed[trait] = value;
      tell([trait]);
    },
    async save_changes() {
      const mine = changed;
      changed = {};
      const answer = JSON.parse(await python.ask({ kind: "change", demo: name, traits: JSON.stringify(mine) }));
      const others = Object.entries(answer).filter(([trait]) => !(trait in mine));
      Object.assign(traits, Object.fromEntries(others));
      tell(others.map(([trait]) => trait));
    },
    on: (event, listener) => heard.add([event, listener]),
    off(event, listener) {
      for (const pair of heard) if (pair[0] === event && pair[1] === listener) heard.delete(pair);
    },
  };
}

// A figure in the page's colours (course/figures.py) stands in the page itself, without anything that could act there.
function inline(text, name) {
  const figure = new DOMParser().parseFromString(text, "text/html").querySelector("svg");
  for (const each of [figure, ...figure.querySelectorAll("*")]) {
    if (/^(script|foreignObject|a|animate\w*|set)$/i.test(each.localName)) each.remove();
    for (const { name: attribute } of [...each.attributes]) if (/^on/i.test(attribute)) each.removeAttribute(attribute);
  }
  figure.setAttribute("role", "img");
  figure.setAttribute("aria-label", name);
  return figure;
}

export class Outputs {
  #cell;
  #built;
  #alt;
  #python;

  constructor(cell, python) {
    this.#cell = cell;
    this.#python = python;
    this.#built = cell.querySelector(":scope > .cell_output");
    const picture = this.#built?.querySelector("img, svg.kg-figure");
    this.#alt = picture?.alt ?? picture?.getAttribute("aria-label") ?? "";
    this.place = undefined;
    this.demo = undefined; // the model of the demo that lives in Python, where there is one
  }

  // Empty the place, keeping its height until something comes: nothing below jumps.
  begin() {
    this.demo = undefined;
    const old = this.#cell.querySelector(":scope > .cell_output");
    this.place = make("div", { class: "cell_output docutils container" });
    this.place.style.minHeight = `${old?.offsetHeight ?? 0}px`;
    if (old) old.replaceWith(this.place);
    else this.#cell.append(this.place);
    this.waits = [];
  }

  async end() {
    await Promise.all(this.waits);
    this.place.style.minHeight = "";
    if (!this.place.hasChildNodes()) this.place.remove();
  }

  // What the build put there, as it was.
  restore() {
    this.demo = undefined;
    this.#cell.querySelector(":scope > .cell_output")?.remove();
    if (this.#built) this.#cell.append(this.#built);
  }

  hear(kind, content) {
    if (kind === "display") this.waits.push(this.#show(JSON.parse(content)));
    else this.#text(kind, kind === "error" ? `${content}\n` : content);
  }

  #text(kind, words) {
    const last = this.place.lastElementChild;
    if (last?.dataset.kind === kind) return last.querySelector("pre").append(words);
    const looks = kind === "stderr" || kind === "error" ? "output stderr" : "output stream";
    const box = make("div", { class: `${looks} highlight-myst-ansi notranslate`, "data-kind": kind },
      make("div", { class: "highlight" }, make("pre", {}, words)));
    this.place.append(box);
  }

  async #show({ mime, data }) {
    if (mime === "text/plain") return this.#text("result", `${data}\n`);
    if (data.startsWith('<svg class="kg-figure"')) return this.place.append(inline(data, this.#alt));
    if (mime.startsWith("image/")) {
      const body = mime === "image/png" ? `base64,${data}` : `utf8,${encodeURIComponent(data)}`;
      return this.place.append(make("img", { src: `data:${mime};${body}`, alt: this.#alt }));
    }
    const { demo, _esm, _css, ...traits } = JSON.parse(data);
    const el = make("div");
    this.place.append(el);
    this.demo = modelOf(demo, traits, this.#python);
    (await drawerOf(_esm, _css)).render({ model: this.demo, el });
  }
}
