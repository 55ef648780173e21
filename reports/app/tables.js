// Tables: a click on a column's title sorts, a field above filters by words. Rows that belong to the one above them (notes,
// opened details) move and hide with it. Without this script the tables are as they stand.
"use strict";
(() => {
  const collator = new Intl.Collator("en", {numeric: true});
  const groupsOf = (body) => {
    const groups = [];
    for (const row of body.rows) {
      if (groups.length && /\b(note|opened)\b/.test(row.className)) groups[groups.length - 1].push(row);
      else groups.push([row]);
    }
    return groups;
  };
  const key = (row, column) => {
    const cell = row.cells[column];
    if (!cell) return "";
    if (cell.dataset.v !== undefined) return Number(cell.dataset.v);
    const text = cell.textContent.trim();
    return /^[-+−]?[\d.  ]+$/.test(text) ? Number(text.replace(/[  ]/g, "").replace("−", "-")) : text;
  };
  const compare = (a, b) => {
    const numbers = [typeof a === "number" && !Number.isNaN(a), typeof b === "number" && !Number.isNaN(b)];
    if (numbers[0] && numbers[1]) return a - b;
    if (numbers[0] !== numbers[1]) return numbers[0] ? -1 : 1;
    return collator.compare(String(a), String(b));
  };

  const sortable = (table) => {
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      if (!head.textContent.trim() || head.querySelector(".hidden")) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "sort";
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const down = head.getAttribute("aria-sort") === "ascending";
        for (const other of heads) other.removeAttribute("aria-sort");
        head.setAttribute("aria-sort", down ? "descending" : "ascending");
        const body = table.tBodies[0];
        const groups = groupsOf(body).map((rows, at) => ({rows, at, key: key(rows[0], column)}));
        groups.sort((a, b) => (down ? -1 : 1) * compare(a.key, b.key) || a.at - b.at);
        const all = document.createDocumentFragment();
        for (const group of groups) all.append(...group.rows);
        body.append(all);
      });
    });
  };

  const filterable = (region, table) => {
    const label = document.createElement("label");
    label.className = "filter";
    label.append("Filter ");
    const field = document.createElement("input");
    field.type = "search";
    field.title = "words that a row must have; !word for one that it must not";
    label.append(field);
    const said = document.createElement("span");
    said.className = "quiet";
    said.setAttribute("role", "status");
    label.append(said);
    region.before(label);
    field.addEventListener("input", () => {
      const words = field.value.toLowerCase().split(/\s+/).filter((word) => word && word !== "!");
      let shown = 0, all = 0;
      for (const rows of groupsOf(table.tBodies[0])) {
        const text = rows[0].textContent.toLowerCase();
        const fits = words.every((word) => word[0] === "!" ? !text.includes(word.slice(1)) : text.includes(word));
        for (const row of rows) row.hidden = !fits;
        shown += fits;
        all += 1;
      }
      said.textContent = words.length ? ` ${shown} of ${all}` : "";
    });
  };

  for (const region of document.querySelectorAll(".scroll")) {
    const table = region.querySelector("table");
    if (!table || !table.tHead) continue;
    sortable(table);
    if (region.hasAttribute("data-filter")) filterable(region, table);
  }
})();
