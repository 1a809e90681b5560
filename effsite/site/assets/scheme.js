/* A page for frames, before it is drawn: light, for most pages around it are; dark with ?theme=dark behind its address,
   and with ?theme=auto as the reader's browser asks, also when that changes. */
(() => {
  "use strict";

  const asked = new URLSearchParams(location.search).get("theme");
  const reader = matchMedia("(prefers-color-scheme: dark)");

  function follow() {
    const dark = asked === "dark" || (asked === "auto" && reader.matches);
    document.documentElement.dataset.mdColorScheme = dark ? "slate" : "default";
  }

  follow();
  reader.addEventListener("change", follow);
})();
