"""A local server for the site: builds, watches, rebuilds, and tells open pages to load again."""

from __future__ import annotations

import http.server
import threading
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any, Self

import watchfiles

from effsite.errors import EffsiteError, UsageError

if TYPE_CHECKING:
    import os
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from effsite.site.build import Build
    from effsite.site.project import Project

RELOAD_PATH = "/__effsite__/reload.js"
VERSION_PATH = "/__effsite__/version"
RELOAD_TAG = f'<script src="{RELOAD_PATH}"></script></body>'.encode()
RELOAD_SCRIPT = b"""\
(async () => {
  const version = async () => (await fetch("%s", { cache: "no-store" })).text();
  const first = await version();
  for (;;) {
    await new Promise((done) => setTimeout(done, 1000));
    try { if ((await version()) !== first) return location.reload(); } catch { /* server is away */ }
  }
})();
""" % VERSION_PATH.encode()


@dataclass(slots=True)
class Server:
    """Serves a project's site on 127.0.0.1 while used as a context manager.

    `build` builds the site for the address that it is given as `site_url`. Raises
    UsageError when the port is taken.
    """

    project: Project
    port: int
    build: Callable[..., Build]
    stop: threading.Event = field(default_factory=threading.Event)
    version: int = 0
    _http: http.server.ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        handler = partial(_Handler, server=self, directory=str(self.project.site))
        try:
            self._http = http.server.ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        except OSError as error:
            hint = "end what listens there, or choose another: --port 0 takes a free one"
            raise UsageError(f"cannot listen on port {self.port}: {error.strerror}", hint) from None
        self.port = self._http.server_address[1]
        threading.Thread(target=self._http.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *raised: object) -> None:
        self.stop.set()
        if self._http is not None:
            self._http.shutdown()
            self._http.server_close()

    @property
    def address(self) -> str:
        """Where the site can be seen."""
        return f"http://127.0.0.1:{self.port}/"

    def builds(self) -> Iterator[Build | EffsiteError]:
        """Build once, then after every change, until `stop` is set; what came of each build.

        After an error the last good site is still served.
        """
        yield self._build()
        sources = [self.project.config, self.project.docs, self.project.results]
        for _changes in watchfiles.watch(*sources, stop_event=self.stop, raise_interrupt=False):
            yield self._build()

    def _build(self) -> Build | EffsiteError:
        try:
            made = self.build(site_url=self.address)
        except EffsiteError as error:
            return error
        self.version += 1
        return made


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site, with a small script in each page that loads it again after a build."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, server: Server, directory: str) -> None:
        self._site = server
        super().__init__(*args, directory=directory)

    def do_GET(self) -> None:
        """Answer one request."""
        path = self.path.partition("?")[0]
        if path == VERSION_PATH:
            self._send(str(self._site.version).encode(), "text/plain; charset=utf-8")
        elif path == RELOAD_PATH:
            self._send(RELOAD_SCRIPT, "text/javascript; charset=utf-8")
        elif path.endswith(("/", ".html")) and (page := self._page(path)) is not None:
            self._send(page.replace(b"</body>", RELOAD_TAG), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer an address that is not there with the site's own page for it."""
        page = self._page("/404.html") if code == http.HTTPStatus.NOT_FOUND else None
        if page is None:
            super().send_error(code, message, explain)
        else:
            self._send(page, "text/html; charset=utf-8", code)

    def log_message(self, format: str, *args: Any) -> None:
        """Keep the terminal for builds."""

    def _page(self, path: str) -> bytes | None:
        file = self.translate_path(path)
        name = f"{file}/index.html" if path.endswith("/") else file
        return _read(name)

    def _send(self, body: bytes, kind: str, code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _read(name: str | os.PathLike[str] | Path) -> bytes | None:
    try:
        with open(name, "rb") as file:  # noqa: PTH123 - a path the base class has already made safe
            return file.read()
    except (FileNotFoundError, IsADirectoryError, NotADirectoryError):
        return None
