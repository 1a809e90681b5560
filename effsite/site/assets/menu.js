/* The menu at each chart: copy a link to it as it stands, save its picture or the rows that it shows, put it into
   a page of one's own, cite it, and choose the dates it shows. What can be had without JavaScript stands below
   the chart as links, whose place the menu takes. A `subject` says what there is to be had. */
window.effsite = window.effsite ?? {};
(() => {
  "use strict";

  const KEYS = { ArrowDown: 1, ArrowUp: -1 };
  const FIELDS = "input, textarea";
  const SCHEME = "Dark with ?theme=dark behind .html; ?theme=auto is light or dark as the reader’s browser asks.";
  let open;
  let count = 0;

  function make(tag, properties = {}, ...children) {
    const element = Object.assign(document.createElement(tag), properties);
    element.append(...children);
    return element;
  }

  function download(name, blob) {
    const link = make("a", { href: URL.createObjectURL(blob), download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  async function textOf(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(`${address} answered ${response.status}`);
    return (await response.text()).trim();
  }

  /* A button that does something, and says what came of it. */
  function action(menu, words, act) {
    const button = make("button", { type: "button", className: "eff-menu-item", textContent: words });
    button.addEventListener("click", async () => {
      menu.said.textContent = "";
      button.setAttribute("aria-busy", "true");
      try {
        menu.said.textContent = (await act()) ?? "";
      } catch (error) {
        menu.said.textContent = `That did not work (${error.message}).`;
        console.error(error);
      }
      button.removeAttribute("aria-busy");
    });
    return button;
  }

  /* To the clipboard; where a browser or a frame keeps that shut, the text is shown, chosen and ready to be copied. */
  async function copy(menu, text, words) {
    try {
      await navigator.clipboard.writeText(text);
      return words;
    } catch { /* no clipboard here */
      const field = make("input", { className: "eff-menu-text", readOnly: true, value: text });
      field.setAttribute("aria-label", "To be copied");
      menu.said.before(field);
      field.select();
      field.addEventListener("blur", () => field.remove(), { once: true });
      return "Copy it from this field";
    }
  }

  /* A button that opens a part of the menu, which is made anew each time, and closes the others. */
  function part(menu, words, fill) {
    const box = make("div", { className: "eff-menu-part", hidden: true, id: `eff-menu-${++count}` });
    const button = make("button", { type: "button", className: "eff-menu-item eff-menu-more", textContent: words });
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", box.id);
    menu.parts.push({ button, box });
    button.addEventListener("click", async () => {
      for (const other of menu.parts) {
        other.box.hidden = other.box !== box || !box.hidden;
        other.button.setAttribute("aria-expanded", String(!other.box.hidden));
      }
      menu.said.textContent = "";
      if (box.hidden) return;
      try {
        box.replaceChildren(...(await fill()));
      } catch (error) {
        menu.said.textContent = `That did not work (${error.message}).`;
        console.error(error);
      }
    });
    return [button, box];
  }

  /* A text that can be read, chosen and copied. */
  function quoted(menu, label, text) {
    const field = make("textarea", { className: "eff-menu-text", readOnly: true, value: text, rows: Math.min(9, text.split("\n").length + 2) });
    field.setAttribute("aria-label", label);
    return [field, action(menu, `Copy ${label}`, () => copy(menu, text, `${label} copied`))];
  }

  function frame({ title, frame: address, height }) {
    const escaped = title.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
    return `<iframe src="${address()}" title="${escaped}" width="100%" height="${height()}" style="border: 0" loading="lazy"></iframe>`;
  }

  async function citations(menu, { text, bibtex, cff }) {
    const [words, entry, file] = await Promise.all([text, bibtex, cff].map(textOf));
    return [...quoted(menu, "citation", words), ...quoted(menu, "BibTeX", entry), ...quoted(menu, "CITATION.cff", file)];
  }

  /* The window of dates, for who has no mouse to draw it with. */
  async function dates({ dates: ask }) {
    const { whole, shown, show } = await ask();
    const fields = ["From", "To"].map((words, n) => {
      const field = make("input", { type: "date", value: shown[n], min: whole[0], max: whole[1] });
      return [field, make("label", {}, `${words} `, field)];
    });
    const [from, to] = fields.map(([field]) => field);
    const changed = () => {
      const [start, end] = [from, to].map((field, n) => (field.validity.valid && field.value) || whole[n]);
      if (start < end) show(start, end);
    };
    for (const field of [from, to]) field.addEventListener("change", changed);
    const all = make("button", { type: "button", className: "eff-menu-item", textContent: "All dates" });
    all.addEventListener("click", () => { [from.value, to.value] = whole; changed(); });
    return [...fields.map(([, label]) => label), all];
  }

  function items(menu, subject) {
    const { file } = subject;
    const save = (ending, made) => async () => { download(`${file}.${ending}`, made(await subject.picture())); };
    const png = async () => { download(`${file}.png`, await window.effsite.pngFile(await subject.picture())); };
    return [
      action(menu, "Copy link", () => copy(menu, subject.address(), "Link copied")),
      ...(subject.picture ? [action(menu, "Picture (PNG)", png), action(menu, "Picture (SVG)", save("svg", window.effsite.svgFile))] : []),
      ...(subject.rows ? [action(menu, "Rows shown (CSV)", async () => {
        download(`${file}-shown.csv`, new Blob([await subject.rows()], { type: "text/csv" }));
      })] : []),
      ...(subject.dates ? part(menu, "Dates shown", () => dates(subject)) : []),
      ...(subject.frame ? part(menu, "Embed", () => [...quoted(menu, "embed code", frame(subject)), make("p", { className: "eff-menu-hint", textContent: SCHEME })]) : []),
      ...(subject.text ? part(menu, "Cite", () => citations(menu, subject)) : []),
    ];
  }

  /* Opening and closing */

  function close(menu, back) {
    menu.box.hidden = true;
    menu.button.setAttribute("aria-expanded", "false");
    if (open === menu) open = undefined;
    if (back) menu.button.focus();
  }

  function show(menu, subject) {
    if (open) close(open);
    if (!menu.box.childElementCount) menu.box.append(...items(menu, subject), menu.said);
    menu.said.textContent = "";
    menu.box.hidden = false;
    menu.button.setAttribute("aria-expanded", "true");
    open = menu;
  }

  function stops(menu) {
    return [...menu.box.querySelectorAll(`button, ${FIELDS}`)].filter((each) => each.checkVisibility());
  }

  function press(menu, subject, event) {
    if (event.key === "Escape" && !menu.box.hidden) close(menu, true);
    else if (event.target === menu.button && event.key === "ArrowDown") {
      show(menu, subject);
      stops(menu)[0].focus();
    } else if (menu.box.contains(event.target) && !event.target.matches(FIELDS)) {
      const all = stops(menu);
      const at = { Home: 0, End: all.length - 1 }[event.key] ?? (event.key in KEYS ? all.indexOf(event.target) + KEYS[event.key] : undefined);
      if (at === undefined) return;
      all.at(at % all.length).focus();
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  /* Puts the menu of a subject at the end of a row of controls. */
  function addMenu(row, subject) {
    const box = make("div", { className: "eff-menu", hidden: true, id: `eff-menu-${++count}` });
    const button = make("button", { type: "button", className: "eff-menu-button", textContent: "Save or share" });
    const menu = { box, button, parts: [], said: make("p", { className: "eff-menu-said" }) };
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", `Save or share: ${subject.title}`);
    menu.said.setAttribute("role", "status");
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", box.id);
    button.addEventListener("click", () => (box.hidden ? show(menu, subject) : close(menu)));
    const root = make("div", { className: "eff-share" }, button, box);
    root.addEventListener("keydown", (event) => press(menu, subject, event));
    root.addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget && !root.contains(relatedTarget)) close(menu);
    });
    row.append(root);
  }

  document.addEventListener("pointerdown", ({ target }) => {
    if (open && !open.button.parentElement.contains(target)) close(open);
  });

  Object.assign(window.effsite, { addMenu });
})();
