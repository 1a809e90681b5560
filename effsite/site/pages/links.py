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

    `places` has by name where each system is shown, its own page or its row on its target's; `runs` is the
    task whose targets share one page, empty where there is none.
    """

    address: str
    places: Mapping[str, str]
    runs: str = ""

    @property
    def depth(self) -> int:
        """How many folders deep the page lies."""
        return depth(self.address)

    def to(self, address: str) -> str:
        """The way to another page or file of the site, given as its path in the docs folder.

        What follows a `#` is a place on the page; on this page itself that alone is the way.
        """
        address, mark, place = address.partition("#")
        if mark:
            return f"#{place}" if address == self.address else f"{self.to(address)}#{place}"
        path = address.removesuffix("index.md") if address.endswith("index.md") else address
        path = f"{path.removesuffix('.md')}/" if path.endswith(".md") else path
        return f"{root(self.address)}{path}" or "./"

    def system(self, name: str) -> str:
        """The way to the system of that name: its own page, or its row on its target's."""
        return self.to(self.places[name])

    def has_page(self, name: str) -> bool:
        """Whether the system of that name has a page of its own."""
        return "#" not in self.places[name]

    def target(self, task: str, target: str) -> str:
        """The way to the page of that target."""
        return self.to(target_address(task, target, runs=self.runs))

    def download(self, task: str, target: str, ending: str) -> str:
        """The way to the target's rows as a file."""
        return self.to(downloads.address(task, target, ending))

    def attempts(self, task: str, target: str) -> str:
        """The way to the attempts that did not reach the target, as a file."""
        return self.to(downloads.attempts_address(task, target))

    def reproductions(self, task: str, target: str) -> str:
        """The way to the results of the target that were run again, as a file."""
        return self.to(downloads.reproductions_address(task, target))

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


def place_of(system: System, *, runs: str) -> str:
    """Where a system is shown: its own page, or its row on the page of its one target."""
    if system.own_page:
        return system.address
    first = system.results[0]
    return f"{target_address(first.task, first.target, runs=runs)}#{system.anchor}"


def places_by_name(found: Iterable[System], *, runs: str) -> dict[str, str]:
    """Where every system is shown, under each name that its results bear."""
    return {result.system: place for s in found for place in [place_of(s, runs=runs)] for result in s.results}
