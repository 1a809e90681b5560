/* Effective compute: converts an amount between two years at a target's average rate, as
   effsite/analysis/equivalent.py does. All it needs stands in the rows of the page's table, which is
   what a reader without scripts sees. */
(() => {
  "use strict";

  const AMOUNT = /^\d{1,30}(?:\.\d{1,30})?(?:e[+]?\d{1,2})?$/i;

  function shown(flop) {
    const [mantissa, power] = flop.toExponential(3).split("e");
    return `${Number(mantissa)}e${Number(power)}`;
  }

  function option(value, text) {
    const made = document.createElement("option");
    Object.assign(made, { value, textContent: text });
    return made;
  }

  /* flop, low and high; an end that the records do not bound is undefined. */
  function convert(row, flop, of, to) {
    const span = (of - to) * 12;
    const at = (months) => (months ? flop * 2 ** (span / Number(months)) : undefined);
    const ends = span < 0 ? [at(row.low), at(row.high)] : [at(row.high), at(row.low)];
    return [at(row.months), ...(span === 0 ? [flop, flop] : ends)];
  }

  function equip(box) {
    const [target, flop, of, to, answer] = box.querySelectorAll("select, input, output");
    const rows = [...document.querySelectorAll("tr[data-months]")];
    target.replaceChildren(...rows.map((row, n) => option(n, `${row.cells[1].textContent}: ${row.cells[0].textContent}`)));

    function years() {
      const { first, latest } = rows[target.value].dataset;
      const all = Array.from({ length: latest - first + 1 }, (_, n) => Number(first) + n);
      for (const select of [of, to]) select.replaceChildren(...all.map((year) => option(year, year)));
      [of.value, to.value] = [first, latest];
      say();
    }

    function say() {
      const text = flop.value.trim();
      if (!AMOUNT.test(text) || !(Number(text) > 0)) {
        answer.textContent = "Write the compute as a number above zero: 1e18.";
        return;
      }
      const [middle, low, high] = convert(rows[target.value].dataset, Number(text), of.value, to.value);
      const ends = low === undefined && high === undefined ? "its records bound no interval"
        : low === undefined ? `at most ${shown(high)}`
        : high === undefined ? `at least ${shown(low)}`
        : `${shown(low)} to ${shown(high)}`;
      answer.textContent = `${shown(middle)} FLOP (${ends})`;
    }

    target.addEventListener("change", years);
    for (const each of [flop, of, to]) each.addEventListener("input", say);
    years();
    box.hidden = false;
  }

  function visit() {
    for (const box of document.querySelectorAll(".eff-calculator[hidden]")) equip(box);
  }

  window.effsite.eachPage(visit);
})();
