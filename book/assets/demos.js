// Brings the demos of a static page to life, without a kernel: reads the state that the build embedded
// (book/ext/demo_state.py), imports the demo's own code and lets it draw. Works from file:// too, where a page may read
// nothing but scripts: so what lies in files of its own are scripts, and enter themselves into `kgDemoFiles`.
(async () => {
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const here = document.currentScript.src;
  const { code, models, parts, late } = JSON.parse(document.querySelector(STATE).textContent);

  // {"$": i} stands for part i; a part refers only to parts before it. What is named "same" belongs into its owner.
  function whole(value) {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(whole);
    if ("$" in value) return parts[value.$];
    const { same, ...own } = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, whole(each)]));
    return { ...same, ...own };
  }
  parts.forEach((part, i) => (parts[i] = whole(part)));

  const drawers = {};
  for (const [name, file] of Object.entries(code)) {
    const address = URL.createObjectURL(new Blob([kgDemoFiles[file]], { type: "text/javascript" }));
    drawers[name] = (await import(address)).default;
    URL.revokeObjectURL(address);
  }

  // What a demo can wait for comes when the reader is near.
  function bring(model, files, el, drawn) {
    drawn?.classList.add("kg-replaced");
    const near = new IntersectionObserver(([{ isIntersecting }]) => {
      if (!isIntersecting) return;
      near.disconnect();
      for (const [name, file] of Object.entries(files)) {
        const script = document.createElement("script");
        script.src = new URL(`demos/${file}.js`, here);
        script.onload = () => {
          model.set(name, kgDemoFiles[file]);
          drawn?.remove();
        };
        document.head.append(script);
      }
    }, { rootMargin: "100%" });
    near.observe(el);
  }

  // A number that differs where texts do.
  function sumOf(text) {
    let sum = 0;
    for (let i = 0; i < text.length; i++) sum = (Math.imul(sum, 31) + text.charCodeAt(i)) | 0;
    return sum;
  }

  // As the reader left them, so the demos of a page are when the reader comes back: for as long as the tab is open, and
  // the page is the same. The reader's own numbers need Python, so they do not come back.
  const PASSING = new Set(["own", "answer", "frames", "panels", ...Object.values(late).flatMap(Object.keys)]);
  const page = `kg-demos:${location.pathname}`, build = sumOf(document.querySelector(STATE).textContent);
  function left() {
    try {
      const kept = JSON.parse(sessionStorage.getItem(page));
      if (kept?.build === build) return kept;
    } catch {
      // no storage here, or something else in it: begin anew
    }
    return { build };
  }
  function leave(place, name, value) {
    try {
      const kept = left();
      kept[place] = { ...kept[place], [name]: value };
      sessionStorage.setItem(page, JSON.stringify(kept));
    } catch {
      // a full or forbidden storage: nothing is kept
    }
  }

  // What a kernel's model offers, as far as it makes sense without one: several views may share it.
  function modelOf(traits, place) {
    const heard = new Set();
    Object.assign(traits, left()[place]);
    return {
      get: (name) => (name === "frozen" ? true : traits[name]), // nobody answers here
      set(name, value) {
        traits[name] = value;
        if (!PASSING.has(name)) leave(place, name, value);
        for (const [event, listener] of heard) if (event === `change:${name}`) listener();
      },
      save_changes() {},
      on: (event, listener) => heard.add([event, listener]),
      off(event, listener) {
        for (const pair of heard) if (pair[0] === event && pair[1] === listener) heard.delete(pair);
      },
    };
  }

  const live = {};
  for (const view of document.querySelectorAll(VIEW)) {
    const id = JSON.parse(view.textContent).model_id;
    live[id] ??= modelOf(whole(models[id]), Object.keys(live).length);
    const el = document.createElement("div"), drawn = view.previousElementSibling;
    view.replaceWith(el);
    // The still goes, but where the demo has to wait: paper shows it as long as there is nothing else to print.
    if (late[id]) bring(live[id], late[id], el, drawn);
    else if (drawn?.matches(".kg-still")) drawn.remove();
    drawers[live[id].get("code")].render({ model: live[id], el });
  }
})();
