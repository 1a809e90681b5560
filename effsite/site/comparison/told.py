"""What a branch changes, as plain data: the same is printed, put into JSON and read back from it."""

from __future__ import annotations

from dataclasses import dataclass

from effsite.words import counted


@dataclass(frozen=True, slots=True, kw_only=True)
class RowTold:
    """A result that was `added`, `changed` or `removed`, with its figures and its standing in words."""

    state: str
    system: str
    published: str
    before: str
    after: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureTold:
    """A figure of a target before and after, in words; `none` where there is none."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetTold:
    """What becomes of one target.

    `moved` says whether its records differ. `pictures` are the files of its chart before and after, where
    they were drawn; the first is empty where there was nothing to draw.
    """

    task: str
    target: str
    title: str
    verdict: str
    moved: bool
    rows: tuple[RowTold, ...] = ()
    figures: tuple[FigureTold, ...] = ()
    pictures: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingTold:
    """Something wrong in the collection, or worth a look, and where; `code` is the rule that found it."""

    severity: str
    where: str
    message: str
    hint: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileTold:
    """A file of the collection that was added, changed or removed."""

    state: str
    path: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonTold:
    """What a branch changes, and what is wrong with what it changed.

    `against` is the name it was asked by and `commit` where the branch left it. `compared` is False where
    errors leave nothing to compare; `targets` is empty then.
    """

    against: str
    commit: str
    ok: bool
    compared: bool
    targets: tuple[TargetTold, ...] = ()
    files: tuple[FileTold, ...] = ()
    findings: tuple[FindingTold, ...] = ()

    @property
    def errors(self) -> int:
        """How many of the findings are errors."""
        return self._of("error")

    @property
    def totals(self) -> str:
        """How many findings there are of each kind, in words; notes are told of where there are any."""
        kinds = ("error", "warning", "note")
        return ", ".join(counted(self._of(kind), kind) for kind in kinds if kind != "note" or self._of(kind))

    def _of(self, severity: str) -> int:
        return sum(f.severity == severity for f in self.findings)

    @property
    def headlines(self) -> tuple[str, ...]:
        """What a person reads first: a sentence for each target, or why there is none."""
        if not self.compared:
            return ("No comparison: the results have errors, which are to be corrected first.",)
        if self.targets:
            return tuple(target.verdict for target in self.targets)
        if self.files:
            return ("No result of any target differs.",)
        return ("No file of the collection differs.",)
