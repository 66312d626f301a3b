// Lets the reader run and change the cells of a page (book/ext/runnable_cells.py lists them). Python itself is not
// loaded before the first press of Run.
(() => {
  const list = document.querySelector('script[type="application/vnd.kernels-and-gates.cells+json"]');
  const root = new URL("..", document.currentScript.src); // the site's top, which both editions share
  if (location.protocol !== "file:") {
    return import(new URL("_static/lab/page.js", root)).then(({ begin }) => begin(JSON.parse(list.textContent), root));
  }
  const chinese = document.documentElement.lang.startsWith("zh");
  const note = document.createElement("p");
  note.className = "lab-note";
  note.textContent = chinese
    ? "要在页面里运行代码，请通过服务器打开本书：`make serve`。"
    : "To run and change the cells of this page, open the book from a server: `make serve`.";
  document.querySelector("div.cell").before(note);
})();
