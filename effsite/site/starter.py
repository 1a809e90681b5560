"""A new site: the files that a project begins with, which are its people's from then on."""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from effsite import escape
from effsite.errors import UsageError
from effsite.files import write_once
from effsite.version import __version__
from effsite.words import counted

SOURCES = Path(__file__).parent / "starter_files"
FILES = {
    "mkdocs.yml": "mkdocs.yml",
    "README.md": "README.md",
    "CITATION.cff": "CITATION.cff",
    "requirements.txt": "requirements.txt",
    ".gitignore": "gitignore",
    ".github/dependabot.yml": "dependabot.yml",
    ".github/workflows/check.yml": "check.yml",
    ".github/workflows/pages.yml": "pages.yml",
    "docs/about.md": "about.md",
    "docs/assets/logo.svg": "logo.svg",
    "results/time-to-gpt-2/nanochat.csv": "nanochat.csv",
    "results/time-to-gpt-2/task.toml": "task.toml",
}
"""Every file of a new site, and the file in `starter_files/` that it is made from."""

EXAMPLE = "results/time-to-gpt-2"
"""The folder of the task that is there as an example."""

OPEN_ADDRESS = '!ENV [SITE_URL, ""]  # where the site will be; the workflow says it where nothing else does'
"""The address of a site of which none is known yet, in mkdocs.yml."""

NO_REPOSITORY = "    # repository: https://github.com/our-lab/our-trends   # where people send results"
SOCIAL = """
  social:
    - icon: fontawesome/brands/git-alt
      link: {}
      name: Source of this site"""

_PLACE = re.compile(r"@@(\w+)@@")
_ON_GITHUB = re.compile(r"https://github\.com/([\w-]+)/([\w.-]+?)(?:\.git)?/?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Starter:
    """What is to be said of a new site: its name, and where known its author and its addresses.

    `repository` is where its files are kept, `url` where it is published; for a repository on GitHub the
    second follows from the first. Raises UsageError for a text that is none, and for other addresses than
    http and https.
    """

    name: str
    author: str = ""
    repository: str = ""
    url: str = ""

    def __post_init__(self) -> None:
        for what, text in (("name", self.name), ("author", self.author)):
            if text != " ".join(text.split()) or not text.isprintable():
                raise UsageError(f"the {what} {text!r} is not one line of text", "write it on one line")
        if not self.name:
            raise UsageError("the site has no name", "give it one: --name 'Our trends'")
        for what, address in (("repository", self.repository), ("url", self.url)):
            if address and not _is_web_address(address):
                hint = f"write it as it stands in a browser: --{what} https://..."
                raise UsageError(f"{address!r} is not the address of a page", hint)

    @property
    def address(self) -> str:
        """Where the site is published; empty where that is not known."""
        if self.url:
            return f"{self.url.rstrip('/')}/"
        found = _ON_GITHUB.fullmatch(self.repository)
        if found is None:
            return ""
        host = f"{found[1].lower()}.github.io"
        return f"https://{host}/" if found[2].lower() == host else f"https://{host}/{found[2]}/"

    def files(self) -> dict[str, str]:
        """Every file of the site, by its path in the project."""
        words = self._words()
        texts = {name: (SOURCES / source).read_text(encoding="utf-8") for name, source in FILES.items()}
        return {name: _PLACE.sub(lambda found: words[found[1]], text) for name, text in texts.items()}

    def _words(self) -> dict[str, str]:
        author = self.author or self.name
        url = _quoted(self.address) if self.address else OPEN_ADDRESS
        addresses = {"url": self.address, "repository-code": self.repository}
        cited = [f"\n{key}: {_quoted(value)}" for key, value in addresses.items() if value]
        said = f"    author: {_quoted(self.author)}"
        kept = _quoted(self.repository)
        return {
            "name": _quoted(self.name),
            "plain_name": escape.md(self.name),
            "author": said if self.author else "    # author: Our lab   # who is cited; else the site's name",
            "author_or_name": _quoted(author),
            "author_or_name_md": escape.md(author),
            "site_url": f"site_url: {url}",
            "repository": f"    repository: {kept}" if self.repository else NO_REPOSITORY,
            "social": SOCIAL.format(kept) if self.repository else "",
            "cff_urls": "".join(cited),
            "version": __version__,
        }


def write_starter(starter: Starter, folder: Path) -> tuple[str, ...]:
    """Write the files of a new site into a folder, which is made where it is missing; give those written.

    Nothing that is there is changed: raises UsageError, before anything is written, with the names of all
    that stands in the way. A file that holds just what would be written does not, so that the same call goes
    on where one was killed.
    """
    files = starter.files()
    _refuse_what_stands(folder, files)
    return tuple(name for name, text in files.items() if write_once(folder / name, text))


def _refuse_what_stands(folder: Path, files: dict[str, str]) -> None:
    if os.path.lexists(folder) and not folder.is_dir():
        raise UsageError(f"{folder} is no folder", "name another one, which need not be there yet")
    stands = (_stands(folder, name, text) for name, text in files.items())
    in_the_way = dict.fromkeys(filter(None, stands))
    if in_the_way:
        raise UsageError(
            f"{counted(len(in_the_way), 'thing')} in {folder} would be in the way, and nothing was written:"
            f" {', '.join(in_the_way)}",
            "move them away, or name a folder that is not there yet: effsite init DIR",
        )


def _stands(folder: Path, name: str, text: str) -> str:
    """What is where that file is to be, or in place of a folder for it; empty where the place is free."""
    *parents, last = Path(name).parts
    for depth in range(1, len(parents) + 1):
        parent = folder.joinpath(*parents[:depth])
        if os.path.lexists(parent) and (parent.is_symlink() or not parent.is_dir()):
            return "/".join(parents[:depth])
    place = folder.joinpath(*parents, last)
    if not os.path.lexists(place):
        return ""
    same = place.is_file() and not place.is_symlink() and place.read_bytes() == text.encode()
    return "" if same else name


def _is_web_address(text: str) -> bool:
    if not text.isascii() or not text.isprintable() or any(c in text for c in " '\"<>\\"):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname)


def _quoted(text: str) -> str:
    """The text as a scalar of YAML, on one line."""
    return json.dumps(text, ensure_ascii=False)
