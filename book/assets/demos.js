// Brings the demos of a static page to life, without a kernel: reads the state that the build embedded
// (book/ext/demo_state.py), imports the demo's own code and lets it draw. Works from file:// too.
(async () => {
  const STATE = 'script[type="application/vnd.jupyter.widget-state+json"]';
  const VIEW = 'script[type="application/vnd.jupyter.widget-view+json"]';
  const { code, models, parts } = JSON.parse(document.querySelector(STATE).textContent);

  // {"$": i} stands for part i; a part refers only to parts before it.
  function whole(value) {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(whole);
    if ("$" in value) return parts[value.$];
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, whole(each)]));
  }
  parts.forEach((part, i) => (parts[i] = whole(part)));

  const drawers = {};
  for (const [name, { _esm, _css }] of Object.entries(code)) {
    const style = document.createElement("style");
    style.textContent = _css;
    document.head.append(style);
    const address = URL.createObjectURL(new Blob([_esm], { type: "text/javascript" }));
    drawers[name] = (await import(address)).default;
    URL.revokeObjectURL(address);
  }

  // What a kernel's model offers, as far as it makes sense without one: several views may share it.
  function modelOf(traits) {
    const heard = new Set();
    return {
      get: (name) => (name === "frozen" ? true : traits[name]), // nobody answers here
      set(name, value) {
        traits[name] = value;
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
    live[id] ??= modelOf(whole(models[id]));
    const el = document.createElement("div");
    view.replaceWith(el);
    drawers[live[id].get("code")].render({ model: live[id], el });
  }
})();
