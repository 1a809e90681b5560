/* What of the theme works with scripts alone: its palette, search, settings and way to the top, which are the same on
   every page. A page has an empty element in the place of each, and this script, which runs before the page is read,
   puts the part there as soon as the element is: before anything is drawn, and before a script looks for it. */
((parts, config, scheme, content) => {
  "use strict";

  const ROOT = document.currentScript.getAttribute("src").replace(/assets\/[^/]*$/, "");

  function part(name, put) {
    customElements.define(`eff-${name}`, class extends HTMLElement {
      connectedCallback() { put(this); }
    });
  }

  /* HTML of the theme, which the site's own configuration fills in: nothing of the collection is in it. */
  for (const [name, html] of Object.entries(parts)) {
    part(name, (place) => {
      place.replaceWith(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
    });
  }
  for (const [name, run] of Object.entries({ scheme, content })) {
    part(name, (place) => {
      place.remove();
      run();
    });
  }
  part("config", (place) => {
    const said = document.createElement("script");
    said.id = "__config";
    said.type = "application/json";
    said.textContent = JSON.stringify({ ...config, base: ROOT || ".", search: ROOT + config.search });
    place.replaceWith(said);
  });
})(
