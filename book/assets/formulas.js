// A formula is whole on a narrow screen: its lines break between its parts (book.css), and a part that is still too wide
// is written smaller.
(() => {
  function fit() {
    for (const formula of document.querySelectorAll("div.math > .katex-display")) {
      formula.style.fontSize = "";
      const { width } = formula.getBoundingClientRect();
      const parts = [...formula.querySelectorAll(".katex-html > .base, .katex-html > .tag")];
      const wide = Math.max(0, ...parts.map((part) => part.getBoundingClientRect().width));
      const room = width - 4; // a part may begin some pixels further right
      if (width && wide > room)
        formula.style.fontSize = `${(parseFloat(getComputedStyle(formula).fontSize) * room) / wide}px`;
    }
  }
  let wide = 0;
  new ResizeObserver(() => {
    if (wide === document.documentElement.clientWidth) return; // only the height has changed
    wide = document.documentElement.clientWidth;
    fit();
  }).observe(document.documentElement);
  document.fonts.ready.then(fit);
  // What was folded has no width before it is opened.
  document.addEventListener("toggle", fit, true);
  document.addEventListener("click", (event) => event.target.closest(".toggle-button, .admonition-title") && requestAnimationFrame(fit));
})();
