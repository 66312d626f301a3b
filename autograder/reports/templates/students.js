"use strict";
/* Draws the table of students: searched, filtered and sorted here, and of thousands only the rows that are seen.
   A student in the data: [name, score or null, an outcome by column (-1 for none), pages that are there, earlier
   attempts [score, when, mistakes], message, late penalty in words]; what is empty at the end is left out.
   An outcome: [score, status, mistakes, points by aspect, the exercise given whose mistake it was right]. */

const data = JSON.parse(document.getElementById("data").textContent);
const SIGNS = { passed: "✓", partial: "~", failed: "✗", error: "!", timeout: "◔", missing: "–", refused: "⊘" };
const MARGIN = 12; // rows drawn beyond the window, so that a key press finds the next one there
const PAGES = [["autograded", 1, "graded"], ["feedback", 2, "feedback"]];
const order = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });
const byId = (id) => document.getElementById(id);
const [view, table, find, filter, dialog] = ["window", "students", "find", "filter", "details"].map(byId);

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== undefined) made.setAttribute(name, value);
  }
  made.append(...children.filter((child) => child !== ""));
  return made;
}
/* Words in the page's language: the data have them where it is not English. */
const w = (text, facts = {}) => Object.entries(facts).reduce(
  (said, [name, value]) => said.replaceAll(`{${name}}`, () => value), data.words?.[text] ?? text);
const number = (value) => String(Math.round(100 * value) / 100);
const many = (count) => count.toLocaleString("en").replaceAll(",", "\u202f");

const students = data.students.map(([name, score = null, chosen = [], pages = 0, earlier = [], message = "", late = ""]) => ({
  name, score, pages, earlier, message, late,
  outcomes: data.columns.map((column, place) => column.outcomes[chosen[place] ?? -1]),
}));
const anyone = (key) => students.some((student) => student[key].length);
const mistakesOf = (student) => student.outcomes.flatMap((outcome) => (outcome ? outcome[2] ?? [] : []));

/* Filters: a name for the list, and which students pass. */
const filters = [
  [w("everybody"), () => true],
  [w("full marks"), (student) => student.score !== null && student.score >= data.max],
  [w("not judged"), (student) => student.score === null],
  [w("several attempts"), (student) => student.earlier.length > 0],
  ...data.mistakes.map(([exercise, title, amount], place) => [
    `${exercise}: ${title} (${many(amount)})`, (student) => mistakesOf(student).includes(place),
  ]),
];
const FIRST_MISTAKE = filters.length - data.mistakes.length;

/* Columns: what stands in the head, what is sorted by, what a row shows. */
const columns = [
  { head: [w("student")], key: (student) => student.name, cell: nameCell },
  { head: [w("score"), w("of {number}", { number: number(data.max) })], key: (student) => student.score, cell: scoreCell },
  ...data.columns.map((column, place) => ({
    head: [column.name, w("of {number}", { number: number(column.max) })],
    key: (student) => student.outcomes[place]?.[0] ?? null,
    cell: (student) => outcomeCell(student.outcomes[place]),
  })),
];
if (anyone("earlier")) {
  columns.push({ head: [w("attempts")], key: (student) => student.earlier.length + 1, cell: attemptsCell });
}
if (students.some((student) => student.pages)) columns.push({ head: [w("pages")], key: (student) => student.pages, cell: linksCell });

function nameCell(student) {
  return element("th", { scope: "row", title: student.name },
    data.columns.some((column) => column.aspects)
      ? element("button", { type: "button", class: "link", click: () => show(student) }, student.name) : student.name);
}
function outcomeCell(outcome) {
  if (!outcome) return element("td", { class: "missing" }, "–");
  const [score, status, mistakes = []] = outcome;
  const said = mistakes.length ? mistakes.map((place) => data.mistakes[place][1]).join(", ") : w(status);
  const quiet = status === "passed" || data.mistakes.length + mistakes.length === 0;
  return element("td", { class: status, title: quiet ? undefined : said },
    element("i", { "aria-hidden": "true" }, SIGNS[status] ?? ""), ` ${number(score)}`,
    element("small", quiet ? { class: "hidden" } : {}, said));
}
function scoreCell(student) {
  if (student.score === null) return element("td", { title: student.message }, w("not judged"));
  return element("td", {}, element("b", {}, number(student.score)), student.late ? element("small", {}, student.late) : "");
}
function attemptsCell(student) {
  const trail = [...student.earlier.map(([score]) => number(score)), number(student.score ?? 0)];
  return element("td", {}, student.earlier.length ? trail.slice(-4).join(" → ") : "");
}
function links(student) {
  return PAGES.filter(([step, bit]) => student.pages & bit && data.links[step]).map(([step, , label]) => {
    const href = data.links[step].join(encodeURIComponent(student.name));
    return element("a", { href, "aria-label": `${w(label)}: ${student.name}` }, w(label));
  });
}
function linksCell(student) {
  return element("td", {}, ...links(student));
}

