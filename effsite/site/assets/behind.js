/* The working of a figure beside the figure: a tap on one that leads to its row among the workings shows that
   row where the reader is. Without JavaScript, and where the browser has no popovers, the link leads there. */
(() => {
  "use strict";

  function line(label, ...value) {
    const [row, term, told] = ["div", "dt", "dd"].map((tag) => document.createElement(tag));
    term.textContent = label;
    told.append(...value);
    row.append(term, told);
    return row;
  }

  /* A row of the workings as a list: each heading with what its cell holds, line by line. */
  function listOf(row) {
    const heads = [...row.closest("table").tHead.rows[0].cells];
    const list = document.createElement("dl");
    list.className = "eff-details";
    [...row.cells].slice(1).forEach((cell, n) => {
      const lines = [...(cell.children.length ? cell.children : [cell])].map((each) => each.textContent.trim()).filter(Boolean);
      if (lines.length) list.append(line(heads[n + 1].textContent.trim(), lines.join("; ")));
    });
    return list;
  }

  function noteOf(row) {
    const note = document.createElement("div");
    const name = document.createElement("strong");
    const title = document.createElement("p");
    const foot = document.createElement("p");
    const close = document.createElement("button");
    note.className = "eff-behind";
    note.popover = "auto";
    note.setAttribute("role", "note");
    name.textContent = row.cells[0].querySelector("a").textContent.trim();
    title.append(name);
    Object.assign(close, { type: "button", className: "eff-button", textContent: "Close" });
    close.addEventListener("click", () => note.hidePopover());
    note.addEventListener("toggle", ({ newState }) => { if (newState === "closed") note.remove(); });
    foot.append(close);
    note.append(title, listOf(row), foot);
    return note;
  }

  /* In a table of targets a figure has its note on its target's page: the note is taken from there when it is
     asked for, and where that cannot be had the reader is led there. */
  async function fetched(button, address, noteId) {
    try {
      const response = await fetch(address);
      if (!response.ok) throw new Error(`the page answered ${response.status}`);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      const note = document.importNode(page.getElementById(noteId), true);
      for (const link of note.querySelectorAll("a")) link.href = new URL(link.getAttribute("href"), address);
      note.addEventListener("toggle", ({ newState }) => { if (newState === "closed") note.remove(); });
      button.after(note);
      note.showPopover({ source: button });
    } catch (error) {
      console.info(error);
      location.assign(address);
    }
  }

  function explain(table) {
    table.dataset.explained = "yes";
    const heads = [...table.tHead.rows[0].cells];
    for (const row of [...table.tBodies].flatMap((body) => [...body.rows])) {
      const { of } = row.cells[0].dataset;
      const address = row.cells[0].querySelector("a")?.href;
      for (const [n, { dataset }] of heads.entries()) {
        const cell = row.cells[n];
        if (!dataset.why || !of || !/[0-9]/.test(cell?.textContent)) continue;
        const button = Object.assign(document.createElement("button"), { type: "button", className: "eff-why" });
        button.append(...cell.childNodes);
        button.addEventListener("click", () => fetched(button, address, `why-${of}-${dataset.why}`));
        cell.append(button);
      }
    }
  }

  window.effsite.eachPage(() => {
    if (!HTMLElement.prototype.showPopover) return;
    for (const table of document.querySelectorAll("table:not([data-explained]):has(th[data-why])")) explain(table);
  });

  document.addEventListener("click", (event) => {
    const tapped = event.target.closest?.("a.eff-why");
    const row = tapped && document.getElementById(tapped.hash.slice(1));
    if (!row || !HTMLElement.prototype.showPopover || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    event.stopPropagation();
    const note = noteOf(row);
    tapped.after(note);
    note.showPopover({ source: tapped });
  }, true);
})();
