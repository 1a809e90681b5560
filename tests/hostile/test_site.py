"""Built once with the corpus in every field: files are well formed and hold each text as it was written."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from effsite.site.project import Project
from effsite.workflows.build import build_into
from effsite.workflows.events import nobody
from tests.hostile.project import ROWS_OF_A_TASK, hostile_project, long_texts, names, sentence

HANDLER = re.compile(r"on[a-z]+")
ADDRESSES = ("href", "src", "action", "formaction", "xlink:href", "data", "poster", "srcdoc", "srcset")
OF_STRANGERS = frozenset({"iframe", "object", "embed", "base", "math", "video", "audio", "plaintext"})
OF_STRANGERS |= {"textarea", "foreignobject", "template", "x-a", "marquee"}


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = Project.at(hostile_project(tmp_path_factory.mktemp("hostile") / "project", every=12))
    return build_into(project, None, nobody).site


class Page(HTMLParser):
    """The elements of a page, its visible text, and what in it could run or load."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.scripts, self.handlers, self.loads, self.links = 0, [], [], []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self._hidden = False
        self.feed(path.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self._hidden = tag in ("script", "style")
        self.scripts += tag == "script" and "src" not in values and "type" not in values
        self.handlers += [name for name in values if HANDLER.fullmatch(name)]
        found = [values[name] for name in ADDRESSES if name in values]
        (self.links if tag == "a" else self.loads).extend(found)

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.text.append(data)


def shown(text: str) -> str:
    """A text as a page shows it: white space of any kind is one space."""
    return " ".join(text.replace("\u2068", "").replace("\u2069", "").split())


def test_no_page_has_a_script_a_handler_or_an_element_of_a_stranger(site: Path) -> None:
    pages = sorted(site.rglob("*.html"))
    assert len(pages) > 450
    for path in pages:
        page = Page(path)
        assert page.scripts <= 4, path
        assert page.handlers == [], path
        assert page.tags.isdisjoint(OF_STRANGERS), path
        assert all(urlsplit(each).scheme in ("", "data", "https") for each in page.loads), path
        assert not any("evil" in urlsplit(each).netloc or "data:text" in each for each in page.loads), path
        assert {urlsplit(each.strip()).scheme for each in page.links} <= {"", "http", "https"}, path
        assert not any("evil" in urlsplit(each).netloc for each in page.links), path


def test_every_row_stands_on_its_page_with_each_text_as_it_was_written(site: Path) -> None:
    for n, first in enumerate(range(0, len(names()), ROWS_OF_A_TASK)):
        rows = names()[first : first + ROWS_OF_A_TASK]
        path = site / f"part-{n}" / "t0" / "index.html"
        text = shown("".join(Page(path).text))
        for name in rows:
            for field in ("source", "note", "rule", "caveat", "citation"):
                assert shown(sentence(name, field)) in text, (path, field, name)
        cells = re.findall(r'<th scope="row">(?:<a [^>]*>)?(.*?)(?:</a>)?<td', path.read_text("utf-8"))
        assert len(cells) >= 2 * len(rows)
        doubted = shown("".join(Page(path.parents[1] / "t1" / "index.html").text))
        assert all(shown(name) in doubted for name in rows)
    for text in long_texts():
        assert shown(text) in shown("".join(Page(site / "part-0" / "t0" / "index.html").text))


def test_every_rate_stands_on_its_page(site: Path) -> None:
    text = shown("".join(Page(site / "rates" / "index.html").text))
    for name in names():
        assert shown(name) in text
        assert shown(sentence(name, "source")) in text


def test_downloads_hold_each_text_and_no_formula(site: Path) -> None:
    for n, first in enumerate(range(0, len(names()), ROWS_OF_A_TASK)):
        rows = names()[first : first + ROWS_OF_A_TASK]
        for target in ("t0", "t1"):
            data = site / "data" / f"part-{n}"
            table = list(csv.DictReader(io.StringIO((data / f"{target}.csv").read_text("utf-8"), newline="")))
            assert {row["system"] for row in table} >= set(rows)
            assert {row["note"] for row in table} >= {sentence(name, "note") for name in rows}
            told = json.loads((data / f"{target}.json").read_text("utf-8"))
            assert set(told["rows"]["system"]) >= set(rows)
            assert set(told["rows"]["source"]) >= {sentence(name, "source") for name in rows}
    for path in (site / "data").rglob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text("utf-8"), newline="")):
            assert not any(cell.startswith(tuple("=+-@\t\r＝＋－＠")) for cell in row), path


def test_the_table_of_all_rows_holds_each_text(site: Path) -> None:
    (path,) = site.rglob("results.parquet")
    raw = path.read_bytes()
    pages = b"".join(
        zlib.decompressobj(31).decompress(raw[at.start() :]) for at in re.finditer(b"\x1f\x8b\x08", raw)
    )
    for name in names():
        for text in (name, sentence(name, "note")):
            stored = text.encode()
            assert len(stored).to_bytes(4, "little") + stored in pages, text


def test_what_is_xml_or_json_is_well_formed(site: Path) -> None:
    for kind in ("*.svg", "*.xml"):
        files = [path for path in site.rglob(kind) if "assets/images" not in path.as_posix()]
        assert files
        for path in files:
            root = ElementTree.fromstring(path.read_bytes())  # noqa: S314 - of our own making
            tags = {each.tag.rpartition("}")[2] for each in root.iter()}
            assert tags.isdisjoint({"script", "foreignObject", "image", "use", "animate", "set"}), path
            assert not any(HANDLER.fullmatch(name) for each in root.iter() for name in each.attrib), path
    for path in site.rglob("*.json"):
        json.loads(path.read_text("utf-8"), parse_constant=pytest.fail)
    packed = [*site.rglob("*.json.gz")]
    assert packed
    for path in packed:
        json.loads(gzip.decompress(path.read_bytes()), parse_constant=pytest.fail)


def test_the_feed_names_records_as_they_are_called(site: Path) -> None:
    root = ElementTree.fromstring((site / "feed.xml").read_bytes())  # noqa: S314 - of our own making
    titles = [each.findtext("{*}title") or "" for each in root.iter("{http://www.w3.org/2005/Atom}entry")]
    assert len(titles) == 100
    known = {shown(name) for name in names()}
    assert all(title.partition(": a record at ")[0] in known or ": " in title for title in titles)


def test_the_search_index_holds_markup_as_text_alone(site: Path) -> None:
    entries = json.loads((site / "search" / "entries.json").read_text("utf-8"))
    assert len(entries) > 400
    text = " ".join(f"{entry['title']} {entry['text']}" for entry in entries)
    tags = set(re.findall(r"<\s*/?\s*([a-zA-Z!?][\w-]*)", text))
    assert tags <= {
        "p",
        "ul",
        "ol",
        "li",
        "code",
        "pre",
        "dl",
        "dt",
        "dd",
        "strong",
        "em",
        "div",
        "sub",
        "sup",
    }
    assert not re.search(r"<[^>]*\bon\w+\s*=", text)


def test_names_of_files_and_addresses_are_plain(site: Path) -> None:
    for path in site.rglob("*"):
        assert re.fullmatch(r"[A-Za-z0-9._-]+", path.name), path
