// The reader's Python. Everything comes from the site itself: Pyodide from its folder `python`, and one archive with the
// kernel (book/lab/page_kernel) and the course.
const network = self.fetch.bind(self);
const say = (id, kind, content) => postMessage({ id, kind, content });
const loading = { loaded: 0, total: 0 };
let python, sizes, pyodide, kernel, current;

class Broken extends Error {
  constructor(why, facts) {
    super(why);
    this.facts = { why, ...facts };
  }
}

// The browser's own fetch, but saying which file failed and how.
async function request(address, options) {
  const url = String(address.url ?? address);
  const file = url.split("/").pop();
  let answer;
  try {
    answer = await network(address, options);
  } catch {
    const there = options?.integrity && (await network(url).then(({ ok }) => ok, () => false));
    throw new Broken(there ? "tampered" : "blocked", { file });
  }
  if (!answer.ok) throw new Broken("blocked", { file });
  return answer;
}

// The same answer, told of piece by piece as it comes.
function counted({ body, status, headers }) {
  let at = 0;
  const count = new TransformStream({
    transform(chunk, onward) {
      loading.loaded += chunk.byteLength;
      if (performance.now() - at > 100) {
        at = performance.now();
        say(null, "progress", { ...loading });
      }
      onward.enqueue(chunk);
    },
  });
  return new Response(body.pipeThrough(count), { status, headers });
}

self.fetch = async (address, options) => {
  const answer = counted(await request(address, options));
  if (!String(address.url ?? address).endsWith(".wasm")) return answer;
  // The browser keeps the machine code that it made of WebAssembly, but only for an answer that nobody has touched:
  // so the counted one fills its cache, and this one comes from there.
  await answer.arrayBuffer();
  return request(address, { ...options, cache: "force-cache" });
};

const weight = (names) => names.reduce((sum, name) => sum + (sizes[name] ?? 0), 0);

// Load packages by name. A failure does not throw in Pyodide: it is missing afterwards.
async function load(names) {
  let failed;
  const watched = self.fetch;
  self.fetch = (...request) => watched(...request).catch((error) => { failed ??= error; throw error; });
  await pyodide.loadPackage(names, { messageCallback() {}, errorCallback() {} });
  self.fetch = watched;
  if (failed) throw failed;
  const absent = names.find((name) => !(name in pyodide.loadedPackages));
  if (absent) throw new Broken("blocked", { file: absent });
}

async function start({ folder, archive }) {
  python = folder;
  sizes = await (await fetch(new URL("sizes.json", folder))).json();
  const lock = await (await fetch(new URL("pyodide-lock.json", folder))).json();
  const first = ["numpy", "traitlets"];
  loading.total = weight(["pyodide.asm.wasm", "python_stdlib.zip", ...first.map((name) => lock.packages[name].file_name)]);
  say(null, "progress", { ...loading });
  const { loadPyodide } = await import(new URL("pyodide.mjs", folder)).catch(() => {
    throw new Broken("blocked", { file: "pyodide.mjs" });
  });
  pyodide = await loadPyodide({ indexURL: folder });
  await load(first);
  pyodide.unpackArchive(await (await fetch(archive)).arrayBuffer(), "zip");
  kernel = pyodide.pyimport("page_kernel.kernel");
  kernel.start((kind, content) => say(current, kind, content));
  say(null, "progress", { ready: true });
  return lock;
}

// The packages that a cell imports and that are not loaded yet.
async function fetchImports(source, lock) {
  const imports = pyodide.pyimport("pyodide.code").find_imports(source).toJs();
  const waiting = imports.filter((name) => name in lock.packages && !(name in pyodide.loadedPackages));
  if (!waiting.length) return;
  const rest = Object.entries(lock.packages).filter(([name]) => !(name in pyodide.loadedPackages));
  Object.assign(loading, { loaded: 0, total: weight(rest.map(([, { file_name }]) => file_name)) });
  say(null, "progress", { ...loading });
  await load(waiting);
  say(null, "progress", { ready: true });
}

let ready;
self.onmessage = async ({ data }) => {
  if ("folder" in data) {
    ready = start(data);
    ready.catch(() => {}); // told to whoever asks first
    return;
  }
  const { id, kind, source, cell, demo, traits } = data;
  try {
    const lock = await ready;
    if (kind === "change") return say(id, "done", kernel.change(demo, traits));
    await fetchImports(source, lock);
    current = id;
    say(id, "done", kernel.run(source, cell));
  } catch (error) {
    say(id, "broken", error.facts ?? { why: "broke", reason: String(error.message ?? error).trim().split("\n").pop() });
  }
};
