/* The picture of a live chart as a file: as it stands, on white whatever the page's palette, with the page's
   title, the legend, and where it comes from. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const MARGIN = 24;
  const FONT = "-apple-system, BlinkMacSystemFont, Helvetica, Arial, sans-serif";
  const INK = "#23272e";
  const SOFT = "#5b616b";

  function lines(pen, text, room) {
    const found = [""];
    for (const word of text.split(/\s+/)) {
      const longer = `${found.at(-1)} ${word}`.trim();
      if (found.at(-1) && pen.measureText(longer).width > room) found.push(word);
      else found[found.length - 1] = longer;
    }
    return found;
  }

  /* The entries of the legend, each with its swatch: the path that the page shows, in the colours of paper. */
  function legendOf(figure) {
    return [...figure.querySelectorAll(".eff-legend li")].map((entry) => {
      const path = entry.querySelector("path");
      const style = getComputedStyle(path);
      return {
        text: entry.textContent.trim(),
        path: new Path2D(path.getAttribute("d")),
        fill: style.fill,
        stroke: style.stroke,
        opacity: Number(style.opacity),
        width: Number(path.getAttribute("stroke-width")),
        dash: (path.getAttribute("stroke-dasharray") ?? "").split(/[ ,]+/).filter(Boolean).map(Number),
      };
    });
  }

  function address() {
    return document.querySelector("link[rel=canonical]")?.href ?? location.href.split("#")[0];
  }

  function swatch(pen, entry, x, y) {
    pen.save();
    pen.translate(x, y);
    pen.globalAlpha = entry.opacity;
    pen.setLineDash(entry.dash);
    pen.lineWidth = entry.width;
    if (entry.fill !== "none") { pen.fillStyle = entry.fill; pen.fill(entry.path); }
    if (entry.stroke !== "none" && entry.width) { pen.strokeStyle = entry.stroke; pen.stroke(entry.path); }
    pen.restore();
  }

  /* Where each entry of the legend goes: in rows from left to right. */
  function laidOut(pen, legend, room) {
    let [x, row] = [0, 0];
    return legend.map((entry) => {
      const width = 36 + pen.measureText(entry.text).width;
      if (x && x + width > room) [x, row] = [0, row + 1];
      const place = { ...entry, x, row };
      x += width + 18;
      return place;
    });
  }

  function compose(plot, ratio, { title, legend, source }) {
    const [width, height] = [plot.width / ratio, plot.height / ratio];
    const canvas = document.createElement("canvas");
    const pen = canvas.getContext("2d");
    pen.font = `600 19px ${FONT}`;
    const heading = lines(pen, title, width);
    pen.font = `12px ${FONT}`;
    const entries = laidOut(pen, legend, width);
    const origin = source.flatMap((text) => lines(pen, text, width));
    const rows = entries.length ? entries.at(-1).row + 1 : 0;
    const top = MARGIN + heading.length * 25 + 6;
    const below = top + height + 14;
    const end = below + rows * 20 + 10 + origin.length * 17 + MARGIN - 8;
    canvas.width = Math.round((width + 2 * MARGIN) * ratio);
    canvas.height = Math.round(end * ratio);
    pen.scale(ratio, ratio);
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, width + 2 * MARGIN, end);
    pen.textBaseline = "middle";
    pen.fillStyle = INK;
    pen.font = `600 19px ${FONT}`;
    heading.forEach((text, n) => pen.fillText(text, MARGIN, MARGIN + 10 + n * 25));
    pen.drawImage(plot, MARGIN, top, width, height);
    pen.font = `12px ${FONT}`;
    for (const entry of entries) {
      swatch(pen, entry, MARGIN + entry.x, below + entry.row * 20);
      pen.fillStyle = SOFT;
      pen.fillText(entry.text, MARGIN + entry.x + 36, below + entry.row * 20 + 7);
    }
    pen.fillStyle = SOFT;
    origin.forEach((text, n) => pen.fillText(text, MARGIN, below + rows * 20 + 16 + n * 17));
    return canvas;
  }

  /* Bokeh takes new colours with its next frame. */
  function drawn() {
    return new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)); });
  }

  /* Paints the chart in the colours of paper, takes it, and gives the page its own colours back. */
  async function onPaper(chart, paint, take) {
    const { figure } = chart;
    figure.dataset.mdColorScheme = "default";
    try {
      paint(chart);
      await drawn();
      return take();
    } finally {
      delete figure.dataset.mdColorScheme;
      paint(chart);
    }
  }

  function canvasOf(chart, paint) {
    const site = document.querySelector(".md-header__button.md-logo")?.title || document.title;
    return onPaper(chart, paint, () => {
      const layer = chart.view.export("png");
      return compose(layer.canvas, layer.pixel_ratio, {
        title: document.querySelector("h1")?.firstChild?.textContent.trim() || document.title,
        legend: legendOf(chart.figure),
        source: [`${site}: every result with its source at ${address()}`, `Saved on ${new Date().toISOString().slice(0, 10)}`],
      });
    });
  }

  window.effsite.savePicture = async (chart, paint) => {
    const canvas = await canvasOf(chart, paint);
    const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/png"); });
    const link = document.createElement("a");
    link.href = URL.createObjectURL(blob);
    link.download = `${chart.figure.dataset.chart.split("?")[0].replace(/^charts\/|\.json$/g, "").replaceAll("/", "-")}.png`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  };
})();
