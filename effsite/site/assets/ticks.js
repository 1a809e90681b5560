/* What stands along the lower axis of a chart, at the width and in the window that it has: no label meets another,
   and none is cut by the chart's edge. The days of a date axis are those that effsite/site/charts/date_ticks.py sets;
   of a log axis they are those that effsite placed for a wide picture, or as many of them as there is room for. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const DAY = 86400000;
  const YEAR = 365.25;
  const MOST_YEARS_BY_MONTH = 3;
  const GAP = 6;
  const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const STEPS = [
    ...[1, 2, 3, 4, 5, 7, 10, 14, 21].map((count) => ({ count, unit: "day", days: count, room: 92, least: 80 })),
    ...[1, 2, 3, 6].map((count) => ({ count, unit: "month", days: count * YEAR / 12, room: 72, least: 62 })),
    ...[1, 10, 100, 1000].flatMap((power) => [1, 2, 5].map((n) => n * power))
      .map((count) => ({ count, unit: "year", days: count * YEAR, room: 72, least: 40 })),
  ];
  const pen = document.createElement("canvas").getContext("2d");

  function stepOf(days, pixels) {
    const steps = STEPS.filter(({ unit }) => unit !== "month" || days < MOST_YEARS_BY_MONTH * YEAR);
    const fitting = (wanted) => steps.find((each) => each.days * pixels >= each[wanted] * days) ?? steps.at(-1);
    const atEase = fitting("room");
    return days >= 2 * atEase.days ? atEase : fitting("least");
  }

  /* The day of a year, which may be one of the first hundred. */
  function dayOf(year, month) {
    return new Date(0).setUTCFullYear(year, month, 1);
  }

  /* The days that a step marks between two ends; those of several days are counted from `first`. */
  function marked({ count, unit }, from, to, first) {
    const found = [];
    if (unit === "day") {
      const start = Math.ceil(first / DAY);
      for (let n = start + Math.ceil((from / DAY - start) / count) * count; n * DAY <= to; n += count) found.push(n * DAY);
      return found;
    }
    const months = unit === "month" ? count : count * 12;
    const month = new Date(from).getUTCFullYear() * 12 + new Date(from).getUTCMonth();
    for (let n = Math.floor(month / months) * months; dayOf(0, n) <= to; n += months) if (dayOf(0, n) >= from) found.push(dayOf(0, n));
    return found;
  }

  function labelOf(unit, day) {
    const at = new Date(day);
    const year = String(at.getUTCFullYear());
    const month = `${MONTHS[at.getUTCMonth()]} ${year}`;
    return { day: `${at.getUTCDate()} ${month}`, month, year }[unit];
  }

  /* Each tick between two dates that lie so many pixels apart, as [milliseconds, label]. */
  function dateTicks(from, to, pixels, first = from) {
    const step = stepOf((to - from) / DAY, pixels);
    return marked(step, from, to, first).map((day) => [day, labelOf(step.unit, day)]);
  }

  function widthOf(label, font) {
    pen.font = font;
    return pen.measureText(label).width;
  }

  /* Those of the ticks whose labels, `place` says where, stand apart and within the edges, in pixels. */
  function ticksApart(ticks, place, [left, right], font) {
    let end = left - GAP;
    return ticks.filter(([value, label]) => {
      const half = widthOf(label, font) / 2;
      const middle = place(value);
      if (middle - half < end + GAP || middle + half > right) return false;
      end = middle + half;
      return true;
    });
  }

  /* The ticks of a log axis, then the powers of ten among them, then every second of these, every third.. */
  function *fewer(ticks) {
    const powers = ticks.filter(([value]) => value.toExponential().startsWith("1e"));
    const kept = powers.length > 1 ? powers : ticks;
    yield ticks;
    for (let n = 1; n <= kept.length; n++) yield kept.filter((_, at) => at % n === 0);
  }

  function logTicks(ticks, place, [left, right], font) {
    const within = ticks.filter(([value, label]) => Math.min(place(value) - left, right - place(value)) >= widthOf(label, font) / 2);
    const all = (some) => ticksApart(some, place, [left, right], font).length === some.length;
    return [...fewer(within)].find(all);
  }

  /* Has a live chart ask here, each time that it is painted, which ticks its lower axis bears. */
  function lowerAxis({ view, plot, box, whole, dates }) {
    const [axis] = plot.below;
    const { ticks = [] } = axis.ticker;
    const placed = ticks.map((value) => [value, axis.major_label_overrides.get(value)]);
    const font = `${axis.major_label_text_font_size} ${axis.major_label_text_font}`;
    let labels = new Map();
    axis.ticker.get_ticks = (start, end) => {
      const { frame } = view;
      const room = [(value) => frame.x_scale.compute(value), [0, box.clientWidth], font];
      const found = dates
        ? ticksApart(dateTicks(start, end, frame.bbox.width, whole.x[0]), ...room)
        : logTicks(placed.filter(([value]) => value >= start && value <= end), ...room);
      labels = new Map(found);
      return { major: [...labels.keys()], minor: [] };
    };
    axis.formatter.doFormat = (values) => values.map((value) => labels.get(value) ?? "");
  }

  Object.assign(window.effsite, { dateTicks, ticksApart, lowerAxis });
})();
