/* Names and roles that Bokeh and the theme leave out. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const HINT = "Interactive chart. Arrow keys move from point to point, Enter opens the source, Escape leaves.";

  function* inside(root) {
    for (const element of root.querySelectorAll("*")) {
      yield element;
      if (element.shadowRoot) yield* inside(element.shadowRoot);
    }
  }

  function nameChart(chart) {
    chart.box.tabIndex = 0;
    chart.box.setAttribute("role", "application");
    chart.box.setAttribute("aria-roledescription", "chart");
    const said = chart.figure.querySelector("desc")?.textContent ?? chart.figure.querySelector("img.eff-svg").alt;
    chart.box.setAttribute("aria-label", `${HINT} ${said}`);
    for (const element of inside(chart.box)) {
      if (element.classList.contains("bk-Toolbar")) followToolbar(chart, element.shadowRoot);
      if (element.classList.contains("bk-events")) {
        element.removeAttribute("tabindex");
        element.setAttribute("role", "group");
        element.setAttribute("aria-label", "Plot area");
      } else if (element.getAttribute("tabindex") === "0" && element.title) {
        element.setAttribute("role", "button");
        element.setAttribute("aria-label", element.title);
        if (element.title !== "Reset") element.setAttribute("aria-pressed", String(element.classList.contains("bk-active")));
      }
    }
  }

  /* Bokeh draws its toolbar anew when it is shown or hidden. */
  function followToolbar(chart, root) {
    if (chart.toolbars.has(root)) return;
    chart.toolbars.add(root);
    const redrawn = new MutationObserver(() => nameChart(chart));
    redrawn.observe(root, { childList: true, subtree: true, attributes: true, attributeFilter: ["class"] });
    chart.stops.push(() => redrawn.disconnect());
  }

  /* What the theme leaves without a name or out of reach of the keyboard: its search dialog, lists of pages below
     a page, tables that scroll on a phone, and lines of code that are longer than the column. */
  function nameTheme() {
    document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
    for (const list of document.querySelectorAll(".md-nav[aria-labelledby]")) {
      if (document.getElementById(list.getAttribute("aria-labelledby"))?.textContent.trim()) continue;
      list.removeAttribute("aria-labelledby");
      list.setAttribute("aria-label", `Below ${list.querySelector(":scope > .md-nav__title")?.textContent.trim() ?? "this page"}`);
    }
    document.querySelectorAll(".md-typeset__scrollwrap").forEach((wrap, n) => {
      wrap.tabIndex = 0;
      wrap.setAttribute("role", "region");
      wrap.setAttribute("aria-label", `Table ${n + 1}`);
    });
    for (const lines of document.querySelectorAll(".md-typeset pre, .md-typeset pre > code, .md-typeset .eff-formula")) {
      if (lines.scrollWidth > lines.clientWidth) lines.tabIndex = 0;
    }
  }

  Object.assign(window.effsite, { nameChart, nameTheme });
})();
