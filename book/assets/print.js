// Paper is white: while the page is printed it has the light theme, whichever the reader has chosen.
(() => {
  const root = document.documentElement, paper = matchMedia("print");
  let chosen;
  function dress() {
    if (chosen !== undefined || root.dataset.theme === "light") return;
    chosen = root.dataset.theme;
    root.dataset.theme = "light";
  }
  function undress() {
    if (chosen === undefined) return;
    root.dataset.theme = chosen;
    chosen = undefined;
  }
  addEventListener("beforeprint", dress);
  addEventListener("afterprint", undress);
  paper.addEventListener("change", () => (paper.matches ? dress() : undress()));
})();
