/* Rows of wide tables as cards on a phone: a line of key figures under the name, and a button that opens the
   rest. Nothing is added where the screen has room for the table. */
(() => {
  "use strict";

  const PHONE = matchMedia("(max-width: 639px)");
  const ESTIMATE = "≈";
  const PREFIXES = ["", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"];
  const LENGTHS = [[86400, "days"], [3600, "h"], [60, "min"], [1, "s"]];
  const WHOLE = 20;
  const watched = new WeakSet();

  function digits(number) {
    return new Intl.NumberFormat("en-US", { maximumSignificantDigits: 3, roundingMode: "halfEven" }).format(number);
  }

  /* As prefixed() and duration() of effsite/site/formats.py write them. */
  function short(text, unit) {
    if (text.startsWith(ESTIMATE)) return `${ESTIMATE}${short(text.slice(1), unit)}`;
    const number = Number(text);
    if (unit === undefined || text === "" || Number.isNaN(number)) return text;
    if (unit === "s") {
      const [size, name] = LENGTHS.find(([least]) => number >= least) ?? [1, "s"];
      return `${digits(number / size)} ${name}`;
    }
    const rounded = Number(number.toPrecision(3));
    const power = Math.min(Math.max(Math.floor(Math.log10(rounded) / 3), 0), PREFIXES.length - 1);
    return `${digits(rounded / 1000 ** power)} ${PREFIXES[power]}${unit}`;
  }

  /* The columns that a closed card tells: the factor first, then what is written short. */
  function keys(table) {
    const heads = [...table.tHead.rows[0].cells].map((head, n) => ({ n, unit: head.dataset.short, head }));
    const rank = ({ head, unit }) => {
      if (head.textContent.trim() === "Factor") return 0;
      if (unit !== undefined) return 1;
      return head.classList.contains("num") ? 2 : 3;
    };
    return heads.filter(({ head }) => head.classList.contains("key")).sort((a, b) => rank(a) - rank(b));
  }

  function brief(row, told) {
    const line = document.createElement("span");
    line.className = "eff-brief";
    for (const { n, unit, head } of told) {
      const text = row.cells[n]?.textContent.trim();
      if (!text || row.cells[n].dataset.brief === "no") continue;
      const part = document.createElement("span");
      part.textContent = `${head.dataset.before ?? ""}${short(text, unit)}${head.dataset.after ?? ""}`;
      part.classList.toggle("eff-whole", part.textContent.length <= WHOLE);
      line.append(...(line.childElementCount ? [" · ", part] : [part]));
    }
    return line;
  }

  function fold(row, told) {
    const [name] = row.cells;
    if (name.querySelector(".eff-unfold")) return;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "eff-unfold";
    button.setAttribute("aria-label", `All of ${name.textContent.trim()}`);
    button.setAttribute("aria-expanded", "false");
    name.append(brief(row, told), button);
    const details = name.querySelector("details");
    const said = (open) => button.setAttribute("aria-expanded", String(open));
    const opened = () => {
      said(details.open);
      // What a row opens to holds all that its cells say, unless it adds to them.
      if (details.classList.contains("eff-adds")) row.classList.toggle("eff-open", details.open);
    };
    details?.addEventListener("toggle", opened);
    if (details) opened();
    button.addEventListener("click", () => {
      if (details) details.open = !details.open;
      else said(row.classList.toggle("eff-open"));
    });
  }

  function equip(table) {
    const told = keys(table);
    const rows = () => {
      for (const row of table.querySelectorAll("tbody > tr:not(.eff-group, .eff-more)")) fold(row, told);
    };
    rows();
    if (watched.has(table)) return;
    watched.add(table);
    for (const body of table.tBodies) new MutationObserver(rows).observe(body, { childList: true });
  }

  /* Tables of hand-written pages have no headings beside their cells yet. */
  function head(table) {
    const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
    if (heads.length < 4) return;
    table.classList.add("eff-table");
    table.dataset.cards = "open";
    heads.forEach((each, n) => table.style.setProperty(`--h${n + 1}`, JSON.stringify(each.textContent.trim())));
  }

  function visit() {
    if (!PHONE.matches) return;
    for (const table of document.querySelectorAll(".md-typeset table:not([class])")) head(table);
    for (const table of document.querySelectorAll('table[data-cards="folded"]')) equip(table);
  }

  PHONE.addEventListener("change", visit);
  window.effsite.eachPage(visit);
})();
