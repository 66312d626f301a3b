// The link to the other language (book/templates/edition.html) leads to the place where the reader is: headings have the
// same names in both. The choice is kept in the browser, for the site's bare address alone: no page sends anybody away.
for (const link of document.querySelectorAll("a.kg-edition")) {
  link.addEventListener("click", () => {
    try {
      localStorage.setItem("kernels-and-gates:language", link.hreflang.startsWith("zh") ? "zh" : "en");
    } catch { /* storage that may not even be asked: the link leads there all the same */ }
    if (link.matches(".kg-absent")) return; // to the front page, which has other headings
    const above = [...document.querySelectorAll("article section[id]")].filter(
      (section) => section.querySelector("h2, h3, h4") && section.getBoundingClientRect().top < innerHeight / 3,
    );
    link.hash = scrollY > 0 && above.length ? above.at(-1).id : "";
  });
}
