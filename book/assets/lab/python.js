// The page's side of the reader's Python, which lives in a worker: it can be ended at once, whatever it is doing.
import { say } from "./words.js";

function knowsModuleWorkers() {
  let asked = false;
  const options = { get type() { asked = true; return "module"; } };
  const empty = URL.createObjectURL(new Blob([""], { type: "text/javascript" }));
  new Worker(empty, options).terminate();
  URL.revokeObjectURL(empty);
  return asked;
}

export class Python {
  #worker;
  #jobs = new Map();
  #next = 0;
  #addresses;
  #tell;

  // `addresses` are those of Pyodide's folder and of the archive with the kernel; `tell` hears how far loading is.
  constructor(addresses, tell) {
    this.#addresses = addresses;
    this.#tell = tell;
  }

  get started() { return Boolean(this.#worker); }

  // Ask for something; `hear(kind, content)` gets what comes before the answer. Fails with a sentence for the reader.
  ask(request, hear = () => {}) {
    try {
      this.#start();
    } catch (error) {
      return Promise.reject(error);
    }
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      this.#jobs.set(id, { resolve, reject, hear });
      this.#worker.postMessage({ id, ...request });
    });
  }

  // End Python, and with it all that was asked; the next question starts another.
  end(reason) {
    this.#worker?.terminate();
    this.#worker = undefined;
    for (const { reject } of this.#jobs.values()) reject(new Error(reason));
    this.#jobs.clear();
  }

  #start() {
    if (this.#worker) return;
    if (!knowsModuleWorkers()) throw new Error(say("old"));
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
    this.#worker.onmessage = ({ data }) => this.#hear(data);
    this.#worker.onerror = (event) => {
      event.preventDefault();
      this.end(say("broke", { reason: event.message || "worker.js" }));
    };
    this.#worker.postMessage(this.#addresses);
  }

  #hear({ id, kind, content }) {
    if (kind === "progress") return this.#tell(content);
    if (kind === "broken") return this.end(say(content.why, content));
    const job = this.#jobs.get(id);
    if (kind !== "done") return job.hear(kind, content);
    this.#jobs.delete(id);
    job.resolve(content);
  }
}
