"""What the files of live charts hold, read as the page's script reads them."""

from __future__ import annotations

import gzip
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


def read(packed: bytes) -> Any:
    return json.loads(gzip.decompress(packed))


def live_charts(docs: Path) -> dict[str, Any]:
    """The values of each chart of a folder of pages by the chart's name: imagenet/alexnet-level."""
    found: dict[str, Any] = {}
    home = docs / "assets" / "charts"
    for path in sorted(home.rglob("*.json.gz")):
        whole, folder = read(path.read_bytes()), path.parent.relative_to(home)
        alone = {path.name.removesuffix(".json.gz"): whole}
        found |= {str(folder / name): values for name, values in whole.get("charts", alone).items()}
    return found
