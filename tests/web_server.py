"""A folder served as GitHub Pages would: packed, kept for ten minutes, its own page for what is not there."""

from __future__ import annotations

import functools
import gzip
import http.server
import threading
from pathlib import Path

PACKED = frozenset({"css", "csv", "html", "js", "json", "svg", "txt", "xml"})
MINUTES_KEPT = 10


class Site:
    """Pages served from a folder, at an address of this machine."""

    def __init__(self, folder: Path) -> None:
        handler = functools.partial(_AsPages, directory=str(folder))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()


class _AsPages(http.server.SimpleHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = Path(self.translate_path(self.path))
        address, _, rest = self.path.partition("?")
        if asked.is_dir() and not address.endswith("/"):
            return self._lead_to(f"{address}/?{rest}" if rest else f"{address}/")
        found = asked / "index.html" if asked.is_dir() else asked
        if found.is_file():
            self._answer(200, found)
        elif (lost := Path(self.directory) / "404.html").is_file():
            self._answer(404, lost)
        else:
            self.send_error(404)
        return None

    def _lead_to(self, address: str) -> None:
        self.send_response(301)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _answer(self, status: int, file: Path) -> None:
        packed = file.suffix.removeprefix(".") in PACKED
        self.send_response(status)
        self.send_header("Content-Type", self.guess_type(str(file)) + ("; charset=utf-8" if packed else ""))
        self.send_header("Cache-Control", f"max-age={60 * MINUTES_KEPT}")
        self.send_header("Vary", "Accept-Encoding")
        if packed and "gzip" in self.headers.get("Accept-Encoding", ""):
            content = _packed(file, file.stat().st_mtime_ns)
            self.send_header("Content-Encoding", "gzip")
        else:
            content = file.read_bytes()
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a request is no news here."""


@functools.lru_cache(maxsize=2_000)
def _packed(file: Path, changed: int) -> bytes:
    """What a file holds, packed once for each state of it."""
    return gzip.compress(file.read_bytes(), 6)
