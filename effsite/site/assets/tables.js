
/* Tables of results: filter, sort and copy, always over all rows. A table that is cut in the page reads the rest
   from the target's data file when it is first asked for. What that file holds reaches the page as text
   nodes only, and addresses are checked before use.

   What a reader asks of a table stands in the address beside what address.js keeps there, of a second table of
   a page with a 2 after each key:

   words=                     the filter by words
   method= status= ...        what is chosen from the list with that heading
   sort=factor,down           the heading's words with hyphens, and the way */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const { address, beside } = window.effsite;

  const FEWEST = 8;
  const STEP = 200;
  const NO_RESULT = ".eff-more, .eff-group";
  const ESTIMATE = "≈";
  const ENDS = new Set(["Low", "High"]);
  const NUMBERS = new Set(["metric", "number", "factor"]);
  const SORTED = new Set(["system", "date", "ends", "figure", "status", "standing", ...NUMBERS]);
  const tables = new WeakMap();

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function safeAddress(text) {
    try {
      const url = new URL(text);
      return url.protocol === "https:" || url.protocol === "http:" ? url.href : "";
    } catch { /* not an address: there is nothing to open */
      return "";
    }
  }

  /* Numbers as effsite/site/formats.py writes them. Rounding is of the decimal digits, half to even. */

  const rounded = new Map();

  function significant(text, digits, useGrouping = true) {
    const kind = `${digits} ${useGrouping}`;
    if (!rounded.has(kind)) {
      rounded.set(kind, new Intl.NumberFormat("en-US", {
        maximumSignificantDigits: digits, roundingMode: "halfEven", useGrouping,
      }));
    }
    return rounded.get(kind).format(text);
  }

  function exact(text) {
    const size = Math.abs(Number(text));
    if (size === 0 || (size >= 1e-3 && size < 1e6)) return significant(text, size < 1000 ? 4 : 6, false);
    const [mantissa, power] = exponential(Number(text)).split("e");
    return `${mantissa.replace(/\.?0+$/, "")}e${Number(power)}`;
  }

  /* toExponential rounds what lies exactly between two up; Python to the even one. */
  function exponential(number) {
    const digits = Number.isInteger(number) ? String(BigInt(Math.abs(number))) : "";
    const [, kept, rest] = /^(\d{4})(50*)$/.exec(digits) ?? [];
    if (!rest || Number(kept) % 2) return number.toExponential(3);
    return `${number < 0 ? "-" : ""}${kept[0]}.${kept.slice(1)}e${rest.length + 3}`;
  }

  function metric(text, unit) {
    if (unit === "fraction") return `${significant(String(Number(text) * 100), 4)} %`;
    return `${significant(text, 5)} ${unit}`.trim();
  }

  /* Names as effsite/names.py makes slugs of them */

  function slug(text) {
    const plain = text.normalize("NFKD").replace(/[^\x00-\x7f]/g, "").toLowerCase();
    return plain.replace(/[^a-z0-9]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 64).replace(/-+$/, "");
  }

  /* The data file */

  function parsed(text) {
    const rows = [];
    let row = [];
    for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n|$)/g)) {
      row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
      if (end === ",") continue;
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
    }
    return rows;
  }

  async function fromFile(table) {
    const response = await fetch(table.box.dataset.csv);
    if (!response.ok) throw new Error(`the data file answered ${response.status}`);
    const [names, ...lines] = parsed(await response.text());
    const there = fromPage(table);
    return lines.map((line, n) => {
      const values = Object.fromEntries(names.map((name, n) => [name, line[n] ?? ""]));
      const row = rowOf(table, values);
      const [first] = there;
      return first && first.cells.every((cell, n) => cell === row.cells[n]) ? { ...row, ...there.shift(), search: row.search, n } : { ...row, n };
    });
  }

  function rowOf(table, values) {
    const { reading } = table;
    const got = `${values.source_kind} ${values.flop_method ?? ""}`;
    const figure = reading.figures[got] ?? "";
    const marked = (key, text) => (reading.estimates[got]?.includes(key) ? `${ESTIMATE}${text}` : text);
    const cells = reading.columns.map(([kind, key]) => {
      if (kind === "figure") return figure;
      if (kind === "standing") return values.on_frontier === "true" ? "record" : values.why_not;
      const value = values[key] ?? "";
      if (value === "" || !NUMBERS.has(kind)) return value;
      if (kind === "metric") return metric(value, reading.unit);
      return marked(key, kind === "factor" ? `${significant(value, 4)}x` : exact(value));
    });
    const keys = reading.columns.map(([kind, key], n) => keyOf(kind, NUMBERS.has(kind) ? values[key] ?? "" : cells[n]));
    const search = Object.values(values).join(" ").toLowerCase();
    return { cells, keys, search, values, slug: reading.slugs[values.system] ?? slug(values.system) };
  }

  function keyOf(kind, text) {
    if (text === "") return null;
    return NUMBERS.has(kind) ? Number(text) : text;
  }

  /* A cell's text, without what cards.js adds to a name on a phone. */
  function wordsOf(cell) {
    const added = cell.querySelector(".eff-brief")?.textContent ?? "";
    const text = cell.textContent;
    return (added ? text.slice(0, text.lastIndexOf(added)) : text).replace(/[\u2068\u2069]/g, "").trim();
  }

  /* The rows that stand in the page */

  function fromPage(table) {
    return table.bodies.flatMap((body) => [...body.rows]).filter((row) => !row.matches(NO_RESULT)).map((row, n) => {
      const cells = [...row.cells].map(wordsOf);
      const next = row.nextElementSibling;
      const more = next?.classList.contains("eff-more") ? next : undefined;
      const keys = table.kinds.map((kind, at) => keyOf(kind, row.cells[at].dataset.key ?? (NUMBERS.has(kind) ? cells[at].replace(/[≈,%x]|\s.*$/g, "") : cells[at])));
      const cited = row.cells[table.kinds.indexOf("source")]?.querySelector("[title]")?.title;
      if (cited) cells[table.kinds.indexOf("source")] = cited;
      return { cells, keys, search: `${row.textContent} ${more?.textContent ?? ""}`.toLowerCase(), row, more, n, home: row.parentElement };
    });
  }

  /* A row made of the data file's values */

  function elements(table, one) {
    one.row ??= made(table, one);
    return one.more ? [one.row, one.more] : [one.row];
  }

  function made(table, one) {
    const { values } = one;
    const row = make("tr");
    if (values.on_frontier === "true") row.className = "eff-frontier-row";
    else if (values.status === "withdrawn") row.className = "eff-withdrawn-row";
    table.kinds.forEach((kind, n) => {
      const cell = make(n ? "td" : "th", n ? {} : { scope: "row" });
      if (kind === "date") cell.className = "eff-date";
      else if (NUMBERS.has(kind) || kind === "source") cell.className = "num";
      cell.append(content(table, one, kind, one.cells[n]));
      row.append(cell);
    });
    return row;
  }

  function content(table, one, kind, text) {
    if (kind === "status") return make("span", { className: `eff-badge eff-badge--${text}`, textContent: text });
    if (kind === "source") return cited(one.values.source_url, "source", text);
    if (kind !== "system") return document.createTextNode(text);
    if (table.reading.pages.includes(one.slug)) {
      return make("a", { href: `${table.reading.systems}${one.slug}/`, textContent: text });
    }
    const details = make("details", { className: "eff-row", id: `system-${one.slug}` });
    details.append(make("summary", { textContent: text }));
    details.addEventListener("toggle", () => describe(table, one), { once: true });
    return details;
  }

  /* A row that stands in the page of a table that is cut is described like those that do not: from the data file. */
  function describedWhenOpened(table) {
    for (const details of table.box.querySelectorAll("details.eff-row")) {
      details.addEventListener("toggle", async () => {
        if (await load(table)) describe(table, table.rows.find(({ row }) => row === details.closest("tr")));
      }, { once: true });
    }
  }

  function cited(address, text, title) {
    const href = safeAddress(address);
    return href ? make("a", { href, title, rel: "nofollow noopener ugc", textContent: text }) : make("span", { title, textContent: text });
  }

  function describe(table, one) {
    const { labels, units, words } = table.reading;
    const list = make("dl", { className: "eff-details" });
    for (const [name, label] of Object.entries(labels)) {
      const value = one.values[name] ?? "";
      if (value === "") continue;
      const unit = units[name] ? ` ${units[name]}` : "";
      list.append(make("div", {}, make("dt", { textContent: label }), make("dd", { textContent: `${words[name]?.[value] ?? value}${unit}` })));
    }
    for (const [name, label] of [["source_url", "Address of the source"], ["paper_url", "The system’s own publication"]]) {
      const address = safeAddress(one.values[name] ?? "");
      if (address) list.append(make("div", {}, make("dt", { textContent: label }), make("dd", {}, cited(address, address, ""))));
    }
    one.more = make("tr", { className: "eff-more" }, make("td", { colSpan: table.kinds.length }, list));
    one.row.after(one.more);
  }

  /* What a reader asks for */

  async function load(table) {
    table.loading ??= table.reading ? fromFile(table) : Promise.resolve(fromPage(table));
    try {
      table.rows = await table.loading;
      return true;
    } catch (error) {
      table.loading = undefined;
      say(table, `The other rows could not be read (${error.message}).`);
      console.error(error);
      return false;
    }
  }

  /* What is asked of a table, as the address says it. */

  function keyIn(table, name) {
    return `${name}${table.place ? table.place + 1 : ""}`;
  }

  function askedOf(table) {
    const { sorted } = table;
    const state = {
      words: table.filter.value.trim(),
      ...Object.fromEntries(table.facets.map(({ name, choice, values }) => [name, choice.value && values[Number(choice.value)]])),
      sort: sorted && `${slug(table.titles[sorted.column])},${sorted.down ? "down" : "up"}`,
    };
    return Object.fromEntries(Object.entries(state).map(([name, value]) => [keyIn(table, name), value]));
  }

  function keep(table) {
    const state = askedOf(table);
    address.put((key) => key in state, address.written(state));
  }

  /* Brings a table to what the address asks of it, and says whether that is something else than it showed; what
     cannot be read there is passed over. */
  function restore(table, params) {
    const before = JSON.stringify(askedOf(table));
    const said = (name) => params.get(keyIn(table, name)) ?? "";
    table.filter.value = said("words");
    for (const { name, choice, values } of table.facets) {
      const at = values.indexOf(said(name));
      choice.value = at < 0 ? "" : String(at);
    }
    const [head, way] = said("sort").split(",");
    const column = table.titles.findIndex((title, n) => SORTED.has(table.kinds[n]) && slug(title) === head);
    mark(table, column < 0 ? undefined : { column, down: way === "down" });
    const changed = JSON.stringify(askedOf(table)) !== before;
    if (changed) show(table);
    return changed;
  }

  function say(table, text) {
    table.status.textContent = text;
  }

  function wanted(table) {
    const words = table.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    const chosen = table.facets.filter(({ choice }) => choice.value !== "");
    const found = table.rows.filter((row) => words.every((word) => row.search.includes(word))
      && chosen.every(({ choice, places }) => places[row.n] === Number(choice.value)));
    return table.sorted ? found.sort((a, b) => order(table, a, b)) : found;
  }

  function order(table, a, b) {
    const { column, down } = table.sorted;
    const [one, other] = [a.keys[column], b.keys[column]];
    if (one === null || other === null) return (one === null) - (other === null);
    const way = typeof one === "number" ? one - other : one.localeCompare(other, "en", { numeric: true });
    return down ? -way : way;
  }

  async function show(table) {
    if (!(await load(table))) return;
    const found = wanted(table);
    const shown = found.slice(0, table.most);
    place(table, shown);
    table.more.hidden = shown.length === found.length;
    table.more.textContent = `Show ${Math.min(STEP, found.length - shown.length)} more`;
    const all = table.rows.length.toLocaleString("en");
    const some = found.length === table.rows.length ? "" : `${found.length.toLocaleString("en")} of `;
    say(table, `${some}${all} ${table.box.dataset.noun ?? "results"}${table.more.hidden ? "" : `, ${shown.length.toLocaleString("en")} shown`}`);
  }

  /* Rows that stand in groups keep to theirs, under its heading, until they are sorted. */
  function place(table, shown) {
    for (const body of table.bodies) {
      const own = table.sorted ? (body === table.body ? shown : []) : shown.filter(({ home = table.body }) => home === body);
      const heading = table.sorted || !own.length ? [] : table.headings.get(body);
      body.replaceChildren(...heading, ...own.flatMap((row) => elements(table, row)));
    }
  }

  /* Says by what the rows are in order, at the headings and in the list of orders; by nothing where `sorted` is not given. */
  function mark(table, sorted) {
    table.sorted = sorted;
    table.order.value = sorted ? `${sorted.column} ${sorted.down ? "down" : "up"}` : "";
    table.heads.forEach((head, n) => {
      if (n === sorted?.column) head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
      else head.removeAttribute("aria-sort");
    });
  }

  function sort(table, sorted) {
    mark(table, sorted);
    return ask(table);
  }

  /* A heading sorts up, then down, then, where rows stand in groups, back into these. */
  function press(table, column) {
    const again = table.sorted?.column === column;
    const back = again && table.sorted.down && table.bodies.length > 1;
    return sort(table, back ? undefined : { column, down: again && !table.sorted.down });
  }

  /* What follows when a reader asks something else of a table. */
  function ask(table) {
    keep(table);
    return show(table);
  }

  async function copy(table) {
    if (!(await load(table))) return;
    const found = wanted(table);
    const plain = (cell) => (cell.startsWith(ESTIMATE) ? cell.slice(1) : cell).replace(/\s+/g, " ");
    const lines = [table.titles, ...found.map((row) => row.cells)].map((cells) => cells.map(plain).join("\t"));
    try {
      await navigator.clipboard.writeText(`${lines.join("\n")}\n`);
      say(table, `${found.length.toLocaleString("en")} rows copied`);
    } catch (error) {
      say(table, `The browser did not let the rows be copied (${error.message}).`);
    }
  }

  /* Where a link or a search leads to a row */

  async function open(table, place) {
    if (!table.reading || !(await load(table))) return;
    const one = table.rows.find((row) => `system-${row.slug}` === place);
    if (!one) return;
    table.filter.value = one.values.system;
    await show(table);
    const details = document.getElementById(place);
    if (!details) return;
    details.open = true;
    details.scrollIntoView();
  }

  async function find(table, words) {
    if (!(await load(table))) return;
    const named = table.rows.filter((row) => words.every((word) => row.cells[0].toLowerCase().includes(word)));
    if (!named.length || named.length === table.rows.length) return;
    table.filter.value = words.join(" ");
    await show(table);
  }

  function arrive(all) {
    const params = address.said(location.hash);
    const isState = [...params].length > 0;
    for (const table of all) restorePair(table, !isState && location.hash !== "");
    const [first] = isState || !location.hash ? all.filter((table) => restore(table, params)) : [];
    if (first && isState && !params.has("chart")) requestAnimationFrame(() => first.box.scrollIntoView());
    if (isState) return;
    const place = decoded(location.hash.slice(1));
    const there = place ? document.getElementById(place) : null;
    if (there?.matches("details.eff-row")) there.open = true;
    if (place.startsWith("system-")) return there ? undefined : all.forEach((table) => open(table, place));
    const words = new URLSearchParams(location.search).get("h")?.toLowerCase().match(/[\p{L}\p{N}]+/gu);
    if (words) all.forEach((table) => find(table, words));
  }

  /* An address may have a % that stands for nothing: it is then taken as it is. */
  function decoded(text) {
    try {
      return decodeURIComponent(text);
    } catch {
      return text;
    }
  }

  /* Two of the rows side by side, where the address asks for them; not where it names a place on the page. */
  async function restorePair(table, isPlace) {
    if (!isPlace && await table.pair.restore()) requestAnimationFrame(() => table.pair.box.scrollIntoView());
  }

  function isOfResults(table) {
    return table.box.dataset.noun === undefined;
  }

  async function pairs(table) {
    if (!(await load(table))) return [];
    if (isOfResults(table)) return table.rows.map(({ cells }) => ({ key: slug(cells[0]), cells }));
    const task = table.titles.indexOf("Task");
    return table.rows.map(({ cells, row }) => {
      const key = row.cells[0].querySelector("a").pathname.split("/").slice(-3, -1).join("/");
      return { key, label: `${cells[0]} (${cells[task]})`, cells };
    });
  }

  /* The places of a facet, which are written in base 36, each in as many digits as the last of the values needs. */
  function placesOf(text, values) {
    const width = Math.max(1, (values.length - 1).toString(36).length);
    return Array.from({ length: text.length / width }, (_, n) => parseInt(text.slice(n * width, (n + 1) * width), 36));
  }

  /* What the rows can be narrowed to: a list for each facet, with how many rows have each value. */
  function facetsOf(table) {
    const found = table.box.dataset.facets ? JSON.parse(table.box.dataset.facets) : [];
    return found.map(([label, values, text]) => {
      const places = placesOf(text, values);
      const choice = make("select", { className: "eff-facet" }, make("option", { value: "", textContent: label }));
      choice.setAttribute("aria-label", `${label}: ${table.box.querySelector("caption").textContent}`);
      values.forEach((value, n) => {
        const count = places.filter((place) => place === n).length.toLocaleString("en");
        choice.append(make("option", { value: String(n), textContent: `${value} (${count})` }));
      });
      choice.addEventListener("change", () => { table.most = STEP; ask(table); });
      return { name: slug(label), choice, values, places };
    });
  }

  /* The order as a choice, for cards, which have no headings to press. */
  function orders(table) {
    const choice = make("select", { className: "eff-order" }, make("option", { value: "", textContent: "Order" }));
    choice.setAttribute("aria-label", `Order: ${table.box.querySelector("caption").textContent}`);
    table.kinds.forEach((kind, n) => {
      if (!SORTED.has(kind)) return;
      const [up, down] = NUMBERS.has(kind) ? ["least first", "most first"] : kind === "date" ? ["oldest first", "newest first"] : ["A to Z", "Z to A"];
      for (const [words, way] of [[up, "up"], [down, "down"]]) {
        choice.append(make("option", { value: `${n} ${way}`, textContent: `${table.titles[n]}, ${words}` }));
      }
    });
    choice.addEventListener("change", () => {
      const [column, way] = choice.value.split(" ");
      sort(table, column === "" ? undefined : { column: Number(column), down: way === "down" });
    });
    return choice;
  }

  /* The page */

  function equip(box, place) {
    const heads = [...box.querySelectorAll("thead th")];
    const bodies = [...box.querySelectorAll("tbody")];
    const table = {
      box,
      place,
      heads,
      bodies,
      body: bodies[0],
      headings: new Map(bodies.map((body) => [body, [...body.rows].filter((row) => row.matches(".eff-group"))])),
      kinds: heads.map((head) => head.dataset.kind),
      titles: heads.map((head) => head.textContent.trim()),
      reading: box.dataset.reading ? JSON.parse(box.dataset.reading) : undefined,
      most: STEP,
      filter: make("input", { type: "search", placeholder: "Filter", autocomplete: "off" }),
      status: make("span", { className: "eff-said" }),
      more: make("button", { type: "button", className: "eff-button", textContent: "Show more" }),
    };
    table.facets = facetsOf(table);
    table.order = orders(table);
    table.pair = beside({
      name: table.box.dataset.noun ?? "systems",
      titles: table.titles,
      rows: () => pairs(table),
      ratios: isOfResults(table) && table.kinds.map((kind, n) => kind === "number" && !ENDS.has(table.titles[n])),
      place,
    });
    tables.set(box, table);
    table.filter.setAttribute("aria-label", `Filter: ${box.querySelector("caption").textContent}`);
    table.status.setAttribute("role", "status");
    const button = make("button", { type: "button", className: "eff-button", textContent: "Copy" });
    button.addEventListener("click", () => copy(table));
    table.filter.addEventListener("input", () => { table.most = STEP; ask(table); });
    table.more.addEventListener("click", () => { if (table.rows) table.most += STEP; show(table); });
    table.more.hidden = !table.reading;
    if (table.reading) describedWhenOpened(table);
    heads.forEach((head, n) => {
      if (!SORTED.has(table.kinds[n])) return;
      const sorter = make("button", { type: "button", className: "eff-sort", textContent: table.titles[n] });
      sorter.addEventListener("click", () => press(table, n));
      head.replaceChildren(sorter);
    });
    box.prepend(make("div", { className: "eff-tools" }, table.filter, ...table.facets.map(({ choice }) => choice), table.order, button, table.status), table.pair.box);
    box.append(table.more);
    return table;
  }

  function visit() {
    const boxes = [...document.querySelectorAll(".eff-results")];
    boxes.forEach((box, place) => {
      if (!tables.has(box) && box.querySelectorAll("tbody tr:not(.eff-more, .eff-group)").length >= FEWEST) equip(box, place);
    });
    arrive(boxes.map((box) => tables.get(box)).filter(Boolean));
  }

  window.effsite.parsed = parsed;
  window.effsite.eachPage(visit);
  window.addEventListener("hashchange", visit);
})();
