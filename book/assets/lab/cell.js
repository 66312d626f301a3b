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
    this.name(number);
    if (this.lacks && this.role !== "answer") return;
    if (this.role === "answer") this.edit(this.original);
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || !event.shiftKey) return;
      event.preventDefault();
      page.run(this);
    });
    const kept = page.kept.read(key);
    if (kept === null || kept === this.original || this.role === "check") return;
    this.edit(kept);
    this.#field.value = kept;
    this.#note();
  }

  // Number the cell on the page: by this, buttons and errors tell it from others.
  name(number) {
    this.number = number;
    this.bar.setAttribute("aria-label", say("cell", { n: number }));
    this.#field?.setAttribute("aria-label", say("code", { n: number }));
  }

  // What runs of the cell: all of it as it stands, or what does not need the missing library.
  get source() { return this.lacks ? this.rest : this.text; }
  get text() { return this.#field?.value ?? this.original; }
  get edited() { return this.text !== this.original; }

  get #runs() { return say(this.role === "check" ? "check" : "run"); }

  #drawBar() {
    this.status = make("span", { class: "lab-status", role: "status" });
    this.progress = make("progress", { hidden: true, "aria-hidden": "true" });
    this.mark = make("span", { class: "lab-edited", hidden: true }, say("edited"));
    this.resetButton = button("reset", say("reset"), () => this.reset());
    this.resetButton.hidden = true;
    if (this.lacks) {
      this.status.textContent = say("lacks", { library: this.lacks });
      const notebook = this.#page.notebook;
      const link = notebook ? [make("a", { href: notebook, download: true }, say("notebook"))] : [];
      return make("div", { class: "lab-bar lab-lacks", role: "group" }, this.resetButton, this.mark, this.status, ...link);
    }
    if (this.role === "answer") return make("div", { class: "lab-bar", role: "group" }, this.resetButton, this.mark, this.status);
    this.runButton = button("run", this.#runs, () => this.#page.press(this));
    this.editButton = button("edit", say("edit"), () => this.edit());
    this.editButton.hidden = this.role === "check";
    return make("div", { class: "lab-bar", role: "group" },
      this.runButton, this.editButton, this.resetButton, this.mark, this.progress, this.status);
  }

  // Let the reader change the code, beginning with `text`; without one, go there.
  edit(text) {
    if (!this.#field) {
      const label = say("code", { n: this.number });
      this.#field = editor(text ?? this.original, label, () => this.#changed());
      this.#code.hidden = true;
      this.#code.after(this.#field);
      if (this.editButton) this.editButton.hidden = true;
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
    this.resetButton.hidden = this.role === "answer" && !this.edited;
  }

  // The code and the outputs as they were built.
  reset() {
    if (this.role === "answer") {
      this.#field.focus();
      this.#field.select();
      document.execCommand("insertText", false, this.original); // which can be undone
      return;
    }
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
    if (!this.runButton) return;
    this.runButton.textContent = busy ? say("stop") : this.#runs;
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
