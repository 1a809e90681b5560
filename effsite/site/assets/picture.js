/* The picture of a chart as a file, SVG or PNG: as it stands, on white whatever the page's palette, with its
   title, its legend, and where and when it was saved. effsite/site/charts/paper.py lays out the one without
   JavaScript in the same way. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const SVG = "http://www.w3.org/2000/svg";
  const MARGIN = 24;
  const FONT = "-apple-system, BlinkMacSystemFont, Helvetica, Arial, sans-serif";
  const INK = "#23272e";
  const SOFT = "#5b616b";
  const WIDE = 2400;
  const FINEST = 6;
  const ROLES = { results: "result", withdrawn: "withdrawn", reference: "reference" };

  function draw(tag, attributes, ...children) {
    const element = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  const pen = document.createElement("canvas").getContext("2d");

  function widthOf(text, font) {
    pen.font = `${font} ${FONT}`;
    return pen.measureText(text).width;
  }

  function lines(text, font, room) {
    const found = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (found.at(-1) && widthOf(longer, font) > room) found.push(word);
      else found[found.length - 1] = longer;
    }
    return found;
  }

  /* The entries of the legend that the chart shows, each with its swatch: the path of the page, in the colours of paper. */
  function legendOf(figure, chart) {
    const off = [...(chart?.hidden ?? [])].map((layer) => `.eff-l-${ROLES[layer]}`);
    const shown = [...figure.querySelectorAll(".eff-legend li")].filter((entry) => !off.some((role) => entry.querySelector(role)));
    return shown.map((entry) => {
      const path = entry.querySelector("path");
      const { fill, stroke, strokeWidth, opacity } = getComputedStyle(path);
      const given = ["d", "stroke-dasharray", "fill-opacity"].filter((name) => path.hasAttribute(name));
      const own = Object.fromEntries(given.map((name) => [name, path.getAttribute(name)]));
      return { text: entry.textContent.trim(), swatch: draw("path", { ...own, fill, stroke, "stroke-width": strokeWidth, opacity }) };
    });
  }

  /* Where each entry of the legend goes: in rows from left to right. */
  function laidOut(legend, room) {
    let [x, row] = [0, 0];
    return legend.map((entry) => {
      const width = 36 + widthOf(entry.text, "12px");
      if (x && x + width > room) [x, row] = [0, row + 1];
      const place = { ...entry, x, row };
      x += width + 18;
      return place;
    });
  }

  function written(text, y, attributes = {}) {
    return draw("text", { x: MARGIN, y, ...attributes }, text);
  }

  /* A drawing with what stands around it. Its width and height are in pixels. */
  function compose({ drawing, width, height }, { title, legend, source }) {
    const heading = lines(title, "600 19px", width);
    const entries = laidOut(legend, width);
    const origin = source.flatMap((text) => lines(text, "12px", width));
    const rows = entries.length ? entries.at(-1).row + 1 : 0;
    const top = MARGIN + heading.length * 25 + 6;
    const below = top + height + 14;
    const last = below + rows * 20 + 16;
    const [across, down] = [width + 2 * MARGIN, last + (origin.length - 1) * 17 + MARGIN];
    for (const [name, value] of Object.entries({ x: MARGIN, y: top, width, height })) drawing.setAttribute(name, value);
    return draw("svg", { xmlns: SVG, width: across, height: down, viewBox: `0 0 ${across} ${down}`, "font-family": FONT, "font-size": 12 },
      draw("rect", { width: "100%", height: "100%", fill: "#fff" }),
      draw("g", { fill: INK, "font-size": 19, "font-weight": 600 }, ...heading.map((text, n) => written(text, MARGIN + 16 + n * 25))),
      drawing,
      ...entries.map(({ text, swatch, x, row }) => draw("g", { transform: `translate(${MARGIN + x} ${below + row * 20})`, fill: SOFT },
        swatch, draw("text", { x: 36, y: 11 }, text))),
      draw("g", { fill: SOFT }, ...origin.map((text, n) => written(text, last + n * 17))));
  }

  function sourceOf(address) {
    const site = document.querySelector(".md-header__button.md-logo")?.title || document.querySelector(".eff-from span")?.textContent || document.title;
    return [`${site}: every result with its source at ${address}`, `Saved on ${new Date().toISOString().slice(0, 10)}`];
  }

  /* Bokeh takes new colours with its next frame. */
  function drawn() {
    return new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  }

  /* Shows an element in the colours of paper, takes what is wanted of it, and gives it the page's own back. */
  async function onPaper(element, paint, take) {
    element.dataset.mdColorScheme = "default";
    try {
      paint();
      await drawn();
      return take();
    } finally {
      delete element.dataset.mdColorScheme;
      paint();
    }
  }

  function live(chart) {
    const drawing = chart.view.export("svg").ctx.get_svg();
    return { drawing, width: Number(drawing.getAttribute("width")), height: Number(drawing.getAttribute("height")) };
  }

  /* Without a live chart: the wide picture of the page, whose own colours are those of paper. */
  function still(figure) {
    const drawing = figure.querySelector("svg.eff-svg--wide").cloneNode(true);
    const [, , width, height] = drawing.getAttribute("viewBox").split(" ").map(Number);
    return { drawing, width, height };
  }

  async function fromFile(image) {
    const response = await fetch(image.src);
    if (!response.ok) throw new Error(`the picture answered ${response.status}`);
    return new DOMParser().parseFromString(await response.text(), "image/svg+xml").documentElement;
  }

  async function pictureOf(figure, chart, paint, address) {
    const image = figure.querySelector("img.eff-svg");
    if (!chart && image) return fromFile(image);
    const around = () => ({ title: figure.dataset.name, legend: legendOf(figure, chart), source: sourceOf(address) });
    return onPaper(figure, () => { if (chart) paint(chart); }, () => compose(chart ? live(chart) : still(figure), around()));
  }

  const TYPE = "image/svg+xml";
  const svgText = (picture) => new XMLSerializer().serializeToString(picture);
  const svgFile = (picture) => new Blob([svgText(picture)], { type: TYPE });

  /* As fine as a journal asks: some 2,400 pixels wide. */
  async function pngFile(picture) {
    const [width, height] = ["width", "height"].map((name) => Number(picture.getAttribute(name)));
    const finer = Math.min(FINEST, Math.ceil(WIDE / width));
    const image = new Image(width * finer, height * finer);
    await new Promise((resolve, reject) => {
      image.onload = resolve;
      image.onerror = () => reject(new Error("the browser could not draw it"));
      image.src = `data:${TYPE};charset=utf-8,${encodeURIComponent(svgText(picture))}`; // the policy of pages has no blob:
    });
    const canvas = Object.assign(document.createElement("canvas"), { width: width * finer, height: height * finer });
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
  }

  Object.assign(window.effsite, { pictureOf, onPaper, compose, sourceOf, svgFile, pngFile });
})();
