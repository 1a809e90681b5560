/* Labels of a live chart at the width that it has. effsite placed them for two widths, by estimated letters; here
   the text is measured: a name is shortened to the room there is, a figure never is, for a part of it would be
   another number, and a label without room for its figure is left out. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const SIZE = 13;
  const FEWEST = 3;
  const FEWEST_ALONE = 8;
  const FEW_LABELS = 860;
  const NOMINAL = { wide: [960, 470], narrow: [340, 400] };
  const pen = document.createElement("canvas").getContext("2d");

  function widthOf(text, style, font) {
    pen.font = `${style} ${SIZE}px ${font}`;
    return pen.measureText(text).width;
  }

  function joined(figure, name) {
    const apart = /[\u0590-\u08ff\ufb1d-\ufefc]/.test(name) ? `\u2068${name}\u2069` : name;
    return figure && name ? `${figure} · ${apart}` : figure || name;
  }

  /* As shortened() of effsite/site/charts/labels.py cuts: between two words where that leaves half or more. */
  function shortened(name, letters) {
    if (name.length <= letters) return name;
    const words = name.slice(0, Math.max(name.slice(0, letters).lastIndexOf(" "), 0)).replace(/[ ,;:]+$/, "");
    return `${words.length >= letters / 2 ? words : name.slice(0, letters - 1).trimEnd()}…`;
  }

  /* The figure with as much of the name as the room takes; empty where the figure alone is too wide. A name that
     stands alone is left out where next to nothing of it would be left: "Record…" is none of the records. */
  function fitted(label, room) {
    const takes = (text) => widthOf(text, label.style, label.font) <= room;
    if (takes(label.text)) return label.text;
    for (let letters = label.name.length - 1; letters >= FEWEST; letters--) {
      const text = joined(label.figure, shortened(label.name, letters));
      if (!label.figure && text.length <= FEWEST_ALONE) return "";
      if (takes(text)) return text;
    }
    return label.figure && takes(label.figure) ? label.figure : "";
  }

  /* Where a label's text begins for a width, beside its point. */
  function leftOf(label, width) {
    return label.x + label.dx - { left: 0, center: width / 2, right: width }[label.align];
  }

  function boxOf(label) {
    const width = widthOf(label.text, label.style, label.font);
    const left = leftOf(label, width);
    return [left, label.y + label.dy - SIZE * 0.6, left + width, label.y + label.dy + SIZE * 0.6];
  }

  function overlap(one, other) {
    return one[0] < other[2] && other[0] < one[2] && one[1] < other[3] && other[1] < one[3];
  }

  /* In a chart of rows a label may move along its row; elsewhere it stands at its point. Nothing is drawn outside
     of the frame. */
  function settle(label, frame, rows) {
    const { right } = frame;
    const whole = { ...label, text: label.text };
    if (rows) {
      whole.text = fitted(label, right - frame.left);
      const width = widthOf(whole.text, label.style, label.font);
      const left = Math.max(frame.left, Math.min(leftOf(label, width), right - width));
      return { ...whole, align: "left", dx: left - label.x };
    }
    const room = { left: right - label.x - label.dx, right: label.x + label.dx - frame.left, center: right - frame.left };
    whole.text = fitted(label, room[label.align]);
    const [left, top, end, bottom] = boxOf(whole);
    const inside = left >= frame.left && end <= right && top >= frame.top && bottom <= frame.bottom;
    return inside ? whole : { ...whole, text: "" };
  }

  function labelsOf(chart, { renderer, data }) {
    const across = chart.view.frame.x_scales.get("default");
    const up = chart.view.frame.y_scales.get(chart.scale);
    const font = renderer.glyph.text_font.value;
    return data.text.map((text, n) => ({
      text, font, figure: data.figure[n], name: data.name[n], style: data.style[n], align: data.align[n],
      role: data.role[n], dx: data.dx[n], dy: data.dy[n], x: across.compute(data.x[n]), y: up.compute(data.y[n]),
    }));
  }

  function placed(chart, note, size) {
    const { bbox } = chart.view.frame;
    const { clientWidth: width, clientHeight: height } = chart.box;
    const [placedWidth, placedHeight] = NOMINAL[size];
    const high = chart.rows || height > 0.9 * placedHeight;
    const asPlaced = chart.scale === "default" && width > 0.9 * placedWidth && high;
    const taken = [];
    return labelsOf(chart, note).map((label) => {
      if (chart.hidden.has(label.role)) return { ...label, text: "" };
      const settled = settle(label, bbox, chart.rows);
      const box = boxOf(settled);
      if (!settled.text || (!asPlaced && taken.some((other) => overlap(box, other)))) return { ...settled, text: "" };
      taken.push(box);
      return settled;
    });
  }

  window.effsite.writeNotes = (chart) => {
    const size = chart.figure.querySelector(".eff-plot").clientWidth < FEW_LABELS ? "narrow" : "wide";
    const style = getComputedStyle(chart.figure);
    const colour = (role) => style.getPropertyValue(role === "ink" ? "--eff-ink" : `--eff-${role}`).trim();
    for (const [each, note] of Object.entries(chart.notes)) {
      note.renderer.visible = each === size;
      if (each !== size) continue;
      const shown = placed(chart, note, size);
      note.renderer.data_source.data = {
        ...note.data,
        text: shown.map(({ text }) => text),
        dx: shown.map(({ dx }) => dx),
        align: shown.map(({ align }) => align),
        color: note.data.role.map(colour),
      };
    }
  };
})();
