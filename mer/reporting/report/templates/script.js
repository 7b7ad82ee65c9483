// The page is complete without this: it adds sorting, filtering, and reading values out by keyboard.
"use strict";

for (const box of document.querySelectorAll(".table")) {
  const table = box.querySelector("table");
  const body = table.tBodies[0];
  const order = [...body.rows];
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, place) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => sort(body, order, heads, place));
  });
  if (box.dataset.filter) addFilter(box, table);
}

// up, down, and back to the order of the page; empty cells stay at the end
function sort(body, order, heads, place) {
  const head = heads[place];
  const next = { none: "ascending", ascending: "descending", descending: "none" };
  const way = next[head.getAttribute("aria-sort") || "none"];
  for (const other of heads) other.removeAttribute("aria-sort");
  if (way === "none") return body.append(...order);
  head.setAttribute("aria-sort", way);
  const sign = way === "ascending" ? 1 : -1;
  const key = (row) => row.cells[place].dataset.key;
  const numeric = head.classList.contains("number");
  const compare = (one, two) => (numeric ? one - two : one.localeCompare(two, "en"));
  const rows = [...order].sort((one, two) => {
    const [a, b] = [key(one), key(two)];
    if (a === undefined || b === undefined) return (a === undefined) - (b === undefined);
    return sign * compare(a, b);
  });
  body.append(...rows);
}

function addFilter(box, table) {
  const label = document.createElement("label");
  label.className = "filter";
  label.append("Protocol: ");
  const select = document.createElement("select");
  for (const name of ["all", ...box.dataset.filter.split(" ")]) select.add(new Option(name, name));
  select.addEventListener("change", () => {
    for (const row of table.tBodies[0].rows) {
      row.hidden = select.value !== "all" && row.dataset.group !== select.value;
    }
  });
  label.append(select);
  box.prepend(label);
}

// a panel takes the focus; arrow keys go from value to value, and the line below says each
for (const svg of document.querySelectorAll(".panel svg")) {
  const marks = [...svg.querySelectorAll("[data-says]")];
  const readout = svg.closest("figure").querySelector(".readout");
  let place = -1;
  if (!marks.length) continue;
  const show = (next) => {
    marks.forEach((mark) => mark.classList.remove("here"));
    place = next;
    if (place >= 0) {
      marks[place].classList.add("here");
      readout.textContent = marks[place].dataset.says;
    }
  };
  svg.tabIndex = 0;
  svg.addEventListener("focus", () => {
    if (place < 0) readout.textContent = "Left and right arrow keys read the values out.";
  });
  svg.addEventListener("blur", () => show(-1));
  svg.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    show((place + step + marks.length) % marks.length);
  });
  svg.addEventListener("pointerover", (event) => {
    const mark = event.target.closest("[data-says]");
    if (mark) show(marks.indexOf(mark));
  });
}

// on paper everything is open
let opened = [];
addEventListener("beforeprint", () => {
  opened = [...document.querySelectorAll("details:not([open])")];
  for (const one of opened) one.open = true;
});
addEventListener("afterprint", () => {
  for (const one of opened) one.open = false;
});
