/* Two rows of a table side by side, for tables.js: two systems of a target, two targets. What is chosen stands in
   the address as beside=ONE,OTHER, of a second table of a page with a 2 after the key. Cells reach the page as
   text only. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const { address } = window.effsite;
  const DIGITS = new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3 });
  const NUMBER = /^(≈?)([\d,.]+(?:e[+-]?\d+)?)$/;

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  /* How many times more the second is; nothing where one of the two is no amount. */
  function ratio(one, other) {
    const [a, b] = [one, other].map((text) => NUMBER.exec(text));
    if (!a || !b) return "";
    const [first, second] = [a, b].map(([, , digits]) => Number(digits.replaceAll(",", "")));
    return first > 0 && second > 0 ? `${a[1] || b[1]}${DIGITS.format(second / first)}x` : "";
  }

  /* Rows by what the address calls them: of several with one name, the later ones have a number. */
  function named(rows) {
    const found = new Map();
    for (const row of rows) {
      let key = row.key || "row";
      for (let n = 2; found.has(key); n++) key = `${row.key || "row"}~${n}`;
      found.set(key, row);
    }
    return found;
  }

  function tableOf(titles, [one, other], ratios) {
    const head = make("tr", {}, make("td"), ...[one, other].map(({ cells }) => make("th", { scope: "col", textContent: cells[0] })));
    if (ratios) head.append(make("th", { scope: "col", className: "num", textContent: "Second ÷ first" }));
    const lines = titles.slice(1).flatMap((title, n) => {
      const [a, b] = [one.cells[n + 1], other.cells[n + 1]];
      if (!a && !b) return [];
      const line = make("tr", {}, make("th", { scope: "row", textContent: title }), make("td", { textContent: a }), make("td", { textContent: b }));
      if (ratios) line.append(make("td", { className: "num", textContent: ratios[n + 1] ? ratio(a, b) : "" }));
      return [line];
    });
    return make("table", { className: "eff-table" }, make("thead", {}, head), make("tbody", {}, ...lines));
  }

  /* The part of the page that shows two rows: `rows` gives them all, each with its key and the text of its cells,
     `ratios` says of each column whether one of its figures may be held against the other, `place` is the table's
     place among those of the page. */
  function beside({ name, titles, rows, ratios, place = 0 }) {
    const key = `beside${place ? place + 1 : ""}`;
    const box = make("details", { className: "eff-beside" }, make("summary", { textContent: `Two ${name} side by side` }));
    const choices = ["First", "Second"].map((label) => {
      const choice = make("select", { className: "eff-facet" });
      choice.setAttribute("aria-label", `${label} of two ${name}`);
      choice.addEventListener("change", () => { show(); keep(); });
      return choice;
    });
    const shown = make("div", { className: "eff-table-wrap", role: "region", tabIndex: 0 });
    shown.setAttribute("aria-label", `Two ${name} side by side`);
    let all;

    async function fill() {
      if (all) return;
      all = named(await rows());
      for (const choice of choices) {
        choice.replaceChildren(...[...all].map(([value, row]) => make("option", { value, textContent: row.label ?? row.cells[0] })));
      }
      choices[1].selectedIndex = Math.min(1, all.size - 1);
    }

    function show() {
      const pair = choices.map((choice) => all.get(choice.value));
      shown.replaceChildren(...(pair.every(Boolean) ? [tableOf(titles, pair, ratios)] : []));
    }

    function keep() {
      const pair = choices.map((choice) => choice.value);
      address.put((each) => each === key, box.open ? address.written({ [key]: pair.join(",") }) : "");
    }

    /* What the address asks for; a row that there is not is passed over. Says whether it asked for two. */
    async function restore() {
      const asked = address.said(location.hash).get(key)?.split(",");
      if (!asked) {
        box.open = false;
        return false;
      }
      await fill();
      asked.slice(0, 2).forEach((value, n) => { if (all.has(value)) choices[n].value = value; });
      box.open = true;
      show();
      return true;
    }

    box.addEventListener("toggle", async () => {
      if (box.open) {
        await fill();
        show();
      }
      if (box.open || address.said(location.hash).has(key)) keep();
    });
    box.append(make("div", { className: "eff-pair" }, ...choices), shown);
    return { box, restore };
  }

  Object.assign(window.effsite, { beside });
})();
