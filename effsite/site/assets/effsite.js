/* Turns the picture in each figure.eff-chart into a live chart, and ties its points to the page's rows.

   Nothing is fetched before it is wanted: on a device with a mouse when the page opens, elsewhere when
   the reader taps. Everything comes from the folder in which this file lies. No code is made from data:
   text from the collection reaches the page as text nodes only, and addresses are checked before use. */
(() => {
  "use strict";

  const HOME = new URL(".", document.currentScript.src);
  const NARROW = 640;
  const SWITCHED = {
    results: ["mark-result", "bar-result"],
    withdrawn: ["mark-withdrawn", "bar-withdrawn"],
    reference: ["path-reference"],
  };
  const START = "Interactive chart";
  const { writeNotes, lowerAxis, addMenu, subjectOf, nameChart, nameTheme, address } = window.effsite;
  const live = new Map();
  const begun = new WeakMap();
  const asked = new WeakMap();
  const scripts = new Map();
  let queue = Promise.resolve();
  const gathered = new Map();

  /* Loading */

  function loadScript(file) {
    if (!scripts.has(file)) {
      scripts.set(file, new Promise((resolve, reject) => {
        const script = document.createElement("script");
        script.src = new URL(file, HOME);
        script.onload = resolve;
        script.onerror = () => { scripts.delete(file); reject(new Error(`${file} did not load`)); };
        document.head.append(script);
      }));
    }
    return scripts.get(file);
  }

  async function load(address, cache = "default") {
    const response = await fetch(new URL(address, HOME), { cache });
    if (!response.ok) throw new Error(`the chart's data answered ${response.status}`);
    return textOf(await response.arrayBuffer());
  }

  /* Files of data are gzipped (charts/data_files.py), unless the server or the browser has unpacked them already. */
  async function textOf(bytes) {
    const [first, second] = new Uint8Array(bytes);
    if (first !== 0x1f || second !== 0x8b) return new TextDecoder().decode(bytes);
    if (!window.DecompressionStream) throw new Error("this browser is too old for the chart's data");
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  }

  /* A design has an object of one key, "@@", wherever one of the chart's own values goes. */
  async function loadItem({ chart, design, told }) {
    const [values, shared, facts] = await Promise.all([loadValues(chart), load(design), told && loadTold(told)]);
    if (facts) for (const name of Object.keys(values).filter((each) => each.endsWith(".row"))) tell(values, name.slice(0, -4), facts);
    return withoutEmpty(JSON.parse(shared, (_, part) => (part?.["@@"] ? unpacked(values[part["@@"]]) : part)));
  }

  /* A glyph costs what it costs whether or not it has rows; of the fifteen of a design, most charts fill half. */
  function withoutEmpty(item) {
    const { renderers, toolbar } = item.doc.roots[0].attributes;
    const fills = ({ name, data_source }) =>
      name.startsWith("note-") || data_source.attributes.data.entries.some(([, column]) => column.length);
    const empty = new Set(renderers.filter(({ attributes }) => !fills(attributes)).map(({ id }) => id));
    const kept = (list) => list.filter(({ id }) => !empty.has(id));
    item.doc.roots[0].attributes.renderers = kept(renderers);
    for (const { attributes } of toolbar.attributes.tools) {
      if (Array.isArray(attributes?.renderers)) attributes.renderers = kept(attributes.renderers);
    }
    return item;
  }

  /* A column without rows is left out; in one that says the same often, each piece stands once (charts/packed.py).
     A number below nought stands for one of the lines of that row that are told once. */
  function unpacked(value = [], lines = []) {
    if (!value.of) return value;
    const { of: pieces, at, by } = value;
    if (by === undefined) return at.map((n) => pieces[n]);
    return at.map((row, at) => row.map((n) => (typeof n === "string" ? n : pieces[n] ?? lines[at][-n - 1])).join(by));
  }

  /* A file of several charts, once for all of them. It is asked for anew with each page, since its address stays. */
  function loadGathered(file) {
    if (!gathered.has(file)) {
      gathered.set(file, load(file, "no-cache").then(JSON.parse).catch((error) => { gathered.delete(file); throw error; }));
    }
    return gathered.get(file);
  }

  /* The values of a chart: of a file of its own, or of that part of a file. */
  async function loadValues(address) {
    const [file, part] = address.split("#");
    if (part === undefined) return JSON.parse(await load(file));
    const values = (await loadGathered(file)).charts[part];
    if (!values) throw new Error("the page is older than its data: load it again");
    return structuredClone(values);
  }

  /* What the charts of a target say of its results alike, by the key of each row: the name, the address and the
     lines of hovers (charts/told_once.py). */
  async function loadTold(file) {
    const whole = await loadGathered(file);
    whole.facts ??= factsOf(whole.told);
    return whole.facts;
  }

  function factsOf({ row, ...columns }) {
    const all = ["name", "url", "published", "metric", "hardware", "source"].map((name) => unpacked(columns[name]));
    return new Map(row.map((key, n) => [key, all.map((column) => column[n])]));
  }

  /* Gives the columns of one source of a chart what is told of its rows once. */
  function tell(values, source, facts) {
    if (values[`${source}.name`]) return;
    const rows = unpacked(values[`${source}.row`]).map((key) => facts.get(key));
    if (rows.includes(undefined)) throw new Error("the page is older than its data: load it again");
    const lines = rows.map(([, , ...told]) => told);
    values[`${source}.name`] = rows.map(([name]) => name);
    values[`${source}.url`] = rows.map(([, url]) => url);
    values[`${source}.values`] = unpacked(values[`${source}.values`], lines);
    values[`${source}.x`] ??= lines.map(([date]) => Date.parse(date.length === 7 ? `${date}-15` : date));
  }

  function say(figure, text) {
    figure.querySelector(".eff-status").textContent = text;
  }

  /* The button says what happens: it waits, is busy, offers another try, and goes when the chart is there. */
  function offer(figure, words) {
    const button = figure.querySelector(".eff-start");
    button.hidden = false;
    button.textContent = words;
    button.setAttribute("aria-disabled", String(figure.dataset.state === "loading"));
  }

  /* Once at a time: whoever asks while a chart loads waits for the same one. */
  function start(figure) {
    if (!figure.dataset.state || figure.dataset.state === "error") begun.set(figure, begin(figure));
    return begun.get(figure);
  }

  async function begin(figure) {
    figure.dataset.state = "loading";
    say(figure, "");
    offer(figure, "Loading the chart…");
    try {
      const [item] = await Promise.all([loadItem(figure.dataset), loadScript(figure.dataset.bokeh)]);
      await inTurn(() => figure.isConnected && show(figure, item));
    } catch (error) {
      if (!figure.isConnected) return; // the reader has left the page, and BokehJS draws on none that is gone
      figure.dataset.state = "error";
      offer(figure, "Try again");
      say(figure, `The interactive chart could not be shown (${error.message}). The picture has the same data.`);
      console.error(error);
    }
  }

  /* One chart after the other, with a breath between them: side by side, each would be there only with the last. */
  function inTurn(job) {
    const done = queue.then(job);
    queue = done.catch(() => undefined).then(() => new Promise((resolve) => { setTimeout(resolve); }));
    return done;
  }

  async function show(figure, item) {
    const box = document.createElement("div");
    box.className = "eff-live";
    const plot = figure.querySelector(".eff-plot");
    plot.append(box);
    Object.assign(item.doc.roots[0].attributes, toolbarAt(widthOf(figure)));
    const views = await Bokeh.embed.embed_item(item, box);
    const view = [...views].find((each) => each.model.name === "effsite");
    const chart = { figure, box, views, view, plot: view.model, scale: "default", hidden: new Set(), toolbars: new Set(), stops: [] };
    live.set(figure, chart);
    if (!figure.isConnected) return dispose(chart);
    chart.marks = chart.plot.renderers.filter((each) => each.name.startsWith("mark-"));
    chart.points = pointsOf(chart);
    chart.hover = chart.plot.toolbar.tools.find((each) => each.type === "HoverTool");
    chart.title = chart.plot.above.find((each) => each.name === "title");
    chart.Plain = chart.title.text.constructor;
    chart.title.full = chart.title.text.text;
    chart.notes = notesOf(chart);
    chart.rows = !chart.plot.left[0].visible;
    chart.dates = chart.plot.below[0].type === "DatetimeAxis";
    chart.whole = wholeOf(chart.view.frame);
    lowerAxis(chart);
    if (asked.has(figure)) address.restore(chart, asked.get(figure), turn);
    listen(chart);
    fit(chart);
    paint(chart);
    figure.dataset.state = "live";
    figure.querySelector(".eff-start").hidden = true;
    for (const each of figure.querySelectorAll(".eff-toggle")) each.hidden = false;
  }

  /* The ends of each axis before anybody zooms, by the names that Bokeh gives the ranges of y. */
  function wholeOf({ x_range: across, y_ranges: up }) {
    const ends = ({ start, end }) => [start, end];
    return { x: ends(across), ...Object.fromEntries([...up].map(([name, range]) => [name, ends(range)])) };
  }

  async function ready(figure) {
    await start(figure);
    if (!live.has(figure)) throw new Error("the interactive chart could not be shown");
    return live.get(figure);
  }

  function dispose(chart) {
    live.delete(chart.figure);
    for (const stop of chart.stops) stop();
    const { document: model } = chart.plot;
    for (const view of [...chart.views]) view.remove();
    model.clear();
    const at = Bokeh.documents.indexOf(model);
    if (at >= 0) Bokeh.documents.splice(at, 1);
    chart.box.remove();
  }

  /* Points, rows and sources */

  function pointsOf(chart) {
    const points = [];
    for (const renderer of chart.marks) {
      const data = renderer.data_source.data;
      for (let index = 0; index < data.x.length; index++) points.push({ renderer, index, x: data.x[index], row: data.row[index] });
    }
    return points.sort((a, b) => a.x - b.x);
  }

  function field(point, column) {
    return point.renderer.data_source.data[column][point.index];
  }

  function safeAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
    } catch { /* not an address: there is nothing to open */
      return "";
    }
  }

  function open(point) {
    const address = safeAddress(field(point, "url"));
    if (address) window.open(address, "_blank", "noopener,noreferrer");
  }

  function pointed(chart, kind) {
    for (const renderer of chart.marks) {
      const [index] = renderer.data_source[kind].indices;
      if (index !== undefined) return chart.points.find((each) => each.renderer === renderer && each.index === index);
    }
    return undefined;
  }

  function markRows(row) {
    for (const each of document.querySelectorAll("tr.eff-selected")) each.classList.remove("eff-selected");
    if (row) for (const each of document.querySelectorAll(`tr[data-row="${CSS.escape(row)}"]`)) each.classList.add("eff-selected");
  }

  /* Shows one point (or none) as chosen: in the chart, in the table and, unless the table led here, in words. */
  function choose(chart, point, aloud = false) {
    chart.choosing = true;
    for (const renderer of chart.marks) {
      const indices = point && renderer === point.renderer ? [point.index] : [];
      if (String(renderer.data_source.selected.indices) !== String(indices)) renderer.data_source.selected.indices = indices;
    }
    chart.choosing = false;
    chart.chosen = point;
    markRows(point && point.row);
    describe(chart, aloud ? point : undefined);
  }

  function describe(chart, point) {
    const status = chart.figure.querySelector(".eff-status");
    status.replaceChildren();
    if (!point) return;
    const labels = field(point, "labels").split("\n");
    const values = field(point, "values").split("\n");
    const facts = values.slice(0, 4).map((value, n) => (labels[n] ? `${labels[n]}: ${value}` : value));
    const strong = document.createElement("strong");
    strong.textContent = field(point, "name");
    status.append(strong, ` · ${facts.join(" · ")} `);
    const address = safeAddress(field(point, "url"));
    if (!address) return;
    const link = document.createElement("a");
    Object.assign(link, { href: address, target: "_blank", rel: "nofollow noopener noreferrer", textContent: "Source" });
    status.append(link);
  }

  function rowTouched(event) {
    const row = event.target.closest?.("tr[data-row]");
    if (!row) return;
    for (const chart of live.values()) {
      const point = chart.points.find((each) => each.row === row.dataset.row);
      if (point) choose(chart, point);
    }
    markRows(row.dataset.row);
  }

  function listen(chart) {
    const { box, figure } = chart;
    let down = { x: 0, y: 0, type: "mouse" };
    box.addEventListener("pointerdown", (event) => { down = { x: event.clientX, y: event.clientY, type: event.pointerType }; }, true);
    box.addEventListener("pointermove", () => { box.style.cursor = chart.view && pointed(chart, "inspected") ? "pointer" : ""; });
    box.addEventListener("click", (event) => {
      if (Math.hypot(event.clientX - down.x, event.clientY - down.y) > 5) return;
      const point = pointed(chart, "inspected");
      if (point && down.type === "mouse") open(point);
    });
    for (const renderer of chart.marks) {
      renderer.data_source.selected.properties.indices.change.connect(() => {
        if (!chart.choosing) choose(chart, pointed(chart, "selected"), true);
      });
    }
    box.addEventListener("keydown", press, true);
    let waiting = 0;
    const moved = () => {
      clearTimeout(waiting);
      waiting = setTimeout(() => { if (live.get(figure) === chart) changed(chart); }, 120);
    };
    chart.plot.properties.inner_width.change.connect(() => writeNotes(chart));
    const { frame } = chart.view;
    for (const range of [frame.x_range, ...frame.y_ranges.values()]) range.change.connect(moved);
    box.addEventListener("keydown", (event) => walk(chart, event));
    const resized = new ResizeObserver(() => fit(chart));
    resized.observe(figure.querySelector(".eff-plot"));
    chart.stops.push(() => resized.disconnect());
  }

  /* Bokeh's tools answer to Enter; its answer to Space is a menu. */
  function press(event) {
    const [element] = event.composedPath();
    if (event.key !== " " || element.getAttribute("role") !== "button") return;
    event.preventDefault();
    event.stopPropagation();
    element.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter" }));
  }

  function walk(chart, event) {
    if (event.target !== chart.box || !chart.points.length) return;
    const at = chart.points.indexOf(chart.chosen);
    const last = chart.points.length - 1;
    const moves = { ArrowRight: Math.min(at + 1, last), ArrowLeft: at < 0 ? last : Math.max(at - 1, 0), Home: 0, End: last };
    if (event.key in moves) choose(chart, chart.points[moves[event.key]], true);
    else if (event.key === "Enter" && chart.chosen) open(chart.chosen);
    else if (event.key === "Escape") choose(chart, undefined, true);
    else return;
    event.preventDefault();
  }

  /* Switches */

  function toggle(figure, button) {
    const chart = live.get(figure);
    if (!chart) return;
    turn(chart, button, button.getAttribute("aria-pressed") !== "true");
    changed(chart);
  }

  function turn(chart, button, on) {
    button.setAttribute("aria-pressed", String(on));
    const kind = button.dataset.toggle;
    if (kind === "log") return rescale(chart, on ? "default" : "linear");
    for (const renderer of chart.plot.renderers) if (SWITCHED[kind].includes(renderer.name)) renderer.visible = on;
    chart.hidden[on ? "delete" : "add"](kind);
  }

  function rescale(chart, scale) {
    chart.scale = scale;
    for (const renderer of chart.plot.renderers) renderer.y_range_name = scale;
    for (const part of [...chart.plot.left, ...chart.plot.center]) {
      if (part.dimension === 0 || part.y_range_name === undefined) continue;
      part.visible = part.y_range_name === scale;
    }
    requestAnimationFrame(() => { if (live.get(chart.figure) === chart) writeNotes(chart); });
  }

  /* What follows when the reader has changed the chart. */
  function changed(chart) {
    writeNotes(chart);
    address.keep(chart.figure, chart);
  }

  /* Labels: placed by effsite for two widths; here those that would overlap at this width are left out. */

  function notesOf(chart) {
    const notes = {};
    for (const size of ["wide", "narrow"]) {
      const renderer = chart.plot.renderers.find((each) => each.name === `note-${size}`);
      notes[size] = { renderer, data: { ...renderer.data_source.data } };
    }
    return notes;
  }

  /* On a phone the toolbar gives its room to the chart, but for what half of the last tick's label takes. */
  function toolbarAt(width) {
    return width >= NARROW ? { toolbar_location: "right", min_border_right: null } : { toolbar_location: null, min_border_right: 16 };
  }

  /* The width that a chart has; while it is hidden, what it will have at most. */
  function widthOf(figure) {
    return figure.querySelector(".eff-plot").clientWidth || document.documentElement.clientWidth;
  }

  function fit(chart) {
    const width = widthOf(chart.figure);
    const { toolbar_location: place, min_border_right: room } = toolbarAt(width);
    if (chart.plot.toolbar_location !== place) {
      chart.plot.toolbar_location = place; // Bokeh makes the toolbar before it can lay out anything else
      setTimeout(() => { if (live.get(chart.figure) === chart) fit(chart); });
      return;
    }
    chart.plot.min_border_right = room;
    chart.hover.active = width >= NARROW;
    chart.title.text = new chart.Plain({ text: wrapped(chart.title.full, width) });
    nameChart(chart);
    writeNotes(chart);
  }

  /* A title too long for the chart goes on two lines, and no word of it on and on, as in the picture. */
  function wrapped(text, width) {
    if (text.length * 6.6 <= width) return text;
    const words = text.split(" ").map((word) => word.replace(/^([^,]{29})[^,]{2,}/, "$1…"));
    if (words.length < 2) return words[0];
    let cut = 1;
    while (cut < words.length - 1 && words.slice(0, cut).join(" ").length < text.length / 2) cut++;
    return `${words.slice(0, cut).join(" ")}\n${words.slice(cut).join(" ")}`;
  }

  /* Colours follow the page's palette: axes by the --bk- variables in effsite.css, glyphs from here. */

  function paint(chart) {
    const style = getComputedStyle(chart.figure);
    const ink = style.getPropertyValue("--eff-ink").trim();
    for (const renderer of chart.plot.renderers) {
      const tag = renderer.tags.find((each) => String(each).startsWith("effsite:"));
      if (!tag) continue;
      const colour = style.getPropertyValue(`--eff-${tag.slice(8)}`).trim();
      if (!colour) continue;
      if (renderer.name !== "band") renderer.glyph.line_color = colour;
      if (renderer.glyph.fill_color !== undefined) renderer.glyph.fill_color = colour;
      if (renderer.name.startsWith("mark-")) Object.assign(renderer.selection_glyph, { fill_color: colour, line_color: ink });
    }
    writeNotes(chart);
    chart.view.request_paint();
  }

  /* The page */

  function hasMouse() {
    return matchMedia("(hover: hover)").matches;
  }

  /* Before the theme's own script, which takes its time: what charts need is on its way meanwhile. */
  function watchFigures() {
    shown.disconnect();
    for (const figure of document.querySelectorAll("figure.eff-chart[data-chart]:not([data-state])")) shown.observe(figure);
  }

  /* Now, and again with each page that the theme brings without loading it. */
  function eachPage(visit) {
    const follow = () => (window.document$ ? window.document$.subscribe(visit) : visit());
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", follow);
    else follow();
  }

  /* A chart of a measure that is not chosen is not displayed, and costs nothing until it is. */
  const shown = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      if (!isIntersecting) continue;
      shown.unobserve(target);
      start(target);
    }
  }, { rootMargin: "100000px" });

  function visit() {
    requestAnimationFrame(nameTheme);
    for (const chart of [...live.values()]) if (!chart.figure.isConnected) dispose(chart);
    for (const root of document.querySelectorAll("[data-level-data]:not([data-seen])")) {
      root.dataset.seen = "yes";
      openLevel(root);
    }
    const mouse = hasMouse();
    for (const figure of document.querySelectorAll("figure.eff-chart[data-chart]")) {
      if (figure.dataset.seen) continue;
      figure.dataset.seen = "yes";
      const button = figure.querySelector(".eff-start");
      button.addEventListener("click", () => start(figure));
      for (const each of figure.querySelectorAll(".eff-toggle")) each.addEventListener("click", () => toggle(figure, each));
      if (!mouse) offer(figure, START);
    }
    for (const row of document.querySelectorAll("figure.eff-chart > .eff-toggles:not(:has(.eff-share))")) addMenu(row, subjectOf(row.parentElement, { live, ready, paint }));
    for (const choice of document.querySelectorAll(".eff-measures:not([data-seen], [data-part])")) {
      choice.dataset.seen = "yes";
      choice.addEventListener("change", ({ target }) => chosen(target));
    }
    arrive();
    if (mouse) watchFigures();
  }

  /* Another panel was chosen, of a measure or of two at once: its chart is the one in the address. */
  function chosen({ id, name }) {
    const panel = document.getElementById(id.replace(/^measure-/, "panel-").replace(/^pair-/, "view-"));
    const figure = name === "measure" ? address.main() : panel.querySelector("figure.eff-chart");
    if (figure) address.keep(figure, live.get(figure), name === "pair" && !panel.parentElement.querySelector("#pair-1").checked);
  }

  /* Brings the page into the state that the address names. */
  function arrive() {
    const { figure, params, named } = address.arrive() ?? {};
    if (!figure) return;
    asked.set(figure, params);
    const chart = live.get(figure);
    if (chart) address.restore(chart, params, turn);
    else start(figure);
    if (named) requestAnimationFrame(() => figure.scrollIntoView());
  }

  /* The page of a target at any level: its own script, fetched there alone. */
  async function openLevel(root) {
    try {
      await loadScript(root.dataset.levelScript);
      await window.effsiteLevels.open(root, HOME);
    } catch (error) {
      root.hidden = false;
      root.replaceChildren(`The level cannot be moved here (${error.message}). The table below has a few levels.`);
      console.error(error);
    }
  }

  window.addEventListener("hashchange", arrive);
  document.addEventListener("focusin", rowTouched);
  document.addEventListener("click", rowTouched);
  new MutationObserver(() => { for (const chart of live.values()) paint(chart); })
    .observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["data-md-color-scheme"] });
  if (hasMouse()) watchFigures();
  window.effsite.eachPage = eachPage;
  eachPage(visit);
})();
