"""Designs as templates: Bokeh's JSON made once, kept on disk, and joined with data chart by chart.

A Bokeh figure costs about 50 ms whatever it shows. So each design is built once with stand-ins
for its columns and scalars; its JSON, with a mark for each of them, is a file that all charts of that
design share. A chart's own file has the values by name, and its reader puts the two together: no import
of bokeh, no ids that depend on what else was built, and no way for data to be read as a mark.

The designs come with the package, as one version of Bokeh makes them (`python -m tests.charts.made` writes
them). Where another is installed they are made once for a project, and kept in its cache.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from effsite.files import read_regular, sort_of, write_atomically
from effsite.site.charts.design_values import SCALARS
from effsite.site.charts.packed import packed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from effsite.site.charts.scene import Design

SOURCES = ("designs.py", "templates.py", "design_values.py", "palette.py", "scene.py")
MADE = Path(__file__).parent / "made"
"""The designs of the package: in each file what made it, and its JSON."""

MARK = "@@"
"""The one key of an object in a design's JSON in whose place the value goes that it names."""

_STAND_IN = re.compile(r'\["@@list:([^"@]+)@@"\]|\[\["@@pairs:([^"@]+)@@",""\]\]|"@@one:([^"@]+)@@"')
_TICKS = {"ticks": 7_000_000_000.5, "x_ticks": 7_000_000_001.5}
_NUMBERS = {name: 8_000_000_000.5 + n for n, name in enumerate(SCALARS)}


class StandIns:
    """A `Fill` of stand-ins: each list, number and string names itself."""

    def column(self, name: str) -> list[Any]:
        """A list of one string that names the column."""
        return [f"@@list:{name}@@"]

    def ticks(self, name: str) -> list[float]:
        """A list of one number that stands for the ticks of that name."""
        return [_TICKS[name]]

    def pairs(self, name: str) -> dict[Any, str]:
        """A mapping of one key that names it."""
        return {f"@@pairs:{name}@@": ""}

    def number(self, name: str) -> float:
        """A number that stands for that scalar and no other."""
        return _NUMBERS[name]

    def text(self, name: str) -> str:
        """A string that names itself."""
        return f"@@one:{name}@@"


@dataclass(frozen=True, slots=True)
class RealValues:
    """A `Fill` of real data, as `effsite.site.charts.design_values.values` gives it."""

    values: Mapping[str, Any]

    def column(self, name: str) -> list[Any]:
        """The list of that name."""
        return list(self.values[name])

    def ticks(self, name: str) -> list[float]:
        """Where the log axis whose ticks have that name bears them."""
        return list(self.values[name])

    def pairs(self, name: str) -> dict[Any, str]:
        """The mapping of that name."""
        return dict(self.values[name])

    def number(self, name: str) -> float:
        """The number of that name."""
        return float(self.values[name])

    def text(self, name: str) -> str:
        """The string of that name."""
        return str(self.values[name])


@dataclass(frozen=True, slots=True)
class Template:
    """A design's JSON with a mark for each value, `text`, and what those values are called."""

    text: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, item: str) -> Template:
        """The template of a JSON text with stand-ins."""
        names = dict.fromkeys(filter(None, (name for found in _STAND_IN.findall(item) for name in found)))
        marked = _STAND_IN.sub(lambda found: encoded({MARK: found[1] or found[2] or found[3]}), item)
        return cls(f"{marked}\n", tuple(names))

    def values(self, given: Mapping[str, object]) -> str:
        """The values that go into it, as JSON: columns packed, those without rows left out.

        Raises KeyError for one that is missing, and ValueError for NaN or infinity.
        """
        return encoded(packed({name: given[name] for name in self.names})) + "\n"

    def file(self, design: Design) -> str:
        """What its file is called, which follows from what it holds."""
        return f"design-{design}.{hashlib.sha256(self.text.encode()).hexdigest()[:10]}.json"


class Designs:
    """The templates of all designs, made with Bokeh where neither package nor cache has one that fits."""

    def __init__(self, cache: Path) -> None:
        """Keeps templates in `cache`, which is made when needed; nothing is read or built before use."""
        self._cache = cache
        self._templates: dict[Design, Template] = {}
        self.script = f"bokeh-{version('bokeh')}.min.js"

    def template(self, design: Design) -> Template:
        """The template of a design, whose values `values` gives."""
        if design not in self._templates:
            self._templates[design] = Template.of(self._stored(design))
        return self._templates[design]

    def _stored(self, design: Design) -> str:
        made_with, _, text = made_file(design).read_text(encoding="utf-8").partition("\n")
        return text.rstrip("\n") if made_with == maker() else self._own(design)

    def _own(self, design: Design) -> str:
        path = self._cache / f"chart-{design}-{_key()}.json"
        stored = _unsealed(path)
        if stored is None:
            stored = template_json(design)
            if sort_of(path) == "a folder" and not path.is_symlink():
                shutil.rmtree(path)
            write_atomically(path, f"{_seal(stored)}\n{stored}")
        return stored


def _unsealed(path: Path) -> str | None:
    """What a file of the cache holds; None where it is not as it was written, and is to be made anew."""
    try:
        seal, _, stored = read_regular(path).decode("utf-8").partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return stored if seal == _seal(stored) else None


def _seal(stored: str) -> str:
    return hashlib.sha256(stored.encode()).hexdigest()


def made_file(design: Design) -> Path:
    """Where the package has a design."""
    return MADE / f"{design}.json"


def maker() -> str:
    """What makes designs: `bokeh 3.9.2`."""
    return f"bokeh {version('bokeh')}"


def _key() -> str:
    digest = hashlib.sha256(maker().encode())
    for name in SOURCES:
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()[:16]


def template_json(design: Design) -> str:
    """The design's JSON with stand-ins, as Bokeh makes it, ids renumbered."""
    return encoded(item_json(design, StandIns()))


def item_json(design: Design, fill: Any) -> Any:
    """The JSON item of the design filled by `fill`, ids renumbered, scalars that stand in made strings."""
    from bokeh.embed import json_item

    from effsite.site.charts.designs import build

    item: Any = json_item(build(design, fill))
    plain = json.loads(json.dumps({"root_id": item["root_id"], "doc": item["doc"]}))
    return renumbered(plain)


def encoded(item: Any) -> str:
    """The item as one line of JSON; raises ValueError for NaN or infinity."""
    return json.dumps(item, allow_nan=False, separators=(",", ":"))


def renumbered(item: Any) -> Any:
    """The item with Bokeh's process-wide ids replaced by their order of appearance."""
    ids: dict[str, str] = {}
    _collect(item["doc"], ids)
    return _replaced(item, ids)


def _collect(node: Any, ids: dict[str, str]) -> None:
    if isinstance(node, dict):
        if isinstance(node.get("id"), str):
            ids.setdefault(node["id"], f"e{len(ids) + 1}")
        for child in node.values():
            _collect(child, ids)
    elif isinstance(node, list):
        for child in node:
            _collect(child, ids)


def _replaced(node: Any, ids: dict[str, str]) -> Any:
    if isinstance(node, dict):
        return {
            key: ids[child] if key in ("id", "root_id") else _replaced(child, ids)
            for key, child in node.items()
        }
    if isinstance(node, list):
        return [_replaced(child, ids) for child in node]
    return _NAMED.get(node, node) if isinstance(node, float) else node


_NAMED = {number: f"@@one:{name}@@" for name, number in _NUMBERS.items()} | {
    number: f"@@list:{name}@@" for name, number in _TICKS.items()
}
