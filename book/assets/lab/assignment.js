// An assignment to be solved in the page: answers are kept in the browser, and leave it as the notebook to hand in.
import { Cell } from "./cell.js";
import { make } from "./make.js";
import { Page } from "./page.js";
import { say } from "./words.js";

const lines = (text) => text.split(/(?<=\n)/);
const textOf = (cell) => [cell.source].flat().join("");
const idOf = (cell) => cell.metadata?.nbgrader?.grade_id?.replaceAll("_", "-").slice(0, 64) ?? cell.id;

// The cells of an opened notebook: the text of each that the assignment has, by its id, and the reader's own cells,
// each with the id of the cell that it follows. Of two cells with one id the first is it; the other is the reader's.
export function sort(notebook, ids) {
  const texts = {}, extras = [];
  let before = "";
  for (const cell of notebook.cells) {
    const id = idOf(cell);
    if (ids.has(id) && !(id in texts)) {
      texts[id] = textOf(cell);
      before = id;
    } else if (cell.cell_type === "code" || cell.cell_type === "markdown") {
      extras.push({ after: before, type: cell.cell_type, source: textOf(cell) });
    }
  }
  return { texts, extras };
}

// The released notebook with the reader's texts and cells in it, and nothing else changed.
export function join(released, texts, extras) {
  const own = (extra, i) => ({
    cell_type: extra.type,
    ...(extra.type === "code" ? { execution_count: null } : {}),
    id: `own-${i}`,
    metadata: {},
    ...(extra.type === "code" ? { outputs: [] } : {}),
    source: lines(extra.source),
  });
  const after = (id) => extras.flatMap((extra, i) => (extra.after === id ? [own(extra, i)] : []));
  const cells = released.cells.flatMap((cell) => {
    const text = texts[cell.id];
    const mine = text === undefined || text === textOf(cell) ? cell : { ...cell, source: lines(text) };
    return [mine, ...after(cell.id)];
  });
  return { ...released, cells: [...after(""), ...cells] };
}

export class Assignment extends Page {
  #name;
  #tools;
  #extras;

