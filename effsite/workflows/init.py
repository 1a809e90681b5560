"""A new site: from an empty folder to a project that builds, is checked and publishes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.errors import UsageError
from effsite.site.starter import EXAMPLE, Starter, write_starter

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.workflows.options import InitOptions

TEMPLATE_NAME = "Our efficiency trends"
"""The name of a site from a template repository, until somebody writes another into its mkdocs.yml."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InitReport:
    """A new site: its folder, its name, the files that were written, and the folder of its example task."""

    folder: Path
    name: str
    written: tuple[str, ...]
    example: Path


def init(options: InitOptions) -> InitReport:
    """Write the files of a new site into a folder; the report names them.

    No file that is there is changed. Raises UsageError where one stands in the way, and for a name or an
    address that is none.
    """
    starter = _template(options) if options.template else _starter(options)
    written = write_starter(starter, options.folder)
    return InitReport(
        folder=options.folder, name=starter.name, written=written, example=options.folder / EXAMPLE
    )


def _starter(options: InitOptions) -> Starter:
    return Starter(
        name=(options.name or "").strip() or name_of(options.folder),
        author=(options.author or "").strip(),
        repository=(options.repository or "").strip(),
        url=(options.url or "").strip(),
    )


def _template(options: InitOptions) -> Starter:
    given = {"name": options.name, "author": options.author}
    given |= {"repository": options.repository, "url": options.url}
    if set_too := [f"--{name}" for name, value in given.items() if value is not None]:
        raise UsageError(
            f"--template takes no {' and no '.join(set_too)}: its copies have their own",
            "leave that out, or leave out --template to make one site",
        )
    return Starter(name=TEMPLATE_NAME)


def name_of(folder: Path) -> str:
    """A name for a site in that folder: my-trends becomes My trends."""
    words = " ".join(folder.resolve().name.replace("-", " ").replace("_", " ").split())
    return f"{words[:1].upper()}{words[1:]}" or TEMPLATE_NAME
