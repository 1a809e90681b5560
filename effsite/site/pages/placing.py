"""Where generated files go in the folder of pages, and whose pages stand there already."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from effsite.errors import BuildError

if TYPE_CHECKING:
    from pathlib import Path


def own_page(docs: Path, address: str) -> str:
    """The page of the project's own that becomes the same page of the site; empty where there is none.

    `targets/index.md` is also written as `targets.md`, `targets/README.md` or `targets/index.html`.
    """
    page = PurePosixPath(address)
    folder = page.parent if page.name == "index.md" else page.with_suffix("")
    names = [str(page), *(str(folder / name) for name in ("index.md", "README.md", "index.html"))]
    if folder.name:
        names.append(f"{folder}.md")
    return next((name for name in names if (docs / name).is_file()), "")


def write_new(docs: Path, address: str, content: bytes) -> str:
    """Write a file that must not be there yet; its address.

    Raises BuildError where the project has a file of its own at that address, or in place of its folder.
    """
    place = docs / address
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            file.write(content)
    except (FileExistsError, NotADirectoryError):
        raise BuildError(
            f"docs/{address} has the address of a file that effsite makes", "give yours another name"
        ) from None
    return address
