// Rows open: the link of a row brings its details into the table, below it, and takes them back. Permalinks open what they
// name. Keys: / filters, j and k go from row to row.
"use strict";
(() => {
  const home = new Map();  // details -> the comment that keeps their place

  const close = (link, details) => {
    const row = details.closest("tr.opened");
    home.get(details).replaceWith(details);
    home.delete(details);
    details.open = false;
    row.remove();
    link.setAttribute("aria-expanded", "false");
  };
  const open = (link, details) => {
    if (home.has(details)) {
      const other = document.querySelector(`a[aria-expanded="true"][href="#${CSS.escape(details.id)}"]`);
      if (other) close(other, details);
    }
    const place = document.createComment("");
    details.replaceWith(place);
    home.set(details, place);
    const row = document.createElement("tr");
    row.className = "opened";
    const cell = row.insertCell();
    cell.colSpan = link.closest("tr").cells.length;
    cell.append(details);
    let last = link.closest("tr");
    while (last.nextElementSibling && /\bnote\b/.test(last.nextElementSibling.className)) last = last.nextElementSibling;
    last.after(row);
    details.open = true;
    link.setAttribute("aria-expanded", "true");
  };

  for (const link of document.querySelectorAll("tr[data-open] th a")) {
    const details = document.getElementById(decodeURIComponent(link.hash.slice(1)));
    if (!details || details.tagName !== "DETAILS") continue;
    link.setAttribute("aria-expanded", "false");
    link.addEventListener("click", (event) => {
      if (event.metaKey || event.ctrlKey || event.shiftKey) return;
      event.preventDefault();
      if (link.getAttribute("aria-expanded") === "true") return close(link, details);
      open(link, details);
      history.replaceState(null, "", link.hash);
    });
  }

  const follow = () => {
    const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  };
  addEventListener("hashchange", follow);
  follow();

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
    if (event.key === "/") {
      const fields = [...document.querySelectorAll(".filter input")];
      const next = fields.find((field) => field.getBoundingClientRect().bottom > 0) || fields[0];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    }
    if (event.key !== "j" && event.key !== "k") return;
    const links = [...document.querySelectorAll("tr[data-open] th a")].filter((link) => link.offsetParent);
    const at = links.indexOf(document.activeElement);
    const to = at < 0 ? links.find((link) => link.getBoundingClientRect().top > 0) : links[at + (event.key === "j" ? 1 : -1)];
    if (to) to.focus();
  });

  // What prints is what was found: the details of changes, and histories in which something changed.
  const opened = new Set();
  addEventListener("beforeprint", () => {
    for (const details of document.querySelectorAll("details[data-print]")) {
      if (details.open) continue;
      details.open = true;
      opened.add(details);
    }
  });
  addEventListener("afterprint", () => {
    for (const details of opened) details.open = false;
    opened.clear();
  });
})();
