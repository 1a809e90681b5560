/* What the menu of a target at any level offers: the two charts as they stand as one picture, with the curves as
   lines and not as dots of the screen, and the whole ranking as CSV. */
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const GAP = 18;
  const FRAME_MORE = 200;
  const STYLES = ["fill", "stroke", "stroke-width", "font-size", "font-weight", "opacity"];
  const { compose, csv, onPaper, sourceOf } = window.effsite;

  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  /* A copy whose looks are its own, without the page's style sheet. */
  function standing(svg, place) {
    const copy = svg.cloneNode(true);
    const [from, to] = [svg, copy].map((root) => [...root.querySelectorAll("*")]);
    from.forEach((element, n) => {
      const style = getComputedStyle(element);
      to[n].removeAttribute("class");
      for (const name of STYLES) to[n].setAttribute(name, style.getPropertyValue(name));
    });
    for (const [name, value] of Object.entries(place)) copy.setAttribute(name, value);
    return copy;
  }

  /* The learning curves within the plot, as the canvas has them. */
  function curvesOf({ data, measure, view, root }, margin) {
    const [width, height] = [view.width - margin.left - margin.right, view.height - margin.top - margin.bottom];
    const runs = data.systems.flatMap((system) => system.runs).filter((run) => run[measure.name]);
    const faint = Math.min(0.6, Math.max(0.13, 12 / runs.length));
    const lines = runs.map((run) => {
      const dots = run[measure.name].flatMap((count, n) => (count > 0 ? [`${view.x(count).toFixed(1)} ${view.y(run.value[n]).toFixed(1)}`] : []));
      return draw("path", { d: `M${dots.join("L")}` });
    });
    const looks = { fill: "none", stroke: getComputedStyle(root).getPropertyValue("--eff-result").trim(), "stroke-opacity": faint };
    return draw("svg", { x: margin.left, y: margin.top, width, height, viewBox: `${margin.left} ${margin.top} ${width} ${height}` },
      draw("g", looks, ...lines));
  }

  function picture(instrument) {
    const { view, over, history, parts, told, margin } = instrument;
    const below = Number(history.getAttribute("viewBox").split(" ")[3]);
    const drawing = draw("svg", {}, curvesOf(instrument, margin),
      standing(over, { x: 0, y: 0, width: view.width, height: view.height }),
      standing(history, { x: 0, y: view.height + GAP, width: view.width, height: below }));
    const source = [told, parts["history-caption"].textContent, ...sourceOf(instrument.address(instrument.origin))];
    return compose({ drawing, width: view.width, height: view.height + GAP + below }, { title: parts.sentence.textContent, legend: [], source });
  }

  function rows({ ranking, level, measure }) {
    const { inOrder, first, inFrontier } = ranking;
    const lines = inOrder.map((each, n) => [
      level, n + 1, each.system.name, each.system.published, each[measure.name], each.system.estimated.has(measure.name),
      first ? first[measure.name] / each[measure.name] : "", each.reached, each.of, inFrontier.has(each),
    ]);
    return csv([["level", "rank", "system", "published", measure.name, "estimated", "factor", "runs_that_get_there", "runs", "record"], ...lines]);
  }

  window.effsite.subjectOfLevel = (instrument) => {
    const { root } = instrument;
    const file = (name) => root.parentElement.querySelector(`.eff-files [data-file="${name}"]`)?.href;
    return {
      title: root.dataset.levelTitle,
      file: root.dataset.levelData.replace(/^data\/|levels\/|\.json$/g, "").replaceAll("/", "-") + "-at-any-level",
      address: () => instrument.address(instrument.origin),
      frame: file("frame") && (() => instrument.address(file("frame"))),
      height: () => Math.ceil((root.offsetHeight - instrument.parts.table.offsetHeight + FRAME_MORE) / 10) * 10,
      picture: () => onPaper(root, () => {}, () => picture(instrument)),
      rows: async () => rows(instrument),
      text: file("text"),
      bibtex: file("bibtex"),
      cff: file("cff"),
    };
  };
})();
