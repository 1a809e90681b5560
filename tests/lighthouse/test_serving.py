"""The server of these tests answers as GitHub Pages does, or what is measured on it would mean nothing."""

from __future__ import annotations

import gzip
import urllib.error
import urllib.request
from types import SimpleNamespace

import pytest

from tests.web_server import Site


@pytest.fixture
def site(tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "index.html").write_text("<p>here</p>")
    (tmp_path / "404.html").write_text("<p>lost</p>")
    (tmp_path / "card.png").write_bytes(b"\x89PNG")
    served = Site(tmp_path)
    yield served
    served.close()


def asked(site, path):
    request = urllib.request.Request(site.address + path, headers={"Accept-Encoding": "gzip"})
    try:
        answer = urllib.request.urlopen(request)
    except urllib.error.HTTPError as lost:
        answer = lost
    with answer:
        return SimpleNamespace(
            url=answer.url, status=answer.status, headers=answer.headers, body=answer.read()
        )


def test_a_folder_is_its_page_packed_and_kept_for_ten_minutes(site):
    answer = asked(site, "folder?q=1")
    assert answer.url == f"{site.address}folder/?q=1"
    assert gzip.decompress(answer.body) == b"<p>here</p>"
    assert answer.headers["Cache-Control"] == "max-age=600"
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


def test_a_picture_is_not_packed_again(site):
    answer = asked(site, "card.png")
    assert (answer.headers["Content-Encoding"], answer.body) == (None, b"\x89PNG")


def test_what_is_not_there_has_the_page_that_says_so(site):
    answer = asked(site, "folder/none/")
    assert (answer.status, gzip.decompress(answer.body)) == (404, b"<p>lost</p>")


def test_a_file_that_changed_is_not_answered_from_before(site, tmp_path):
    asked(site, "folder/")
    (tmp_path / "folder" / "index.html").write_text("<p>there</p>")
    assert gzip.decompress(asked(site, "folder/").body) == b"<p>there</p>"
