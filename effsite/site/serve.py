"""A local server for the site: builds, watches, rebuilds, and tells open pages what came of it."""

from __future__ import annotations

import http.server
import threading
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import unquote_to_bytes

import watchfiles

from effsite.errors import EffsiteError, SystemSaidNoError, UsageError
from effsite.escape import preformatted
from effsite.files import read_regular
from effsite.site.unchanged import theme_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from effsite.site.build_report import Build
    from effsite.site.project import Project

RELOAD_PATH = "/__effsite__/reload.js"
VERSION_PATH = "/__effsite__/version"
WRONG_PATH = "/__effsite__/wrong"
RELOAD_TAG = f'<script src="{RELOAD_PATH}"></script></body>'.encode()
RELOAD_SCRIPT = b"""\
(async () => {
  const get = async (path) => (await fetch(path, { cache: "no-store" })).text();
  const show = (text) => {
    let box = document.getElementById("effsite-wrong");
    if (!text) return box?.remove();
    if (!box) {
      box = document.createElement("pre");
      box.id = "effsite-wrong";
      box.setAttribute("role", "alert");
      box.style.cssText = "position:fixed;z-index:99;left:0;right:0;bottom:0;max-height:50%%;overflow:auto;"
        + "margin:0;padding:1em;white-space:pre-wrap;background:#7f1d1d;color:#fff";
      document.body.append(box);
    }
    box.textContent = text;
  };
  let first = null;
  for (;;) {
    try {
      const version = await get("%s");
      first ??= version;
      if (version !== first) return location.reload();
      show(await get("%s"));
    } catch { /* the server is away */ }
    await new Promise((done) => setTimeout(done, 1000));
  }
})();
""" % (VERSION_PATH.encode(), WRONG_PATH.encode())
NO_SITE = """\
<!doctype html><html lang="en"><title>No site yet</title>
<body><h1>No site yet</h1><pre>{}</pre></body></html>
"""
OWN_NAMES = ("127.0.0.1", "localhost")
MILLISECONDS = 1000
"""After which the sources are looked up again, should one have been put in another's place."""


@dataclass(slots=True)
class Server:
    """Serves a project's site on 127.0.0.1 while used as a context manager.

    `build` builds the site for the address that it is given as `site_url`. `wrong` is what the last build
    failed of, for the pages; empty where it did not. Raises UsageError when the port is taken.
    """

    project: Project
    port: int
    build: Callable[..., Build]
    stop: threading.Event = field(default_factory=threading.Event)
    version: int = 0
    wrong: str = ""
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

    @property
    def hosts(self) -> frozenset[str]:
        """What a request may call this server: a page elsewhere whose name leads here may not read it."""
        return frozenset({*OWN_NAMES, *(f"{name}:{self.port}" for name in OWN_NAMES)})

    def builds(self) -> Iterator[Build | EffsiteError]:
        """Build once, then after every change, until `stop` is set; what came of each build.

        After an error, whatever it is, the last good site is still served. A source that is moved away for
        a moment, or put in another's place, is watched again as soon as it is there.
        """
        before = self._sources()
        yield self._build()
        while not self.stop.is_set():
            try:
                for changes in self._watch(before):
                    # Noted before the build: what comes back while it fails is another change.
                    known, before = before, self._sources()
                    if changes or before != known:
                        yield self._build()
                    if before != known:
                        break
            except FileNotFoundError:  # a source that went since it was looked up
                before = {}

    def _watch(self, sources: dict[Path, tuple[int, int]]) -> Iterator[object]:
        """The changes below the sources; an empty set where for a second there was none."""
        return watchfiles.watch(
            *(sources or [self.project.root]),
            stop_event=self.stop,
            raise_interrupt=False,
            rust_timeout=MILLISECONDS,
            yield_on_timeout=True,
            recursive=bool(sources),
        )

    def _sources(self) -> dict[Path, tuple[int, int]]:
        """The sources that are there, each with what tells it from another one of its name."""
        found = {}
        own = self.project
        for path in (own.config, own.docs, own.results, own.templates, *theme_of(own)):
            try:
                status = path.stat()
            except OSError:
                continue  # the build says what is missing, or it need not be there
            found[path] = (status.st_dev, status.st_ino)
        return found

    def _build(self) -> Build | EffsiteError:
        try:
            made = self.build(site_url=self.address)
        except EffsiteError as error:
            return self._failed(error)
        except OSError as error:
            return self._failed(SystemSaidNoError.of(error))
        self.version += 1
        self.wrong = ""
        return made

    def _failed(self, error: EffsiteError) -> EffsiteError:
        findings = getattr(error, "findings", ())
        lines = [*map(str, findings), f"error: {error.message}", f"hint: {error.hint}" if error.hint else ""]
        self.wrong = "\n".join(filter(None, lines))
        return error


class _Handler(http.server.SimpleHTTPRequestHandler):
    """Files of the site, with a small script in each page that loads it again after a build."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *args: Any, server: Server, directory: str) -> None:
        self._site = server
        super().__init__(*args, directory=directory)

    def parse_request(self) -> bool:
        """Whether the request is one for this server, and well formed; it is answered where it is not."""
        if not super().parse_request():
            return False
        if self.headers.get("Host", "").lower() not in self._site.hosts:
            self.send_error(http.HTTPStatus.MISDIRECTED_REQUEST, f"ask for {self._site.address}")
            return False
        if b"\0" in unquote_to_bytes(self.path):
            self.send_error(http.HTTPStatus.NOT_FOUND)
            return False
        return True

    def do_GET(self) -> None:
        """Answer one request."""
        path = self.path.partition("?")[0]
        if path == VERSION_PATH:
            self._send(str(self._site.version).encode(), "text/plain; charset=utf-8")
        elif path == WRONG_PATH:
            self._send(self._site.wrong.encode("utf-8", "replace"), "text/plain; charset=utf-8")
        elif path == RELOAD_PATH:
            self._send(RELOAD_SCRIPT, "text/javascript; charset=utf-8")
        elif path.endswith(("/", ".html")) and (page := self._page(path)) is not None:
            self._send(page.replace(b"</body>", RELOAD_TAG), "text/html; charset=utf-8")
        elif path == "/":
            page = NO_SITE.format(preformatted(self._site.wrong or "It is being built.")).encode()
            self._send(page.replace(b"</body>", RELOAD_TAG), "text/html; charset=utf-8")
        else:
            super().do_GET()

    def translate_path(self, path: str) -> str:
        """The file of the site for an address; one that is not there where links lead out of the site."""
        found = super().translate_path(path)
        try:
            inside = Path(found).resolve().is_relative_to(Path(self.directory).resolve())
        except (OSError, RuntimeError):  # a link in a circle
            inside = False
        return found if inside else str(Path(self.directory, "404", "outside"))

    def list_directory(self, path: Any) -> None:
        """Answer that there is no page where a folder has none, as a web host does."""
        self.send_error(http.HTTPStatus.NOT_FOUND)

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
        try:
            return read_regular(Path(f"{file}/index.html" if path.endswith("/") else file))
        except OSError:
            return None

    def _send(self, body: bytes, kind: str, code: int = 200) -> None:
        self.send_response(code)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
