/* A chart's state is its address. It stands behind the #, as key=value pairs, so that the page and every copy of
   it in a cache stay one, frames and file addresses keep it too, and the server is not told; a place on the page
   has no = in its name, so that the two are told apart.

   measure=NAME               the measure of a target's page, where it is not the first
   chart=NAME                 which chart, where it is not the first that the page shows
   scale=linear               the other axis
   hide=results,reference     switches that are off
   from= to= low= high=       the window: days, or numbers where the axis counts something else

   What other parts of a page keep there (tables.js) stands before it, and neither touches the other's.

   What is as the page opens with it is left out; what cannot be read is passed over. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const LAYERS = ["results", "withdrawn", "reference"];
  const KEYS = new Set(["measure", "chart", "scale", "hide", "from", "to", "low", "high"]);
  const DAY = /^\d{4}-\d{2}-\d{2}$/;

  function said(hash) {
    return new URLSearchParams(hash.includes("=") ? hash.slice(1) : "");
  }

  /* Text as it is told in an address: as it stands, but for what would end it or mean something else. */
  function spelled(value) {
    return encodeURIComponent(value).replace(/%(?:2C|2F|3A)/g, decodeURIComponent).replaceAll("%20", "+");
  }

  function written(state) {
    return Object.entries(state).filter(([, value]) => value).map(([key, value]) => `${key}=${spelled(value)}`).join("&");
  }

  /* Puts a state in the place of what the address says by the keys that are `ours`, and leaves the others. */
  function put(ours, state) {
    const others = Object.fromEntries([...said(location.hash)].filter(([key]) => !ours(key)));
    const whole = [written(others), state].filter(Boolean).join("&");
    if (!whole && !location.hash.includes("=")) return;
    history.replaceState(history.state, "", `${location.pathname}${location.search}${whole ? `#${whole}` : ""}`);
  }

  function ofChart(key) {
    return KEYS.has(key);
  }

  /* Which chart of which measure */

  /* What a chart is called: imagenet/alexnet-level. Its address is that of a file, or of its part of one (charts/chart.py). */
  function pathOf(figure) {
    const [file, part] = figure.dataset.chart.split("#");
    const path = file.split("?")[0].replace(/^charts\/|\.json\.gz$/g, "");
    return part === undefined ? path : [...path.split("/").slice(0, -1), part].join("/");
  }

  function nameOf(figure) {
    return pathOf(figure).split("/").at(-1);
  }

  function figures() {
    return [...document.querySelectorAll("figure.eff-chart[data-chart]")];
  }

  function main() {
    return figures().find((each) => each.offsetParent);
  }

  function measures() {
    return [...document.querySelectorAll(".eff-measures input[name=measure]")];
  }

  function placeOf(figure) {
    const chosen = measures().findIndex((each) => each.checked);
    const measure = chosen > 0 ? measures()[chosen].value : "";
    return { measure, chart: figure.dataset.chart && main() !== figure ? nameOf(figure) : "" };
  }

  /* The state of a live chart */

  function isLog(scale) {
    return scale.type === "LogScale";
  }

  function axes(chart) {
    const { frame } = chart.view;
    return [
      { range: frame.x_range, whole: chart.whole.x, dates: chart.dates, log: isLog(frame.x_scale), keys: ["from", "to"] },
      { range: frame.y_ranges.get(chart.scale), whole: chart.whole[chart.scale], dates: false, log: isLog(frame.y_scales.get(chart.scale)), keys: ["low", "high"] },
    ];
  }

  function word(value, dates) {
    return dates ? new Date(value).toISOString().slice(0, 10) : String(Number(value.toPrecision(4)));
  }

  function stateOf(chart) {
    const state = { scale: chart.scale === "linear" ? "linear" : "", hide: LAYERS.filter((each) => chart.hidden.has(each)).join(",") };
    for (const { range, whole, dates, keys } of axes(chart)) {
      [range.start, range.end].forEach((end, n) => {
        if (word(end, dates) !== word(whole[n], dates)) state[keys[n]] = word(end, dates);
      });
    }
    return state;
  }

  function read(text, { dates, log }) {
    if (!dates) return text?.trim() && Number.isFinite(Number(text)) && (!log || Number(text) > 0) ? Number(text) : undefined;
    const value = DAY.test(text) ? Date.parse(text) : NaN;
    return !Number.isNaN(value) && word(value, true) === text ? value : undefined;
  }

  /* The window that an address asks for; the whole where it names none that shows something. */
  function windowOf(axis, params) {
    const [start, end] = axis.keys.map((key, n) => read(params.get(key), axis) ?? axis.whole[n]);
    return start < end && start < axis.whole[1] && end > axis.whole[0] ? [start, end] : axis.whole;
  }

  /* Brings a live chart into the state that an address names; `turn` is what its switches do. */
  function restore(chart, params, turn) {
    const hidden = (params.get("hide") ?? "").split(",");
    for (const button of chart.figure.querySelectorAll(".eff-toggle")) {
      const kind = button.dataset.toggle;
      turn(chart, button, kind === "log" ? params.get("scale") !== "linear" : !hidden.includes(kind));
    }
    for (const axis of axes(chart)) {
      const [start, end] = windowOf(axis, params);
      axis.range.setv({ start, end });
    }
  }

  /* Writing it */

  /* The address that shows a figure as it stands: on a page for frames that of the page it is from. */
  function linkTo(figure, chart) {
    const from = document.querySelector(".eff-from a");
    const link = new URL(from?.href ?? location.href);
    const place = from ? Object.fromEntries(said(link.hash)) : placeOf(figure);
    link.hash = written({ ...place, ...(chart ? stateOf(chart) : {}) });
    return link.href;
  }

  function frameOf(address, chart) {
    const link = new URL(address);
    link.hash = chart ? written(stateOf(chart)) : "";
    return link.href;
  }

  /* Follows what the reader does: the last chart that was changed is the one in the address, and a page as it
     opens has a clean one, with the place on it that the reader came to. A chart that was `chosen` is named also
     where it stands as it opens. */
  function keep(figure, chart, chosen = false) {
    const { measure, chart: name } = document.querySelector(".eff-from") ? {} : placeOf(figure);
    const state = written(chart ? stateOf(chart) : {});
    const hash = state || chosen ? written({ measure, chart: name }) : written({ measure });
    put(ofChart, [hash, state].filter(Boolean).join("&"));
  }

  /* The switch of the panel that a figure stands in; undefined where it always shows. */
  function switchOf(figure) {
    const panel = figure?.closest(".eff-panel");
    return panel ? document.getElementById(panel.id.replace(/^panel-/, "measure-").replace(/^view-/, "pair-")) : undefined;
  }

  /* Reads the address on arrival: chooses the measure, and gives the figure that is meant, with what is said of
     it and whether to go there. Nothing where the address names no state. */
  function arrive() {
    const params = said(location.hash);
    if (![...params.keys()].some(ofChart) || document.querySelector("[data-level-data]")) return undefined;
    const measure = measures().find((each) => each.value === params.get("measure"));
    if (measure) measure.checked = true;
    const named = figures().find((each) => nameOf(each) === params.get("chart"));
    const choice = switchOf(named);
    if (choice) choice.checked = true;
    const figure = named ?? main();
    return figure && { figure, params, named: Boolean(named) };
  }

  Object.assign(window.effsite, { address: { said, written, put, linkTo, frameOf, keep, arrive, restore, main, axes, word, pathOf } });
})();
