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
