"""Addresses inside the site, as seen from one page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.site.pages import downloads
from effsite.site.pages.page import depth, root

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from effsite.site.pages.systems import System


@dataclass(frozen=True, slots=True)
class Links:
    """Links from the page at `address`.

    `slugs` has the slug of every system by name; `runs` is the task whose targets share one page,
    empty where there is none.
    """

    address: str
    slugs: Mapping[str, str]
    runs: str = ""

    @property
    def depth(self) -> int:
        """How many folders deep the page lies."""
        return depth(self.address)

    def to(self, address: str) -> str:
        """The way to another page or file of the site, given as its path in the docs folder."""
        path = address.removesuffix("index.md") if address.endswith("index.md") else address
        path = f"{path.removesuffix('.md')}/" if path.endswith(".md") else path
        return f"{root(self.address)}{path}" or "./"

    def system(self, name: str) -> str:
        """The way to the page of that system."""
        return self.to(f"systems/{self.slugs[name]}.md")

    def target(self, task: str, target: str) -> str:
        """The way to the page of that target."""
        return self.to(target_address(task, target, runs=self.runs))

    def download(self, task: str, target: str, ending: str) -> str:
        """The way to the target's rows as a file."""
        return self.to(downloads.address(task, target, ending))

    def attempts(self, task: str, target: str) -> str:
        """The way to the attempts that did not reach the target, as a file."""
        return self.to(downloads.attempts_address(task, target))

    def curve(self, task: str, name: str) -> str:
        """The way to a learning curve as a file."""
        return self.to(downloads.curve_address(task, name))

    def log(self, task: str, name: str) -> str:
        """The way to the log of the runs behind a learning curve."""
        return self.to(downloads.log_address(task, name))


def target_address(task: str, target: str, *, runs: str) -> str:
    """The page on which a target is shown; those of the task `runs` share one."""
    return runs_address(runs) if task == runs else f"{task}/{target}.md"


def runs_address(runs: str) -> str:
    """The page of the largest training runs, whose task is `runs`."""
    return f"{runs}/index.md"


def slugs_by_name(found: Iterable[System]) -> dict[str, str]:
    """The slug of every system under each name that its results bear."""
    return {result.system: system.slug for system in found for result in system.results}