  constructor(facts, root) {
    super(facts, root, facts.assignment);
    this.#name = facts.assignment;
    this.#extras = JSON.parse(this.kept.read("extras") ?? "[]");
    this.#showExtras();
    this.#tools = this.#drawTools();
    document.querySelector("article h1").after(this.#tools);
    this.#count();
  }

  keyOf(box, i, facts) { return facts.id; }

  // A check is nobody's condition, and an answer is one for its own check alone: the others can be done without it.
  counts(above) { return above.role !== "check"; }
  passesOver(above, cell) { return !(above.role === "answer" && this.checkOf(above) === cell); }

  checkOf(answer) { return this.cells.slice(answer.number).find((cell) => cell.role === "check"); }
  answerOf(check) { return this.cells.slice(0, check.number).findLast((cell) => cell.role === "answer"); }

  // An answer is run by its check, which shows at once whether it is right.
  async run(cell) {
    if (cell.role === "answer") return this.run(this.checkOf(cell));
    const good = await super.run(cell);
    if (cell.role === "check") {
      this.kept.write(`passed:${cell.id}`, good ? this.answerOf(cell).text : null);
      this.#count();
    }
    return good;
  }

  changed(cell, key, text) {
    super.changed(cell, key, text);
    this.#count();
  }

  get #checks() { return this.cells.filter((cell) => cell.role === "check"); }
  passed(check) { return this.kept.read(`passed:${check.id}`) === this.answerOf(check).text; }

  #count() {
    if (!this.#tools) return;
    const checks = this.#checks.filter((check) => !check.lacks);
    const done = checks.filter((check) => this.passed(check));
    for (const check of checks) check.bar.classList.toggle("lab-passed", done.includes(check));
    const bar = this.#tools.querySelector("progress");
    Object.assign(bar, { max: checks.length, value: done.length });
    this.#tools.querySelector(".lab-count").textContent = say("count", { done: done.length, all: checks.length });
  }

  #drawTools() {
    const file = make("input", { type: "file", accept: ".ipynb", hidden: true, onchange: () => this.#open(file) });
    const press = (name, action) => make("button", { type: "button", class: `lab-button lab-${name}`, onclick: action }, say(name));
    return make("div", { class: "lab-tools", role: "group", "aria-label": say("tools") },
      make("p", {}, say("about")),
      make("div", { class: "lab-bar" },
        press("download", () => this.#download()), press("open", () => file.click()), press("checkAll", () => this.#checkAll()),
        file, make("progress", { "aria-hidden": "true" }), make("span", { class: "lab-count" }),
        make("span", { class: "lab-status", role: "status" })));
  }

  #say(words) { this.#tools.querySelector(".lab-status").textContent = words; }

  async #checkAll() {
    for (const check of this.#checks) if (!check.lacks) await this.run(check);
  }

  async #released() { return (await fetch(this.notebook)).json(); }

  async #download() {
    try {
      const released = await this.#released();
      const texts = Object.fromEntries(this.cells.filter((cell) => !cell.extra).map((cell) => [cell.id, cell.text]));
      const extras = this.#extras.map((extra, i) => ({ ...extra, source: this.#extraCell(i)?.text ?? extra.source }));
      const text = `${JSON.stringify(join(released, texts, extras), null, 1)}\n`;
      const address = URL.createObjectURL(new Blob([text], { type: "application/x-ipynb+json" }));
      make("a", { href: address, download: `${this.#name}.ipynb` }).click();
      setTimeout(() => URL.revokeObjectURL(address), 60_000);
      this.#say(say("downloaded", { file: `${this.#name}.ipynb` }));
    } catch {
      this.#say(say("notReleased"));
    }
  }

  async #open(input) {
    const [file] = input.files;
    input.value = "";
    let released, found;
    try {
      released = await this.#released();
    } catch {
      return this.#say(say("notReleased"));
    }
    try {
      found = sort(JSON.parse(await file.text()), new Set(released.cells.map((cell) => cell.id)));
      if (!this.cells.some((cell) => cell.role === "answer" && cell.id in found.texts)) throw new Error(file.name);
    } catch {
      return this.#say(say("notThisOne", { file: file.name }));
    }
    // Checks and prose are the assignment's own, whatever the file has in their place.
    const own = this.cells.filter((cell) => !cell.extra && cell.role !== "check" && cell.id in found.texts);
    const differs = own.some((cell) => cell.edited && found.texts[cell.id] !== cell.text);
    if (differs && !confirm(say("replace"))) return;
    const kept = own.every(({ id, original }) => this.kept.write(id, found.texts[id] === original ? null : found.texts[id]));
    if (!kept || !this.kept.write("extras", JSON.stringify(found.extras))) return this.#say(say("notKept"));
    for (const [i] of found.extras.entries()) this.kept.write(`extra-${i}`, null);
    location.reload(); // the page shows what is kept, with nothing left of what ran before
  }

  #extraCell(i) { return this.cells.find((cell) => cell.extra === i + 1); }

  // The code cells that the reader has added in Jupyter, each below the cell that it follows.
  #showExtras() {
    const groups = new Map();
    this.#extras.forEach(({ after, type, source }, i) => {
      if (type !== "code") return;
      const pre = make("pre", {}, `${source}\n`);
      const box = make("div", { class: "cell docutils container" },
        make("div", { class: "cell_input docutils container" },
          make("div", { class: "highlight-none notranslate" }, make("div", { class: "highlight" }, pre))));
      const place = groups.get(after) ?? this.cells.find((cell) => cell.id === after)?.box;
      if (place) place.after(box);
      else this.cells[0].box.before(box);
      groups.set(after, box);
      this.cells.push(new Cell(box, 0, { id: `extra-${i}`, role: "plain", extra: i + 1 }, `extra-${i}`, this));
    });
    const order = [...document.querySelectorAll("div.cell")];
    this.cells.sort((a, b) => order.indexOf(a.box) - order.indexOf(b.box));
    this.cells.forEach((cell, i) => cell.name(i + 1));
  }
}
