// Runs the cells of a page. The page has one state: what its cells give, one after the other, as they stand.
import { Cell } from "./cell.js";
import { Kept } from "./kept.js";
import { Python } from "./python.js";
import { say } from "./words.js";

const LACKING = { hear() {}, begin() {}, async end() {} }; // what a cell prints that runs in part is not shown

export class Page {
  #done = []; // for each cell the source that has run in the state as it is
  #queue = Promise.resolve();
  #asked; // the cell whose button was pressed, from then until it has run
  #turn = 0; // counts the stops, so that what waited for its turn does not come to it

  constructor(facts, root, name) {
    const addresses = { folder: new URL("python/", root).href, archive: new URL(facts.archive, root).href };
    this.python = new Python(addresses, (progress) => this.#asked?.tellLoading(progress));
    this.kept = new Kept(name);
    this.notebook = facts.notebook && new URL(facts.notebook, root).href;
    const boxes = [...document.querySelectorAll("div.cell")];
    document.addEventListener("kg-own", (event) => this.#wake(event));
    this.cells = boxes.map((box, i) => new Cell(box, i + 1, facts.cells[i], this.keyOf(box, i, facts.cells[i]), this));
  }

  // The name by which a cell's text is kept: its place and its code, so that a chapter's new edition is not covered.
  keyOf(box, i) {
    const text = box.querySelector(".cell_input pre").textContent;
    const sum = [...text].reduce((hash, letter) => (Math.imul(hash, 31) + letter.codePointAt(0)) | 0, 7);
    return `${i}-${(sum >>> 0).toString(36)}`;
  }

  changed(cell, key, text) {
    if (!this.kept.write(key, text)) cell.status.textContent = say("notKept");
  }

  // The reader has numbers for a demo that the build made: the cell makes it anew in Python, which answers.
  async #wake(event) {
    const cell = this.cells.find(({ box }) => box.contains(event.target));
    if (!cell || cell.outputs.demo) return;
    event.preventDefault();
    if (!(await this.run(cell))) return;
    cell.outputs.demo?.set("own", event.detail);
    cell.outputs.demo?.save_changes();
  }

  press(cell) {
    if (cell.runButton.classList.contains("lab-busy")) this.stop();
    else this.run(cell);
  }

  // Run the cell as soon as those are through for which the reader asked before; whether it came to its end.
  run(cell) {
    const turn = this.#turn;
    cell.tell(say("waiting"), true);
    const mine = this.#queue.then(() => (turn === this.#turn ? this.#runAll(cell) : false));
    this.#queue = mine.catch(() => {});
    return mine;
  }

  stop() {
    const loading = !this.#asked?.progress.hidden;
    this.#turn += 1;
    for (const cell of this.cells) if (cell.runButton?.classList.contains("lab-busy")) cell.tell("");
    this.#asked?.tell(say(loading ? "gaveUp" : "stopped"));
    this.python.end("");
  }

  // The cells above that the state does not hold as they stand: the first such, and all after it.
  stale(cell) {
    const above = this.cells.slice(0, cell.number - 1).filter((each) => this.counts(each));
    const first = above.findIndex((each) => this.#done[each.number - 1] !== each.source);
    return first < 0 ? [] : above.slice(first);
  }

  // Whether cells below need this one.
  counts() { return true; }
  // Whether this cell may run although one above it failed.
  passesOver() { return false; }

  async #runAll(cell) {
    this.#asked = cell;
    const turn = this.#turn;
    try {
      for (const above of this.stale(cell)) {
        if (!above.source) {
          this.#done[above.number - 1] = above.source;
          continue;
        }
        cell.tell(say("above", { n: above.number }), true);
        if (await this.#runOne(above)) continue;
        if (above.lacks || this.passesOver(above, cell)) {
          this.#done[above.number - 1] = above.source; // as good as it gets
          continue;
        }
        cell.tell(say("failedAbove", { n: above.number }));
        return false;
      }
      cell.tell(say("running"), true);
      const good = await this.#runOne(cell);
      cell.tell(say(good ? "ran" : "failed"));
      return good;
    } catch (error) {
      this.#done = [];
      if (turn === this.#turn) cell.tell(error.message); // else it was the reader who stopped it
      return false;
    } finally {
      this.#asked = undefined;
    }
  }

  async #runOne(cell) {
    const { source, number } = cell;
    const outputs = cell.lacks ? LACKING : cell.outputs;
    outputs.begin();
    if (this.#done[number - 1] !== source) this.#done.length = number - 1; // what stands below knows an older state
    try {
      const good = await this.python.ask({ kind: "run", source, cell: number }, (...heard) => outputs.hear(...heard));
      this.#done[number - 1] = good ? source : undefined;
      return good;
    } finally {
      await outputs.end();
    }
  }
}

export async function begin(facts, root) {
  if (!facts.assignment) return new Page(facts, root, location.pathname);
  const { Assignment } = await import("./assignment.js");
  return new Assignment(facts, root);
}
