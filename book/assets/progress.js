// Marks what the reader has begun and read, in the sidebar and on the front page's cards (book/ext/progress.py has the
// words). Kept in the browser's own storage; where there is none, for as long as the page is open, and it says so.
(() => {
  const KEY = "kernels-and-gates:progress";
  const words = JSON.parse(document.getElementById("kg-progress-words").textContent);
  let kept = {}; // {chapter: "begun" | "read", last: the chapter opened last}
  try {
    const found = JSON.parse(localStorage.getItem(KEY));
    if (found && typeof found === "object") kept = found;
  } catch { /* storage that may not even be asked, or that holds something else */ }

  function keep() {
    try {
      localStorage.setItem(KEY, JSON.stringify(kept));
      return true;
    } catch {
      return false;
    }
  }

  // The chapter that a link leads to, or an empty text.
  const chapterOf = (link) => /\/(\d+_\w+)\.html$/.exec(link.pathname)?.[1] ?? "";

  function mark(link, chapter) {
    link.querySelector(".kg-mark")?.remove();
    if (!Object.hasOwn(kept, chapter) || !Object.hasOwn(words, kept[chapter])) return;
    const sign = document.createElement("span");
    sign.className = `kg-mark kg-mark-${kept[chapter]}`;
    sign.append(Object.assign(document.createElement("span"), { className: "visually-hidden", textContent: ` (${words[kept[chapter]]})` }));
    link.append(sign);
  }
  function markAll() {
    for (const link of document.querySelectorAll(".bd-docs-nav a")) mark(link, chapterOf(link));
    for (const link of document.querySelectorAll("a[data-chapter]")) mark(link, link.dataset.chapter);
  }

  const end = document.querySelector(".kg-finish");
  if (end) {
    const button = end.querySelector("button"), said = end.querySelector("[role=status]"), { chapter } = end.dataset;
    const show = () => button.setAttribute("aria-pressed", kept[chapter] === "read");
    kept[chapter] ??= "begun";
    kept.last = chapter;
    keep();
    show();
    button.addEventListener("click", () => {
      kept[chapter] = kept[chapter] === "read" ? "begun" : "read";
      said.textContent = keep() ? end.dataset.kept : end.dataset.lost;
      show();
      markAll();
    });
  }

  // The front page's button leads on to where the reader was, or to the first chapter that was not read.
  const begin = document.querySelector(".kg-begin");
  if (begin && Object.hasOwn(kept, "last")) {
    const cards = [...document.querySelectorAll("a[data-chapter]")];
    const open = (card) => kept[card.dataset.chapter] !== "read";
    const next = cards.find((card) => card.dataset.chapter === kept.last && open(card)) ?? cards.find(open);
    if (next) {
      begin.href = next.href;
      begin.textContent = begin.dataset.goOn.replace("{}", next.querySelector("b").lastChild.textContent.trim());
    }
  }
  markAll();
})();