/* One student, exercise by exercise and aspect by aspect. */
function show(student) {
  const parts = [
    element("button", { type: "button", click: () => dialog.close() }, w("Close")),
    element("h2", { id: "details-name" }, student.name),
    element("p", {}, student.score === null ? w("Not judged.")
      : w("{score} of {number} points", { score: number(student.score), number: number(data.max) }) + (student.late ? ` (${student.late})` : "")),
    element("p", {}, student.message),
    element("p", {}, ...links(student).flatMap((link) => [link, " "])),
  ];
  student.outcomes.forEach((outcome, place) => outcome && parts.push(...exercise(data.columns[place], outcome)));
  if (student.earlier.length) {
    parts.push(element("h3", {}, w("Attempts before")), element("ul", {}, ...student.earlier.map(attempt)));
  }
  dialog.replaceChildren(...parts);
  dialog.showModal();
}
function exercise(column, [score, status, mistakes, aspects, given]) {
  const said = mistakes.map((place) => data.mistakes[place][1]);
  if (given) said.push(w("right, given {exercise}", { exercise: given }));
  const list = column.aspects.map(([, points, says], place) =>
    element("li", aspects[place] > 0 ? {} : { class: "lost" }, w("{score} of {number}: {says}", { score: number(aspects[place]), number: number(points), says })));
  return [
    element("h3", { class: status }, element("i", {}, SIGNS[status] ?? ""), ` ${w("{exercise}: {score} of {number}", { exercise: column.name, score: number(score), number: number(column.max) })}`),
    element("p", {}, said.length ? said.join("; ") : w(status)),
    ...(aspects.length && status !== "passed" ? [element("ul", { class: "small" }, ...list)] : []),
  ];
}
function attempt([score, moment, mistakes]) {
  const said = mistakes.map((place) => `${data.mistakes[place][0]}: ${data.mistakes[place][1]}`).join("; ");
  return element("li", {}, w("{score} points, handed in {moment} UTC", { score: number(score), moment: moment.slice(0, 16).replace("T", " ") })
    + (said ? `: ${said}` : ""));
}

/* What is shown, and in which order. */
let shown = students;
let sorted = { column: -1, falling: false };

function choose() {
  const wanted = find.value.trim().normalize("NFC").toLowerCase();
  const [, passes] = filters[filter.value];
  const { key } = columns[sorted.column];
  shown = students.filter((student) => passes(student) && student.name.normalize("NFC").toLowerCase().includes(wanted));
  shown.sort((a, b) => compare(key(a), key(b)) || order.compare(a.name, b.name));
  const scores = shown.map((student) => student.score).filter((score) => score !== null);
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  byId("status").textContent = w(students.length === 1 ? "{shown} of {all} student" : "{shown} of {all} students", { shown: many(shown.length), all: many(students.length) })
    + (scores.length ? w(", mean {mean}", { mean: mean.toFixed(1) }) : "");
  table.setAttribute("aria-rowcount", shown.length + 1);
  view.scrollTop = 0;
  rows.clear();
  table.tBodies[0].replaceChildren(above, below);
  draw();
}
function compare(a, b) {
  if (a === null || b === null) return (a === null) - (b === null); // who has none comes last, whichever way
  const found = typeof a === "string" ? order.compare(a, b) : a - b;
  return sorted.falling ? -found : found;
}

/* Rows: those in the window and some around; two empty ones stand for all others. */
const rows = new Map();
const above = element("tr", { class: "gap", "aria-hidden": "true" }, element("td", { colspan: columns.length }));
const below = above.cloneNode(true);
let height = 48;

function draw() {
  const first = Math.max(0, Math.floor(view.scrollTop / height) - MARGIN);
  const last = Math.min(shown.length, Math.ceil((view.scrollTop + innerHeight) / height) + MARGIN);
  for (const [place, row] of rows) {
    if (place >= first && place < last) continue;
    if (row.contains(document.activeElement)) view.focus({ preventScroll: true }); // the list keeps the keyboard
    row.remove();
    rows.delete(place);
  }
  for (let place = first; place < last; place++) if (!rows.has(place)) rows.set(place, rowOf(place));
  let next = above.nextSibling;
  for (let place = first; place < last; place++) { // what stands already stays where it is, with its focus
    if (rows.get(place) === next) next = next.nextSibling;
    else table.tBodies[0].insertBefore(rows.get(place), next);
  }
  above.firstChild.style.height = `${height * first}px`;
  below.firstChild.style.height = `${height * (shown.length - last)}px`;
  const real = rows.get(first)?.getBoundingClientRect().height;
  if (real && Math.abs(real - height) > 0.5) { // another font, another zoom
    height = real;
    draw();
  }
}
function rowOf(place) {
  return element("tr", { "aria-rowindex": place + 2 }, ...columns.map(({ cell }) => cell(shown[place])));
}

function head() {
  const cells = columns.map(({ head: [label, small = ""] }, place) =>
    element("th", { scope: "col" }, element("button", { type: "button", click: () => sort(place) }, element("span", {}, label), small && element("small", {}, small))));
  table.tHead.replaceChildren(element("tr", { "aria-rowindex": 1 }, ...cells));
}
function sort(column) {
  sorted = { column, falling: sorted.column === column ? !sorted.falling : column > 0 };
  [...table.tHead.rows[0].cells].forEach((cell, place) => {
    if (place === column) cell.setAttribute("aria-sort", sorted.falling ? "descending" : "ascending");
    else cell.removeAttribute("aria-sort");
  });
  choose();
}

filters.forEach(([label, passes], place) => {
  const always = place === 0 || place >= FIRST_MISTAKE;
  if (always || students.some(passes)) filter.append(element("option", { value: place }, label));
});
for (const button of document.querySelectorAll("[data-mistake]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    find.value = "";
    filter.value = FIRST_MISTAKE + Number(button.dataset.mistake);
    choose();
    byId("table").scrollIntoView();
    filter.focus({ preventScroll: true });
  });
}
if (data.mistakes.length) {
  byId("legend").textContent = Object.entries(SIGNS).map(([status, sign]) => `${sign} ${w(status)}`).join("  ");
}
byId("table").hidden = false;
head();
find.addEventListener("input", choose);
filter.addEventListener("change", choose);
view.addEventListener("scroll", draw, { passive: true });
addEventListener("resize", draw);
sort(0);
