
/* On the page for addresses that are not there: a system that had a page in an older edition is looked up
   in the list of those that are shown on their target's page, and the reader led there. */
(() => {
  "use strict";

  const HOME = new URL(".", document.currentScript.src);

  async function lead() {
    const [, slug] = /\/systems\/([a-z0-9-]+)\/?$/.exec(location.pathname) ?? [];
    if (!slug || !document.querySelector("[data-not-found]")) return;
    const response = await fetch(new URL("moved.json", HOME));
    if (!response.ok) return;
    for (const [page, slugs] of Object.entries(await response.json())) {
      if (slugs.includes(slug)) return location.replace(new URL(`../${page}#system-${slug}`, HOME));
    }
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", lead);
  else lead();
})();
