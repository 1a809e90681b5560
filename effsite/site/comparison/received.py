"""A comparison that another program wrote, read as data: strict in form, limited in size, nothing of it run.

The run that made it may have been a stranger's. What is not of the form is an error, what is too much is
cut, and a picture is rebuilt of the few elements and attributes that effsite draws with. Needs the standard
library alone, so that a job that may write installs nothing.
"""

from __future__ import annotations

import re
from dataclasses import MISSING, fields
from typing import TYPE_CHECKING, Any, TypeVar, get_args, get_type_hints
from xml.etree import ElementTree

from effsite.errors import EffsiteError
from effsite.files import JsonError, parse_json_object
from effsite.site.comparison.told import ComparisonTold

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

MOST_BYTES = 4_000_000
"""Of the JSON of a comparison."""

LONGEST_TEXT = 4_000
MOST_ENTRIES = 1_000
"""Of a list; what follows is left out."""

MOST_PICTURE_BYTES = 400_000

SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset(
    {"svg", "title", "desc", "clipPath", "rect", "path", "circle", "g", "text", "tspan", "marker"}
)
ATTRIBUTES = frozenset(
    {
        *("class", "role", "viewBox", "aria-labelledby", "id", "x", "y", "width", "height", "d", "dy"),
        *("cx", "cy", "r", "markerUnits", "overflow"),
        *("font-family", "font-size", "font-weight", "text-anchor", "paint-order", "stroke-linejoin"),
        *("fill", "fill-opacity", "stroke", "stroke-width", "stroke-dasharray", "stroke-opacity"),
    }
)
PLAIN = re.compile(r"[A-Za-z0-9 .,#%+_-]*")
MOVED = re.compile(r"translate\([0-9.-]+ [0-9.-]+\)")
"""The only `transform` that effsite writes: numbers along an axis stand as far from it."""

LINK = re.compile(r"url\(#[A-Za-z0-9_-]+\)")
LINKS = frozenset({"clip-path", "marker-start", "marker-mid", "marker-end"})
LONGEST_MARK = 200
"""Letters of the path that is a mark: it is drawn in each of thousands of places."""


class ReceivedError(EffsiteError):
    """What was received is not what effsite writes; nothing of it is shown."""


def read_comparison(data: bytes) -> ComparisonTold:
    """The comparison in what `effsite check --against --json` printed; raises ReceivedError."""
    if len(data) > MOST_BYTES:
        raise ReceivedError(f"the comparison has {len(data):,} bytes; at most {MOST_BYTES:,} are read")
    try:
        found = parse_json_object(data.decode("utf-8")).get("comparison")
    except (UnicodeDecodeError, JsonError) as error:
        raise ReceivedError(f"the comparison is no JSON: {error}") from None
    told: ComparisonTold = _value(ComparisonTold, found, "comparison")
    return told


def _value(kind: Any, value: Any, where: str) -> Any:
    """The value as that type: a text, a flag, a list of them, or one of the types of `told`."""
    if kind in (str, bool):
        if type(value) is not kind:
            raise ReceivedError(f"{where} is not a {'text' if kind is str else 'flag'}")
        return value[:LONGEST_TEXT] if kind is str else value
    if inner := get_args(kind):
        if not isinstance(value, list):
            raise ReceivedError(f"{where} is not a list")
        return tuple(_value(inner[0], one, f"{where}[{n}]") for n, one in enumerate(value[:MOST_ENTRIES]))
    return _made(kind, value, where)


def _made(kind: type[T], value: Any, where: str) -> T:
    if not isinstance(value, dict):
        raise ReceivedError(f"{where} is not an object")
    hints = get_type_hints(kind)
    missing = [f.name for f in _needed(kind) if f.name not in value]
    if missing:
        raise ReceivedError(f"{where} lacks {', '.join(missing)}")
    given: Mapping[str, Any] = {
        name: _value(hint, value[name], f"{where}.{name}") for name, hint in hints.items() if name in value
    }
    return kind(**given)


def _needed(kind: Any) -> list[Any]:
    return [f for f in fields(kind) if f.default is MISSING]


def read_picture(data: bytes) -> str:
    """The SVG rebuilt of what effsite draws with; raises ReceivedError for anything else in it."""
    if len(data) > MOST_PICTURE_BYTES:
        raise ReceivedError(f"a picture has {len(data):,} bytes; at most {MOST_PICTURE_BYTES:,} are read")
    if b"<!" in data or b"<?" in data:
        raise ReceivedError("a picture declares something beside its elements")
    try:
        root = ElementTree.fromstring(data.decode("utf-8"))  # noqa: S314 - no declarations, so no entities
    except (UnicodeDecodeError, ElementTree.ParseError) as error:
        raise ReceivedError(f"a picture is no SVG: {error}") from None
    if root.tag != f"{{{SVG}}}svg":
        raise ReceivedError("a picture is no SVG")
    for element in root.iter():
        _check_element(element)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


def _check_element(element: ElementTree.Element) -> None:
    name = element.tag.removeprefix(f"{{{SVG}}}")
    if name not in ELEMENTS:
        raise ReceivedError(f"a picture holds an element that effsite does not draw with: {name[:40]!r}")
    if name == "marker" and not _is_one_mark(element):
        raise ReceivedError("a picture holds a mark that effsite does not draw")
    for attribute, value in element.attrib.items():
        own = (attribute in LINKS and LINK.fullmatch(value)) or (
            attribute == "transform" and MOVED.fullmatch(value)
        )
        if not own and (attribute not in ATTRIBUTES or not PLAIN.fullmatch(value)):
            raise ReceivedError(
                f"a picture holds an attribute that effsite does not write: {attribute[:40]!r}"
            )


def _is_one_mark(marker: ElementTree.Element) -> bool:
    """Whether that is one short path without marks of its own: a picture then grows with its length alone."""
    return (
        len(marker) == 1
        and marker[0].tag == f"{{{SVG}}}path"
        and len(marker[0]) == 0
        and len(marker[0].get("d", "")) <= LONGEST_MARK
        and not LINKS & set(marker[0].attrib)
    )
