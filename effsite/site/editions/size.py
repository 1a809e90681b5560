"""How large the branch is: what a host has to serve of it, and what it takes up in git."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from effsite.words import counted

if TYPE_CHECKING:
    from effsite.site.editions.contents import Contents
    from effsite.site.repository import Repository

MEGABYTE = 1_000_000
LIMIT_BYTES = 1000 * MEGABYTE
"""What GitHub Pages serves at most: 1 GB.

Source: https://docs.github.com/en/pages/getting-started-with-github-pages/github-pages-limits
"""

BUDGET_MEGABYTES = 750
"""From which size on the publisher is warned, where no other is given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BranchSize:
    """Bytes of the branch.

    `served` is the site as a host has it, with the pages that an alias shows once more, for hosts copy what
    a link leads to; `editions` is the part of each edition, once. `in_git` is what this clone stores of the
    branch, with its history, packed as it is now; None where git is too old to tell.
    """

    served: int
    in_git: int | None
    budget: int
    editions: dict[str, int]
    limit: int = LIMIT_BYTES

    @property
    def text(self) -> str:
        """The size in words."""
        stored = "" if self.in_git is None else f", {megabytes(self.in_git)} in git here"
        return (
            f"{counted(len(self.editions), 'edition')}, {megabytes(self.served)} served of the"
            f" {megabytes(self.limit)} that GitHub Pages allows{stored}"
        )

    @property
    def warning(self) -> str:
        """What the publisher must know of it; empty while the site is within its budget."""
        if self.served <= self.budget:
            return ""
        fits = max(0, (self.limit - self.served) // max(1, *self.editions.values()))
        left = f"room for {fits} more like the largest" if fits else "no room for another"
        oldest = next(reversed(self.editions))
        return (
            f"the published site has {megabytes(self.served)}, over the budget of {megabytes(self.budget)}:"
            f" {left} below {megabytes(self.limit)};"
            f" `effsite publish --delete {oldest} --push` frees the oldest edition"
        )


def branch_size(repository: Repository, commit: str, contents: Contents, budget: int) -> BranchSize:
    """The size of a commit of the branch, which has those contents."""
    sizes: dict[str, int] = {}
    listed = repository.raw("ls-tree", "-r", "-l", "-z", "--full-tree", commit).decode("utf-8", "replace")
    for line in filter(None, listed.split("\0")):
        about, _, path = line.partition("\t")
        top = path.partition("/")[0]
        sizes[top] = sizes.get(top, 0) + int(about.split()[-1])
    editions = {e.version: sizes.get(e.version, 0) for e in contents.editions}
    linked = sum(editions[e.version] for e in contents.editions for alias in e.aliases if alias in sizes)
    return BranchSize(
        served=sum(sizes.values()) + linked,
        in_git=stored_bytes(repository, commit),
        budget=budget,
        editions=editions,
    )


def stored_bytes(repository: Repository, *commits: str) -> int | None:
    """What this clone stores of those commits and of all before them; None where git cannot tell.

    A commit with ^ before it leaves out what it holds.
    """
    said = repository.try_git("rev-list", "--disk-usage", "--objects", *commits, "--")
    return int(said) if said is not None and said.isdigit() else None


def megabytes(n: int) -> str:
    """A number of bytes for people: 36.4 MB, 1,000 MB, 0.2 MB."""
    whole = n / MEGABYTE
    return f"{whole:,.0f} MB" if whole >= 99.95 else f"{whole:.1f} MB"
