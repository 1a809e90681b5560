"""What a reader waits for: the time to the first live chart, and the slowest frame while it is dragged.

By the clock, in a real browser without a graphics card: as good as the machine is idle.
"""

from __future__ import annotations

import functools
import http.server
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page

VISITS = 5
STEPS, STEP_PIXELS = 30, 8
WATCH = """() => {
  const note = () => {
    const first = document.querySelector(".eff-chart[data-state=live]");
    if (!window.firstDrawn && first) {
      first.dataset.firstLive = "";  // of several, whichever comes first, and that one is dragged
      window.firstDrawn = -1;  // drawn with the next frame
      requestAnimationFrame(() => requestAnimationFrame(() => { window.firstDrawn = performance.now(); }));
    }
  };
  const all = { subtree: true, childList: true, attributeFilter: ["data-state"] };
  new MutationObserver(note).observe(document, all);
}"""
FRAMES = """() => {
  window.frames_ = [];
  let last = performance.now();
  const frame = (now) => {
    window.frames_.push(now - last);
    last = now;
    window.framing = requestAnimationFrame(frame);
  };
  window.framing = requestAnimationFrame(frame);
}"""
STOP = "() => { cancelAnimationFrame(window.framing); return Math.max(...window.frames_); }"

FIRST_LIVE = ".eff-chart[data-first-live]"
LEFT_END = """() => [...Bokeh.index].find(({ el }) => el.closest("[data-first-live]")).model.x_range.start"""


@dataclass(frozen=True)
class Seen:
    """In milliseconds: until the first live chart is drawn, and the slowest frame while it is dragged."""

    first_drawn: float
    worst_frame: float

    def __str__(self) -> str:
        return f"first live chart after {self.first_drawn:.0f} ms, worst frame {self.worst_frame:.0f} ms"


def seen(site: Path, address: str, browser: str) -> Seen:
    """The page at that address of a built site, opened afresh some times: the middle of what was measured."""
    from playwright.sync_api import sync_playwright

    with served(site) as host, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox", "--disable-gpu"])
        visits = []
        for _ in range(VISITS):
            context = chromium.new_context(viewport={"width": 1280, "height": 900})
            visits.append(visit(context.new_page(), host + address))
            context.close()
        chromium.close()
    return Seen(median(one.first_drawn for one in visits), median(one.worst_frame for one in visits))


def visit(page: Page, address: str) -> Seen:
    """One visit with nothing in the browser's cache."""
    page.add_init_script(f"({WATCH})()")
    page.goto(address)
    page.wait_for_function("() => window.firstDrawn > 0")
    drawn = float(page.evaluate("() => window.firstDrawn"))
    page.locator(f"{FIRST_LIVE} [title=Pan]").click()
    drawing = page.locator(f"{FIRST_LIVE} .bk-events").first
    drawing.evaluate("each => each.scrollIntoView({ block: 'center' })")
    box = drawing.bounding_box()
    assert box is not None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.evaluate(FRAMES)
    before = page.evaluate(LEFT_END)
    for n in range(STEPS):
        page.mouse.move(x - n * STEP_PIXELS, y + n)
    worst = float(page.evaluate(STOP))
    page.mouse.up()
    assert page.evaluate(LEFT_END) != before, "the chart did not move"
    return Seen(drawn, worst)


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of a folder of pages on this machine."""
    handler = functools.partial(_Quiet, directory=os.fspath(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a request is no news here."""
