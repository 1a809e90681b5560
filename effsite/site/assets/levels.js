/* A target at any level: the reader drags, types or steps the level, and everything follows at once. The numbers
   are those of crossings.js. Text from the data reaches the page as text nodes only. */
(() => {
  "use strict";

  const { opened, resultsAt, frontier } = window.effsiteCrossings;
  const SVG = "http://www.w3.org/2000/svg";
  const FIRST_ROWS = 25;
  const MARGIN = { top: 12, right: 12, bottom: 34, left: 68 };
  const QUIET = 400;
  const TICK_SIZE = 11;
  const MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

  /* Numbers as effsite/site/formats.py writes them */

  const rounding = new Map();

  function significant(number, digits) {
    if (!rounding.has(digits)) {
      rounding.set(digits, new Intl.NumberFormat("en-US", { maximumSignificantDigits: digits, roundingMode: "halfEven" }));
    }
    return rounding.get(digits).format(String(number));
  }

  function prefixed(value, unit) {
    const rounded = Number(value.toExponential(2));
    const power = Math.min(Math.max(Math.floor(Number(rounded.toExponential().split("e")[1]) / 3), 0), 10);
    const prefix = ["", "k", "M", "G", "T", "P", "E", "Z", "Y", "R", "Q"][power];
    return `${significant(rounded / 1000 ** power, 3)} ${prefix}${unit}`;
  }

  function duration(seconds) {
    for (const [size, unit] of [[86400, "days"], [3600, "h"], [60, "min"]]) {
      if (seconds >= size) return `${significant(seconds / size, 3)} ${unit}`;
    }
    return `${significant(seconds, 3)} s`;
  }

  function amount(measure, value) {
    if (measure.quantity === "compute") return prefixed(value, measure.unit);
    if (measure.quantity === "duration") return duration(value);
    if (value >= 1e6) return prefixed(value, "").trim();
    return value >= 1000 ? Math.round(value).toLocaleString("en-US") : significant(value, 4);
  }

  function times(value) {
    for (const [size, word] of [[1e9, "billion"], [1e6, "million"]]) {
      if (value >= size) return `${significant(value / size, 3)} ${word} times`;
    }
    return `${significant(value, value >= 100 ? 3 : 2)}x`;
  }

  function monthYear(day) {
    const [year, month] = day.split("-");
    return `${MONTHS[Number(month) - 1]} ${year}`;
  }

  function span(from, to) {
    const months = (Date.parse(to) - Date.parse(from)) / 86400000 / 30.436875;
    if (months >= 24) return `${(months / 12).toFixed(1)} years`;
    if (months < 10) return `${significant(months, 2)} month${significant(months, 2) === "1" ? "" : "s"}`;
    return `${Math.round(months)} months`;
  }

  /* Elements */

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* The data give ways as seen from the page; out of a frame they lead to a window of their own. */
  function linkTo(system, origin) {
    if (!system.page) return document.createTextNode(system.name);
    const away = origin === location.href ? {} : { target: "_blank", rel: "noopener" };
    return make("a", { href: new URL(system.page, origin), ...away }, system.name);
  }

  /* The page */

  class Instrument {
    constructor(root, data) {
      this.root = root;
      this.data = opened(data);
      this.parts = Object.fromEntries([...root.querySelectorAll("[data-part]")].map((part) => [part.dataset.part, part]));
      this.percent = data.metric.unit === "fraction";
      this.decimals = Math.max(0, -Math.floor(Math.log10(data.step * (this.percent ? 100 : 1)) + 1e-9));
      this.all = false;
      this.margin = MARGIN;
      this.usual = data.measures.find((each) => each.name === root.dataset.levelMeasure) ?? data.measures[0];
      this.readAddress();
      this.build();
      root.hidden = false;
      this.watch();
      this.redraw();
    }

    /* The address keeps the level and the measure; as the page opens it is clean. */

    readAddress() {
      const said = new URLSearchParams(location.hash.slice(1));
      const level = Number(said.get("level"));
      this.level = said.get("level") && Number.isFinite(level) ? level : this.data.level;
      this.measure = this.data.measures.find((each) => each.name === said.get("measure")) ?? this.usual;
    }

    /* The page that this is, or that a page for frames is from. */
    get origin() {
      return document.querySelector(".eff-from a")?.href ?? location.href;
    }

    address(page) {
      const link = new URL(page);
      const usual = this.level === this.data.level && this.measure === this.usual;
      link.hash = usual ? "" : `level=${this.plain(this.level)}&measure=${this.measure.name}`;
      return link.href;
    }

    keepAddress() {
      clearTimeout(this.later);
      this.later = setTimeout(() => {
        if (!this.root.isConnected) return;
        history.replaceState(history.state, "", this.address(location.href));
        this.parts.spoken.textContent = this.parts.sentence.textContent;
      }, QUIET);
    }

    plain(level) {
      return String(Number(level.toPrecision(10)));
    }

    shown(level) {
      if (this.percent) return `${significant(Number((level * 100).toPrecision(12)), 4)} %`;
      return `${significant(Number(level.toPrecision(12)), 5)} ${this.data.metric.unit}`.trim();
    }

    /* Controls */

    build() {
      const { number, slider, own, menu, measures } = this.parts;
      const scale = this.percent ? 100 : 1;
      const [low, high] = this.data.range;
      Object.assign(slider, { min: low, max: high, step: this.data.step });
      number.step = String(Number((this.data.step * scale).toPrecision(6)));
      slider.addEventListener("input", () => this.moveTo(Number(slider.value), slider));
      number.addEventListener("input", () => {
        if (number.value !== "" && Number.isFinite(Number(number.value))) this.moveTo(Number(number.value) / scale, number);
      });
      own.addEventListener("click", () => this.moveTo(this.data.level));
      window.effsite.addMenu(menu, window.effsite.subjectOfLevel(this));
      measures.hidden = this.data.measures.length < 2;
      for (const measure of this.data.measures) {
        const id = `level-by-${measure.name}`;
        const input = make("input", { type: "radio", name: "level-measure", id, checked: measure === this.measure });
        input.addEventListener("change", () => { this.measure = measure; this.layOut(); this.redraw(); this.keepAddress(); });
        measures.append(input, make("label", { htmlFor: id }, measure.label));
      }
      this.canvas = make("canvas", {});
      this.canvas.setAttribute("aria-hidden", "true");
      this.over = draw("svg", { role: "img" });
      this.parts.curves.append(this.canvas, this.over);
      this.history = draw("svg", { role: "img" });
      this.parts.history.append(this.history);
      this.followPointer();
    }

    moveTo(level, by = null) {
      this.level = level;
      this.by = by;
      this.keepAddress();
      if (this.asked) return;
      this.asked = requestAnimationFrame(() => { this.asked = 0; this.redraw(); });
    }

    /* The line is taken by its handle, so that a finger elsewhere still scrolls the page; a click sets it anywhere. */
    followPointer() {
      const at = (event) => {
        const box = this.over.getBoundingClientRect();
        const level = this.view.levelAt((event.clientY - box.top) * (this.view.height / box.height));
        const { step } = this.data;
        return Math.round(level / step) * step;
      };
      this.over.addEventListener("pointerdown", (event) => {
        if (!event.target.closest(".eff-level-grip")) return;
        this.over.setPointerCapture(event.pointerId);
        this.dragging = true;
        event.preventDefault();
      });
      this.over.addEventListener("pointermove", (event) => { if (this.dragging) this.moveTo(at(event)); });
      for (const end of ["pointerup", "pointercancel"]) this.over.addEventListener(end, () => { this.dragging = false; });
      this.over.addEventListener("click", (event) => this.moveTo(at(event)));
    }

    watch() {
      const resized = new ResizeObserver(() => { if (this.root.isConnected) { this.layOut(); this.redraw(); } });
      const repainted = new MutationObserver(() => { if (this.root.isConnected) { this.layOut(); this.redraw(); } });
      const moved = () => {
        if (!this.root.isConnected) return stop();
        if (location.hash && !location.hash.includes("=")) return;
        this.readAddress();
        for (const input of this.parts.measures.querySelectorAll("input")) input.checked = input.id === `level-by-${this.measure.name}`;
        this.layOut();
        this.redraw();
      };
      const stop = () => { resized.disconnect(); repainted.disconnect(); removeEventListener("hashchange", moved); };
      resized.observe(this.parts.curves);
      repainted.observe(document.documentElement, { attributes: true, subtree: true, attributeFilter: ["data-md-color-scheme"] });
      addEventListener("hashchange", moved);
    }

    /* Drawing: the curves once, what follows the level each time */

    layOut() {
      const width = Math.max(280, this.parts.curves.clientWidth);
      const height = width < 600 ? 300 : 380;
      const { name } = this.measure;
      const [low, high] = this.data.range;
      const pad = (high - low) * 0.06;
      const [bottom, top] = [low - pad, high + pad];
      let [least, most] = [Infinity, 0];
      for (const { runs } of this.data.systems) {
        for (const run of runs) {
          if (!run[name]) continue;
          run[name].forEach((count, n) => {
            if (count <= 0 || run.value[n] < bottom || run.value[n] > top) return;
            least = Math.min(least, count);
            most = Math.max(most, count);
          });
        }
      }
      if (!(least < most)) [least, most] = [most / 10 || 1, most * 1.1 || 10];
      const [left, right] = [Math.log10(least) - 0.03, Math.log10(most) + 0.03];
      const inner = { width: width - MARGIN.left - MARGIN.right, height: height - MARGIN.top - MARGIN.bottom };
      this.view = {
        width, height, left, right,
        x: (count) => MARGIN.left + ((Math.log10(count) - left) / (right - left)) * inner.width,
        y: (level) => MARGIN.top + ((top - level) / (top - bottom)) * inner.height,
        levelAt: (y) => Math.min(top, Math.max(bottom, top - ((y - MARGIN.top) / inner.height) * (top - bottom))),
        bottom, top,
      };
      this.drawCurves();
      this.drawFrame();
    }

    drawCurves() {
      const { width, height, x, y } = this.view;
      const ratio = window.devicePixelRatio || 1;
      Object.assign(this.canvas, { width: width * ratio, height: height * ratio });
      Object.assign(this.canvas.style, { width: `${width}px`, height: `${height}px` });
      const pen = this.canvas.getContext("2d");
      const styles = getComputedStyle(this.root);
      pen.scale(ratio, ratio);
      pen.beginPath();
      pen.rect(MARGIN.left, MARGIN.top, width - MARGIN.left - MARGIN.right, height - MARGIN.top - MARGIN.bottom);
      pen.clip();
      pen.strokeStyle = styles.getPropertyValue("--eff-result");
      const count = this.data.systems.reduce((sum, { runs }) => sum + runs.length, 0);
      pen.globalAlpha = Math.min(0.6, Math.max(0.13, 12 / count));
      pen.lineWidth = 1;
      for (const { runs } of this.data.systems) {
        for (const run of runs) {
          const counts = run[this.measure.name];
          if (!counts) continue;
          pen.beginPath();
          counts.forEach((each, n) => { if (each > 0) pen.lineTo(x(each), y(run.value[n])); });
          pen.stroke();
        }
      }
    }

    /* The ticks along a chart whose labels there is room for. */
    apart(marked, x) {
      const font = `${TICK_SIZE}px ${getComputedStyle(this.over).fontFamily}`;
      return window.effsite.ticksApart(marked, x, [0, this.view.width], font);
    }

    drawFrame() {
      const { width, height, x, y, left, right, bottom, top } = this.view;
      this.over.setAttribute("viewBox", `0 0 ${width} ${height}`);
      this.over.replaceChildren();
      const grid = draw("g", { class: "eff-level-axes" });
      const counts = ticks(left, right).map(([power, digit]) => digit * 10 ** power).map((count) => [count, amount(this.measure, count)]);
      for (const [count] of counts) grid.append(draw("line", { x1: x(count), x2: x(count), y1: MARGIN.top, y2: height - MARGIN.bottom }));
      for (const [count, text] of this.apart(counts, x)) {
        grid.append(draw("text", { x: x(count), y: height - MARGIN.bottom + 15, "text-anchor": "middle" }, text));
      }
      for (const level of rungs(bottom, top)) {
        grid.append(draw("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(level), y2: y(level) }));
        grid.append(draw("text", { x: MARGIN.left - 6, y: y(level) + 4, "text-anchor": "end" }, this.percent ? `${significant(Number((level * 100).toPrecision(10)), 4)} %` : significant(Number(level.toPrecision(10)), 5)));
      }
      this.moving = draw("g", {});
      this.over.append(grid, this.moving);
    }

    redraw() {
      if (!this.view) this.layOut();
      const started = performance.now();
      const results = resultsAt(this.data, this.level);
      const given = results.filter((each) => each[this.measure.name] !== null);
      const found = frontier(results, this.measure.name, this.data);
      this.show(given, found);
      this.mark(given, new Set(found.records));
      this.drawHistory(given, found.records);
      this.rank(given, found);
      this.root.dataset.redrawn = (performance.now() - started).toFixed(2);
      this.root.dataset.level = this.plain(this.level);
    }

    show(results, { records, gain }) {
      const { sentence, number, slider } = this.parts;
      const { name } = this.measure;
      const scale = this.percent ? 100 : 1;
      if (this.by !== number) number.value = (this.level * scale).toFixed(Math.max(this.decimals, decimalsOf(this.level * scale)));
      slider.value = String(this.level);
      slider.setAttribute("aria-valuetext", this.shown(this.level));
      this.by = null;
      const [first, last] = [records[0], records.at(-1)];
      const at = `At ${this.data.metric.label} ${this.shown(this.level)}: `;
      if (!first) {
        const none = results.length ? "nothing that can be compared by this measure." : "no system gets there.";
        sentence.replaceChildren(`${at}${none}`);
        return;
      }
      if (gain === null) {
        sentence.replaceChildren(`${at}one record, ${first.system.name}, ${this.taken(first)}, ${monthYear(first.system.day)}. A factor needs a second one.`);
        return;
      }
      const near = [first, last].some((each) => each.system.estimated.has(name)) ? "≈" : "";
      sentence.replaceChildren(
        `${at}between ${monthYear(first.system.day)} and ${monthYear(last.system.day)}, the ${this.measure.noun} fell from ${this.taken(first)} to ${this.taken(last)}: `,
        make("strong", {}, `${near}${times(gain).replace(/x$/, " times")}`), ` less in ${span(first.system.day, last.system.day)}.${this.halved(records)}`,
      );
    }

    /* What a system takes, with ≈ before an estimate. */
    taken(result) {
      const near = result.system.estimated.has(this.measure.name) ? "≈" : "";
      return `${near}${amount(this.measure, result[this.measure.name])}`;
    }

    /* When half of what the first record took was enough. */
    halved([first, ...later]) {
      const { name } = this.measure;
      const half = later.find((each) => each[name] <= first[name] / 2);
      return half ? ` Half as much was first enough in ${monthYear(half.system.day)}, for ${half.system.name}.` : "";
    }

    mark(results, records) {
      const { width, x, y } = this.view;
      const at = y(this.level);
      const { name } = this.measure;
      const inOrder = [...results].sort((a, b) => records.has(a) - records.has(b));
      this.moving.replaceChildren(
        draw("line", { class: "eff-level-line", x1: MARGIN.left, x2: width - MARGIN.right, y1: at, y2: at }),
        ...inOrder.map((each) => draw("circle", { ...looks(each, records.has(each), name), cx: x(each[name]), cy: at })),
        draw("g", { class: "eff-level-grip" },
          draw("rect", { x: 0, y: at - 22, width: MARGIN.left, height: 44, fill: "transparent" }),
          draw("rect", { x: MARGIN.left, y: at - 8, width: width - MARGIN.left - MARGIN.right, height: 16, fill: "transparent" }),
          draw("path", { class: "eff-level-handle", d: `M${MARGIN.left - 50} ${at - 11}h38l10 11l-10 11h-38z` }),
          draw("text", { class: "eff-level-number", x: MARGIN.left - 29, y: at + 4, "text-anchor": "middle" }, this.percent ? significant(Number((this.level * 100).toPrecision(10)), 4) : significant(Number(this.level.toPrecision(10)), 5))),
      );
      const total = this.data.systems.filter((system) => system.runs.every((run) => run[name])).length;
      const label = `${this.data.metric.label} against ${this.measure.label.toLowerCase()}, one line a run; ${results.length} of ${total} systems get to ${this.shown(this.level)}.`;
      this.over.setAttribute("aria-label", label);
      this.told = `One line per run, over ${this.measure.label.toLowerCase()}${this.measure.unit ? `, ${this.measure.unit}` : ""}, log scale. Each mark is a system’s crossing, blue where it was a record when it was published, hollow where estimated: ${results.length} of ${total} systems get there.`;
      this.parts["curves-caption"].textContent = `${this.told} Drag the handle at the left, or click.`;
    }

    drawHistory(results, records) {
      const { width } = this.view;
      const height = width < 600 ? 220 : 260;
      this.history.setAttribute("viewBox", `0 0 ${width} ${height}`);
      const { name, label } = this.measure;
      this.history.setAttribute("aria-label", `${label} to ${this.shown(this.level)} by date: ${records.length} records among ${results.length} systems.`);
      this.parts["history-caption"].textContent = `What each system took to ${this.shown(this.level)}, by the day it was published, log scale; the line joins the ${records.length === 1 ? "record" : `${records.length} records`}.`;
      if (!results.length) return this.history.replaceChildren();
      const days = results.map((each) => Date.parse(each.system.day));
      const counts = results.map((each) => Math.log10(each[name]));
      const [from, to] = [Math.min(...days), Math.max(...days)];
      const [low, high] = [Math.min(...counts) - 0.08, Math.max(...counts) + 0.08];
      const x = (day) => MARGIN.left + (to > from ? ((day - from) / (to - from)) * 0.96 + 0.02 : 0.5) * (width - MARGIN.left - MARGIN.right);
      const y = (count) => MARGIN.top + ((high - Math.log10(count)) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);
      const axes = draw("g", { class: "eff-level-axes" });
      for (const [power, digit] of ticks(low, high)) {
        const count = digit * 10 ** power;
        axes.append(draw("line", { x1: MARGIN.left, x2: width - MARGIN.right, y1: y(count), y2: y(count) }),
          draw("text", { x: MARGIN.left - 6, y: y(count) + 4, "text-anchor": "end" }, amount(this.measure, count)));
      }
      const dates = window.effsite.dateTicks(from, to, (x(to) - x(from)) || 1);
      for (const [day, text] of this.apart(dates, x)) {
        axes.append(draw("line", { x1: x(day), x2: x(day), y1: MARGIN.top, y2: height - MARGIN.bottom }),
          draw("text", { x: x(day), y: height - MARGIN.bottom + 15, "text-anchor": "middle" }, text));
      }
      const inFrontier = new Set(records);
      const way = records.map((each, n) => `${n ? `H${x(Date.parse(each.system.day)).toFixed(1)}V` : `M${x(Date.parse(each.system.day)).toFixed(1)} `}${y(each[name]).toFixed(1)}`).join("");
      const marks = [...results].sort((a, b) => inFrontier.has(a) - inFrontier.has(b)).map((each) => {
        const mark = draw("circle", { ...looks(each, inFrontier.has(each), name), cx: x(Date.parse(each.system.day)), cy: y(each[name]) });
        mark.append(draw("title", {}, `${each.system.name}, ${each.system.published}: ${amount(this.measure, each[name])}`));
        return mark;
      });
      this.history.replaceChildren(axes, ...(way ? [draw("path", { class: "eff-level-frontier", d: way })] : []), ...marks);
    }

    rank(results, { records }) {
      const { name, label, unit } = this.measure;
      const inOrder = [...results].sort((a, b) => a[name] - b[name] || (a.system.day < b.system.day ? -1 : 1));
      const shown = this.all ? inOrder : inOrder.slice(0, FIRST_ROWS);
      const first = records[0];
      const inFrontier = new Set(records);
      const body = make("tbody");
      this.ranking = { inOrder, first, inFrontier };
      shown.forEach((each, n) => {
        const row = make("tr", { className: inFrontier.has(each) ? "eff-frontier-row" : "" },
          make("td", { className: "num eff-level-wide" }, String(n + 1)), make("th", { scope: "row" }, linkTo(each.system, this.origin)),
          make("td", { className: "num" }, this.taken(each)),
          make("td", { className: "num" }, first ? `${[first, each].some((one) => one.system.estimated.has(name)) ? "≈" : ""}${times(first[name] / each[name])}` : ""),
          make("td", { className: "eff-date eff-level-wide" }, each.system.published),
          make("td", { className: "num eff-level-wide" }, `${each.reached} of ${each.of}`),
          make("td", { className: "eff-level-wide" }, inFrontier.has(each) ? "record" : each.system.withdrawn ? "withdrawn" : ""));
        body.append(row);
      });
      const heads = [["Rank", "num eff-level-wide"], ["System", ""], [unit ? `${label} (${unit})` : label, "num"], ["Factor", "num"],
        ["Published", "eff-level-wide"], ["Runs that get there", "num eff-level-wide"], ["Standing", "eff-level-wide"]];
      const table = make("table", { className: "eff-table" },
        make("caption", {}, `The ranking at ${this.shown(this.level)}, by ${label.toLowerCase()}`),
        make("thead", {}, make("tr", {}, ...heads.map(([text, className]) => make("th", { scope: "col", className }, text)))), body);
      const wrap = make("div", { className: "eff-table-wrap", tabIndex: 0 }, table);
      wrap.setAttribute("role", "region");
      wrap.setAttribute("aria-label", "The ranking at this level");
      const rest = inOrder.length - FIRST_ROWS;
      const more = rest > 0 ? [make("button", { type: "button", className: "eff-level-more", onclick: () => { this.all = !this.all; this.redraw(); } }, this.all ? `Show the first ${FIRST_ROWS}` : `Show all ${inOrder.length}`)] : [];
      const focused = document.activeElement?.className;
      this.parts.table.replaceChildren(wrap, ...more);
      if (focused === "eff-level-more") this.parts.table.querySelector(".eff-level-more")?.focus();
    }
  }

  function looks(result, record, measure) {
    const kind = `eff-level-mark${record ? " eff-level-mark--record" : ""}${result.system.estimated.has(measure) ? " eff-level-mark--estimated" : ""}`;
    return { class: kind, r: record ? 5 : 3.5 };
  }

  function decimalsOf(number) {
    return (String(Number(number.toPrecision(10))).split(".")[1] ?? "").length;
  }

  /* Ticks of a log axis: 1, 2 and 5 of each decade, or the decades alone where those are many */
  function ticks(low, high) {
    const digits = high - low > 3 ? [1] : high - low > 1.2 ? [1, 3] : [1, 2, 3, 5, 7];
    const found = [];
    for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
      for (const digit of digits) {
        const at = power + Math.log10(digit);
        if (at >= low && at <= high) found.push([power, digit]);
      }
    }
    return found;
  }

  function rungs(low, high) {
    const rough = (high - low) / 6;
    const size = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].find((n) => n * size >= rough) * size;
    const found = [];
    for (let level = Math.ceil(low / step) * step; level <= high; level += step) found.push(level);
    return found;
  }

  async function open(root, home) {
    const response = await fetch(new URL(`../${root.dataset.levelData}`, home));
    if (!response.ok) throw new Error(`the curves answered ${response.status}`);
    const data = await response.json();
    if (root.isConnected) root.instrument = new Instrument(root, data);
  }

  window.effsiteLevels = { open, amount, times, span };
})();
