/* What each system took to a level, and which were records: as effsite/analysis has it (crossing, aggregation,
   frontier, standing), so that the page may ask again at every level. A test holds the two against each other. */
(() => {
  "use strict";

  const COUNTS = ["seconds", "training_flop", "examples"];

  /* The file's systems with one array for each count of each run; compute that follows a count is worked out. */
  function opened(data) {
    const systems = data.systems.map((system) => ({
      ...system,
      machine: system.machine ? JSON.stringify(system.machine) : null,
      estimated: new Set(system.estimated ?? []),
      anew: new Set(system.anew ?? []),
      runs: system.runs.map((run) => ({
        value: run.value,
        examples: run.examples ?? null,
        seconds: run.seconds ?? null,
        training_flop: flopOf(run),
      })),
    }));
    return { ...data, systems, sign: data.metric.higher ? 1 : -1 };
  }

  function flopOf(run) {
    if (!run.flop) return null;
    const [name, factor] = run.flop;
    return typeof name === "string" ? run[name].map((count) => count * factor) : run.flop;
  }

  /* Where a run first has the level; values get better from one to the next. -1 where it never does. */
  function crossing(run, level, sign) {
    let low = 0;
    let high = run.value.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sign * run.value[middle] >= sign * level) high = middle;
      else low = middle + 1;
    }
    return low < run.value.length ? low : -1;
  }

  /* Less than 0 where the first list comes first, by the first place in which the two differ. */
  function compared(some, others) {
    const place = some.findIndex((value, n) => value !== others[n]);
    return place < 0 ? 0 : some[place] < others[place] ? -1 : 1;
  }

  /* The middle run by the first of the counts that all have, or the mean of the two in the middle; one that never
     gets there is the slowest. */
  function resultOf(system, level, { sign, rankedBy }) {
    const at = system.runs.map((run) => crossing(run, level, sign));
    const reached = at.filter((place) => place >= 0).length;
    const half = at.length >> 1;
    if (reached <= half) return null;
    const there = system.runs.filter((_, n) => at[n] >= 0);
    const counts = rankedBy.filter((count) => there.every((run) => run[count]));
    const costs = at.map((place, n) => (place < 0 ? [Infinity] : [...counts.map((count) => system.runs[n][count][place]), place]));
    const order = at.map((_, n) => n).sort((a, b) => compared(costs[a], costs[b]) || a - b);
    const used = at.length % 2 ? [order[half]] : [order[half - 1], order[half]];
    const mean = (list) => (list.length === 1 ? list[0] : (list[0] + list[1]) / 2);
    const result = { system, reached, of: at.length, value: mean(used.map((n) => system.runs[n].value[at[n]])) };
    for (const count of COUNTS) {
      const known = used.every((n) => system.runs[n][count]);
      result[count] = (known && mean(used.map((n) => system.runs[n][count][at[n]]))) || null;
    }
    return COUNTS.some((count) => result[count] !== null) ? result : null;
  }

  function resultsAt(data, level) {
    return data.systems.map((system) => resultOf(system, level, data)).filter((result) => result !== null);
  }

  /* Records */

  function figureOf(result, measure, data) {
    const value = result[measure];
    const { method, utilisation, machine } = result.system;
    if (measure !== "training_flop" || method !== "hardware") return { value, low: value, high: value, machine: null };
    const atPeak = value / (utilisation || data.assumed);
    const [low, high] = data.utilisation.map((share) => Number((atPeak * share).toPrecision(3)));
    return { value, low: Math.min(low, value), high: Math.max(high, value), machine };
  }

  const better = (before, after) => before / after > 1;

  /* For each figure, the place of the record that would follow if it were the first; -1 where none would. Found
     from the end: of two later figures, the farther one matters only where it is the better. */
  function following(figures) {
    const found = [];
    const surely = [];
    const timed = new Map();
    const put = (list, place, figure) => {
      while (list.length && list.at(-1).figure >= figure) list.pop();
      list.push({ place, figure });
    };
    const firstBetter = (list, value) => {
      let [low, high] = [0, list.length];
      while (low < high) {
        const middle = (low + high) >> 1;
        if (better(value, list[middle].figure)) low = middle + 1;
        else high = middle;
      }
      return low ? list[low - 1].place : Infinity;
    };
    for (let place = figures.length - 1; place >= 0; place--) {
      const { value, high, machine } = figures[place];
      if (machine !== null && !timed.has(machine)) timed.set(machine, []);
      const same = timed.get(machine) ?? [];
      const next = Math.min(firstBetter(surely, value), firstBetter(same, value));
      found[place] = next === Infinity ? -1 : next;
      put(surely, place, high);
      if (machine !== null) put(same, place, value);
    }
    return found;
  }

  const alike = (one, other) => one.machine !== null && one.machine === other.machine;

  function from(first, figures) {
    const records = [first];
    let stands = figures[first];
    for (let place = first + 1; place < figures.length; place++) {
      const later = figures[place];
      if (!better(stands.value, alike(stands, later) ? later.value : later.high)) continue;
      records.push(place);
      stands = later;
    }
    return records;
  }

  /* The first figure that stands first whatever it is off by, and the records that follow it. */
  function standing(figures) {
    const next = following(figures);
    const first = figures.findIndex((figure, place) => next[place] < 0
      || alike(figure, figures[next[place]]) || better(figure.low, figures[next[place]].value));
    return first < 0 ? [] : from(first, figures);
  }

  const ordered = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

  /* The records of a measure among results, in the order of their dates, and the gain from first to last. */
  function frontier(results, measure, data) {
    const competing = results
      .filter((r) => r[measure] !== null && !r.system.withdrawn && !r.system.anew.has(measure))
      .sort((a, b) => ordered(a.system.day, b.system.day) || a[measure] - b[measure]
        || ordered(a.system.name, b.system.name) || ordered(a.system.submission, b.system.submission));
    const records = standing(competing.map((r) => figureOf(r, measure, data))).map((place) => competing[place]);
    const gain = records.length < 2 ? null : records[0][measure] / records.at(-1)[measure];
    return { records, gain };
  }

  window.effsiteCrossings = { opened, crossing, resultsAt, standing, frontier };
})();
