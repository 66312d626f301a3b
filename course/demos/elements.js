// What the code of every demo begins with: elements, numbers as people write them, and words in the page's language.

function make(tag, attributes = {}, ...children) {
  const svg = ["svg", "g", "rect", "text", "tspan", "path", "circle", "line"].includes(tag);
  const node = svg ? document.createElementNS("http://www.w3.org/2000/svg", tag) : document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

const number = (value) => String(value).replace("-", "−");

const raised = (power) => [...String(power)].map((sign) => (sign === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[sign])).join("");

// A number for people: 0.012, 3.4·10⁻⁸; on a logarithmic axis always as a power.
function short(value) {
  if (typeof value !== "number") return String(value);
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e5) return number(value);
  if (size >= 0.001 && size < 1e5) return number(Number(value.toPrecision(3)));
  const [digits, power] = value.toExponential(2).split("e");
  return `${number(Number(digits))}·10${raised(Number(power))}`;
}
const fill = (text, words) => text.replace(/\{(\w+)\}/g, (_, name) => short(words[name]));

// The words of a demo in the language of the page that it stands on.
function labelsOf(model) {
  const language = (document.documentElement.lang || "en").startsWith("zh") ? "zh" : "en";
  return model.get("labels")[language];
}

// JupyterLab takes arrow keys for itself, unless they stop at the demo.
function keepKeys(root) {
  root.addEventListener("keydown", (event) => /^(Arrow|Home|End|Page)/.test(event.key) && event.stopPropagation());
}
