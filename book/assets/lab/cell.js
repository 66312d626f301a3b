// One cell of a page: its code, which the reader may change, its bar of buttons, and the place of its outputs.
import { editor } from "./editor.js";
import { make } from "./make.js";
import { Outputs } from "./outputs.js";
import { say } from "./words.js";

const button = (name, words, press) => make("button", { type: "button", class: `lab-button lab-${name}`, onclick: press }, words);

export class Cell {
  #page;
  #code;
  #field;
  #key;

  // `facts` are what the build knows of the cell; `key` is its name in the browser's storage.
  constructor(box, number, facts, key, page) {
    Object.assign(this, { box, number, ...facts });
    this.#page = page;
    this.#key = key;
    const input = box.querySelector(".cell_input");
    this.#code = input.querySelector("pre").closest('[class*="highlight-"]');
    this.original = input.querySelector("pre").textContent.replace(/\n$/, "");
    this.outputs = new Outputs(box, page.python);
    this.folded = input.closest("details");
    this.bar = this.#drawBar();
    (this.folded ?? input).after(this.bar);
    if (this.lacks) return;
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      page.run(this);
    });
    const kept = page.kept.read(key);
    if (kept !== null && kept !== this.original) this.edit(kept);
  }

  // What runs of the cell: all of it as it stands, or what does not need the missing library.
  get source() { return this.lacks ? this.rest : this.text; }
  get text() { return this.#field?.value ?? this.original; }
  get edited() { return this.text !== this.original; }

  #drawBar() {
    this.status = make("span", { class: "lab-status", role: "status" });
    this.progress = make("progress", { hidden: true, "aria-hidden": "true" });
    const name = say("cell", { n: this.number });
    if (this.lacks) {
      this.status.textContent = say("lacks", { library: this.lacks });
      const notebook = this.#page.notebook;
      const link = notebook ? [make("a", { href: notebook, download: true }, say("notebook"))] : [];
      return make("p", { class: "lab-bar lab-lacks" }, this.status, ...link);
    }
    this.runButton = button("run", say("run"), () => this.#page.press(this));
    this.editButton = button("edit", say("edit"), () => this.edit());
    this.resetButton = button("reset", say("reset"), () => this.reset());
    this.resetButton.hidden = true;
    this.mark = make("span", { class: "lab-edited", hidden: true }, say("edited"));
    return make("div", { class: "lab-bar", role: "group", "aria-label": name },
      this.runButton, this.editButton, this.resetButton, this.mark, this.progress, this.status);
  }

  // Let the reader change the code, beginning with `text`; without one, go there.
  edit(text) {
    if (!this.#field) {
      const label = say("code", { n: this.number });
      this.#field = editor(text ?? this.original, label, () => this.#changed());
      this.#code.hidden = true;
      this.#code.after(this.#field);
      this.editButton.hidden = true;
      this.#note();
    }
    if (text !== undefined) return;
    if (this.folded) this.folded.open = true;
    this.#field.focus({ preventScroll: true });
  }

  #changed() {
    this.#page.changed(this, this.#key, this.edited ? this.#field.value : null);
    this.#note();
  }

  #note() {
    this.mark.hidden = !this.edited;
    this.resetButton.hidden = false;
  }

  // The code and the outputs as they were built.
  reset() {
    this.#field.remove();
    this.#field = undefined;
    this.#code.hidden = false;
    this.editButton.hidden = false;
    this.mark.hidden = this.resetButton.hidden = true;
    this.outputs.restore();
    this.status.textContent = "";
    this.#page.changed(this, this.#key, null);
    this.editButton.focus();
  }

  // Say what is going on; while something is, Run is Stop.
  tell(words, busy = false) {
    this.status.textContent = words;
    this.progress.hidden = true;
    if (this.lacks) return;
    this.runButton.textContent = say(busy ? "stop" : "run");
    this.runButton.classList.toggle("lab-busy", busy);
  }

  tellLoading({ loaded, total, ready }) {
    if (ready) return this.tell(say("running"), true);
    const megabytes = (bytes) => Math.round(bytes / 1e6);
    this.progress.hidden = false;
    this.progress.max = total;
    this.progress.value = Math.min(loaded, total);
    this.runButton.textContent = say("giveUp");
    const all = loaded >= total;
    const words = all ? say("starting") : say("loading", { loaded: megabytes(loaded), total: megabytes(total) });
    if (this.status.textContent !== words) this.status.textContent = words;
  }
}
