"""A GitHub that answers on this machine: artifacts, pull requests, comments and git objects."""

from __future__ import annotations

import io
import json
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

REPOSITORY = "lab/results"
HEAD = "a" * 40
RUN = "77"
TOKEN = "a-token"  # noqa: S105 - of the server below


@dataclass
class GitHub:
    """What it holds, and what it was asked to change."""

    address: str = ""
    archive: bytes = b""
    artifacts: list[dict[str, Any]] = field(default_factory=list)
    head: str = HEAD
    state: str = "open"
    base: str = REPOSITORY
    comments: list[dict[str, Any]] = field(default_factory=list)
    refs: dict[str, str] = field(default_factory=dict)
    trees: list[dict[str, Any]] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    stored_with: list[str] = field(default_factory=list)
    """The Authorization headers that the store of archives was sent."""

    def answer(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if method != "GET":
            self.changed.append(f"{method} {path}")
        place = path.removeprefix(f"/repos/{REPOSITORY}/")
        for pattern, handle in self._places():
            if found := re.fullmatch(pattern, f"{method} {place}"):
                return handle(found, body)
        return 404, {"message": "Not Found"}

    def _places(self) -> list[tuple[str, Callable[[re.Match[str], Any], tuple[int, Any]]]]:
        return [
            (rf"GET actions/runs/{RUN}/artifacts\?.*", lambda m, b: (200, {"artifacts": self.artifacts})),
            (r"GET pulls/12", lambda m, b: (200, self._pull())),
            (r"GET issues/12/comments\?per_page=100&page=(\d+)", self._page),
            (r"POST issues/12/comments", self._comment),
            (r"PATCH issues/comments/(\d+)", self._edit),
            (r"POST git/trees", self._tree),
            (r"POST git/commits", lambda m, b: (201, {"sha": "c" * 40})),
            (r"POST git/refs", self._ref),
            (r"PATCH git/refs/(.+)", self._move),
        ]

    def _pull(self) -> dict[str, Any]:
        base = {"repo": {"full_name": self.base}}
        return {"state": self.state, "head": {"sha": self.head}, "base": base}

    def _page(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        start = 100 * (int(found[1]) - 1)
        return 200, self.comments[start : start + 100]

    def _comment(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        self.say(body["body"], "github-actions[bot]")
        return 201, {}

    def say(self, text: str, author: str) -> None:
        self.comments.append({"id": len(self.comments) + 1, "body": text, "user": {"login": author}})

    def _edit(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        self.comments[int(found[1]) - 1]["body"] = body["body"]
        return 200, {}

    def _tree(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        self.trees.append({entry["path"]: entry["content"] for entry in body["tree"]})
        return 201, {"sha": "b" * 40}

    def _ref(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        self.refs[body["ref"]] = body["sha"]
        return 201, {}

    def _move(self, found: re.Match[str], body: Any) -> tuple[int, Any]:
        name = f"refs/{found[1]}"
        if name not in self.refs:
            return 422, {"message": "Reference does not exist"}
        self.refs[name] = body["sha"]
        return 200, {}

    def hold(self, archive: bytes, name: str = "effsite-review", **fields: Any) -> None:
        self.archive = archive
        about = {"id": 5, "name": name, "expired": False, "size_in_bytes": len(archive)}
        self.artifacts.append({**about, **fields})

    def variables(self, **more: str) -> dict[str, str]:
        """Those of a workflow that follows the check."""
        return {
            "GITHUB_API_URL": self.address,
            "GITHUB_SERVER_URL": "https://github.example",
            "GITHUB_REPOSITORY": REPOSITORY,
            "TOKEN": TOKEN,
            "RUN_ID": RUN,
            "HEAD_SHA": HEAD,
            **more,
        }


def archive_of(files: dict[str, bytes | str]) -> bytes:
    """A zip archive as upload-artifact makes it."""
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return told.getvalue()


@contextmanager
def served() -> Iterator[GitHub]:
    """A GitHub at a port of this machine."""
    github = GitHub()

    class Handler(BaseHTTPRequestHandler):
        def _handle(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if self.path == "/store/archive":
                github.stored_with.append(self.headers.get("Authorization") or "")
                self._send(200, github.archive)
            elif self.headers.get("Authorization") != f"Bearer {TOKEN}":
                self._send(401, b"{}")
            elif re.fullmatch(rf"/repos/{REPOSITORY}/actions/artifacts/\d+/zip", self.path):
                self._send(302, b"", Location=f"{github.address}/store/archive")
            else:
                status, answer = github.answer(self.command, self.path, body)
                self._send(status, json.dumps(answer).encode())

        do_GET = do_POST = do_PATCH = _handle  # noqa: N815 - the names that the base class calls

        def _send(self, status: int, data: bytes, **headers: str) -> None:
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    github.address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield github
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
