
/* On a page of an edition that is not the latest: says so, and leads to the same page of the latest one, or to
   the nearest above it. Both lists lie beside the editions, for an edition itself stays as it was published. */
(() => {
  "use strict";

  const config = JSON.parse(document.getElementById("__config")?.textContent ?? "{}");
  if (!config.version) return;
  const HOME = new URL(`${config.base.replace(/\/$/, "")}/`, location);
  const folder = (name) => new URL(`../${name}/`, HOME);

  async function read(name) {
    const response = await fetch(new URL(`../${name}`, HOME));
    if (!response.ok) throw new Error(`${name} answered ${response.status}`);
    return response.json();
  }

  const called = (edition, name) => edition.version === name || edition.aliases.includes(name);
  const here = decodeURIComponent(HOME.pathname.split("/").at(-2));
  const lists = read("versions.json").then(async (editions) => {
    const mine = editions.find((each) => called(each, here));
    const latest = editions.find((each) => called(each, "latest")) ?? editions[0];
    return mine && mine !== latest ? { mine, ...(await read("pages.json")) } : undefined;
  });

  lists.catch(() => { /* told when a page is shown */ });

  /* The page itself, else the nearest folder above it that is a page, else the front page. */
  function nearest(page, pages) {
    let found = page;
    while (found && !pages.includes(found)) found = found.replace(/[^/]*\/?$/, "");
    return found;
  }

  function banner({ mine, edition, at, pages }) {
    const page = decodeURIComponent(location.pathname).slice(decodeURIComponent(HOME.pathname).length).replace(/(^|\/)index\.html$/, "$1");
    const found = nearest(page, pages);
    const there = new URL(found, folder(at.replace(/\/$/, "")));
    if (found === page) there.hash = location.hash;
    const box = document.createElement("aside");
    box.className = "eff-edition";
    box.setAttribute("aria-label", "Edition");
    const link = document.createElement("a");
    link.href = there.href;
    link.textContent = found === page ? `See this page in the latest edition, ${edition}`
      : `The latest edition, ${edition}, has no such page: see the nearest one`;
    box.append(`This is edition ${mine.version}, as it was published. `, link);
    return box;
  }

  async function visit() {
    try {
      const told = await lists;
      document.querySelector("aside.eff-edition")?.remove();
      if (told) document.body.querySelector(".md-header")?.before(banner(told));
    } catch (error) { /* where the branch has no such lists, nothing is known of other editions */
      console.info(error);
    }
  }

  window.effsite.eachPage(visit);
})();
