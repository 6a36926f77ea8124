"use strict";
// A click on a heading sorts its table; what is not known stays last, in both directions.
for (const table of document.querySelectorAll("table.sortable")) {
  const body = table.tBodies[0];
  const value = (row, column) => row.cells[column].dataset.value ?? row.cells[column].textContent.trim();
  const compare = (a, b) => (a !== "" && b !== "" && !isNaN(a) && !isNaN(b))
    ? a - b : a.localeCompare(b, document.documentElement.lang);
  [...table.tHead.rows[0].cells].forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const up = head.getAttribute("aria-sort") !== "ascending";
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", up ? "ascending" : "descending");
      body.append(...[...body.rows].sort((one, two) => {
        const a = value(one, column), b = value(two, column);
        if (a === "" || b === "") return (a === "") - (b === "");
        return up ? compare(a, b) : compare(b, a);
      }));
    });
  });
}
