"""What may be asked of the jobs that make and publish a site."""

from __future__ import annotations

from dataclasses import MISSING, dataclass
from pathlib import Path
from typing import Literal

from effsite.site.engine import EngineName
from effsite.workflows.options.field import argument, engine, option, project, strict


@dataclass(frozen=True, slots=True, kw_only=True)
class InitOptions:
    """What `init` may be asked."""

    folder: Path = argument(
        "Folder for the new site; made where it is missing.", default=MISSING, metavar="DIR"
    )
    name: str | None = option("Name of the site; by default that of the folder.")
    author: str | None = option("Who is cited as its author; by default the site's name.")
    repository: str | None = option(
        "Address of its repository, as https://github.com/our-lab/our-trends.", metavar="URL"
    )
    url: str | None = option("Address of the published site; follows from one on GitHub.", metavar="URL")
    template: bool = option(
        "Make a template repository, whose copies take their address from GitHub.",
        default=False,
        flags=("--template",),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildOptions:
    """What `build` may be asked."""

    project: Path = project()
    strict: bool = strict()
    engine: EngineName = engine()


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishOptions:
    """What `publish` may be asked."""

    version: str | None = argument("Name of the edition: year and month, as in 2026.11.", default=None)
    aliases: tuple[str, ...] = option(
        "Another name for it, such as latest; may be repeated.",
        default=(),
        flags=("--alias",),
        metavar="NAME",
    )
    push: bool = option("Push the branch to the remote.", default=False, flags=("--push",))
    list: bool = option(
        "Publish nothing: list the editions and the branch's size.", default=False, flags=("--list",)
    )
    delete: tuple[str, ...] = option(
        "Publish nothing: delete an edition, and the branch's history; may be repeated.",
        default=(),
        flags=("--delete",),
        metavar="VERSION",
    )
    dry_run: bool = option(
        "Do all but change the branch, and say what would be.", default=False, flags=("--dry-run",)
    )
    budget: int = option(
        "Megabytes that the published site may have before it is warned about.", default=750, least=1
    )
    remote: str = option("Remote to fetch from and push to.", default="origin")
    branch: str = option("Branch that holds the published site.", default="gh-pages")
    engine: EngineName = engine()
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportOptions:
    """What `export` may be asked."""

    format: Literal["csv", "json", "parquet", "croissant"] = option(
        "csv, json, parquet; croissant: a folder with Parquet and its metadata.", default="csv"
    )
    task: str | None = option("Rows of this task only.", metavar="NAME")
    output: Path | None = option(
        "File to write, or folder for croissant; by default standard output.",
        flags=("--output", "-o"),
        metavar="PATH",
    )
    project: Path = project()


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """What `serve` may be asked."""

    project: Path = project()
    engine: EngineName = engine()
    port: int = option("Port to listen on; 0 takes a free one.", default=8000, least=0, most=65535)
