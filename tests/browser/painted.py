"""What a live chart has painted on its canvas, which no element of the page tells."""

from __future__ import annotations

PAINTED = """() => {
  const page = CanvasRenderingContext2D.prototype;
  const states = new WeakMap();
  const painted = new Map();
  const stateOf = (pen) => states.get(pen) ?? states.set(pen, { clips: [[]], rect: null }).get(pen);
  const at = (pen, x, y, width, height) => {
    const [one, two] = [[x, y], [x + width, y + height]].map(([left, top]) =>
      pen.getTransform().transformPoint(new DOMPoint(left, top)));
    return { left: Math.min(one.x, two.x), right: Math.max(one.x, two.x),
             top: Math.min(one.y, two.y), bottom: Math.max(one.y, two.y) };
  };
  const before = (name, then) => {
    const own = page[name];
    page[name] = function (...given) { then(this, given); return own.apply(this, given); };
  };
  before("save", (pen) => stateOf(pen).clips.push([...stateOf(pen).clips.at(-1)]));
  before("restore", (pen) => { if (stateOf(pen).clips.length > 1) stateOf(pen).clips.pop(); });
  before("beginPath", (pen) => { stateOf(pen).rect = null; });
  before("rect", (pen, given) => { stateOf(pen).rect = at(pen, ...given); });
  before("clip", (pen) => { if (stateOf(pen).rect) stateOf(pen).clips.at(-1).push(stateOf(pen).rect); });
  before("clearRect", (pen) => painted.set(pen.canvas, []));
  before("fillText", (pen, [text, x, y]) => {
    if (!painted.has(pen.canvas) || !text.trim()) return;
    const ink = pen.measureText(text);
    const { actualBoundingBoxLeft: left, actualBoundingBoxAscent: top } = ink;
    const size = [left + ink.actualBoundingBoxRight, top + ink.actualBoundingBoxDescent];
    const { width, height } = pen.canvas;
    const seen = [{ left: 0, top: 0, right: width, bottom: height }, ...stateOf(pen).clips.at(-1)];
    const canvas = [...painted.keys()].indexOf(pen.canvas);
    painted.get(pen.canvas).push({ text, canvas, box: at(pen, x - left, y - top, ...size), seen });
  });
  const shown = ([canvas]) => canvas.isConnected && canvas.checkVisibility();
  window.paintedTexts = () => [...painted].filter(shown).flatMap(([, texts]) => texts);
}"""
"""Keeps what each canvas was last painted with: each text, the box of its ink, what it was clipped to.

A page runs it before its own scripts; `window.paintedTexts()` then gives them, with a number for each canvas.
"""

ALL_LIVE = """() => [...document.querySelectorAll(".eff-chart[data-chart]")]
  .filter((each) => each.offsetParent).every((each) => each.dataset.state === "live")"""
"""Whether every chart that is shown has come alive."""
