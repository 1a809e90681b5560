/* The rows that a chart shows, as CSV: those within its window, of the layers that are switched on. Where the
   results behind it are a file and it shows one of their columns, with every column of theirs; else with what the chart knows of each mark. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const LAYERS = { frontier: "record", result: "result", withdrawn: "withdrawn", other: "other" };

  /* A cell that a spreadsheet would run as a formula is told to be text. */
  function cell(value) {
    const text = String(value ?? "");
    const plain = /^[=+\-@\t\r]/.test(text) && !Number.isFinite(Number(text)) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }

  function csv(rows) {
    return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
  }

  function within({ range }, value) {
    return value >= Math.min(range.start, range.end) && value <= Math.max(range.start, range.end);
  }

  /* Every mark with its layer, and whether it can be seen. */
  function marksOf(chart) {
    const [across, up] = window.effsite.address.axes(chart);
    return chart.marks.flatMap((renderer) => {
      const { data } = renderer.data_source;
      return Array.from(data.x, (x, n) => ({
        layer: LAYERS[renderer.name.slice(5)], x, y: data.y[n], name: data.name[n], url: data.url[n],
        facts: data.labels[n].split("\n").map((label, line) => [label, data.values[n].split("\n")[line]]),
        shown: renderer.visible && within(across, x) && within(up, data.y[n]),
      }));
    }).sort((a, b) => a.x - b.x);
  }

  function day(value) {
    return new Date(value).toISOString().slice(0, 10);
  }

  /* What the chart itself knows: in a chart of rows the height says nothing. */
  function ownRows(chart) {
    const shown = marksOf(chart).filter((mark) => mark.shown);
    const labels = [...new Set(shown.flatMap((mark) => mark.facts.map(([label]) => label)))].filter(Boolean);
    const title = chart.title.full;
    const counted = chart.rows ? [title] : [chart.dates ? "date" : "x", title];
    const rows = shown.map((mark) => {
      const facts = Object.fromEntries(mark.facts);
      const at = chart.rows ? [mark.x] : [chart.dates ? day(mark.x) : mark.x, mark.y];
      return [mark.layer, mark.name, ...at, ...labels.map((label) => facts[label]), mark.url];
    });
    return csv([["layer", "name", ...counted, ...labels, "source_url"], ...rows]);
  }

  /* The rows of the file whose marks can be seen. A mark that was left out because others lie close to it is none
     of a record, and follows the switch and the window of the results. */
  async function rowsOfFile(chart, { href, dataset }) {
    const response = await fetch(href);
    if (!response.ok) throw new Error(`the data file answered ${response.status}`);
    const [names, ...lines] = window.effsite.parsed(await response.text());
    const own = names.includes(dataset.measure) ? [] : [dataset.measure];
    const marks = marksOf(chart);
    const waiting = marks.filter((mark) => mark.layer !== "other");
    const [across, up] = window.effsite.address.axes(chart);
    const results = !chart.hidden.has("results");
    const found = lines.flatMap((line) => {
      const values = Object.fromEntries(names.map((name, n) => [name, line[n] ?? ""]));
      const x = Date.parse(values.published.length === 7 ? `${values.published}-15` : values.published);
      const name = values.system.replace(/\s+/g, " ").trim();
      const at = waiting.findIndex((each) => each.x === x && each.name === name);
      const [mark] = at < 0 ? [] : waiting.splice(at, 1);
      const y = Number(values[dataset.measure]);
      const shown = mark ? mark.shown : values[dataset.measure] && results && within(across, x) && within(up, y);
      return shown ? [[mark?.layer ?? "result", ...own.map(() => mark?.y), ...line]] : [];
    });
    const others = marks.filter((mark) => mark.layer === "other" && mark.shown).map((mark) => {
      const known = { system: mark.name, published: day(mark.x), [dataset.measure]: mark.y, source_url: mark.url };
      return [mark.layer, ...own.map(() => mark.y), ...names.map((name) => known[name] ?? "")];
    });
    return csv([["layer", ...own, ...names], ...found, ...others]);
  }

  async function rowsOf(chart, file) {
    return file?.dataset.measure ? rowsOfFile(chart, file) : ownRows(chart);
  }

  Object.assign(window.effsite, { rowsOf, csv });
})();
