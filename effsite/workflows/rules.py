"""Every rule of `effsite check`, and the page that tells of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from effsite.analysis.attempts import AttemptNotOfCurve
from effsite.analysis.levels import LevelNotOfCurve, LevelWithoutCurve
from effsite.analysis.reproductions import ReproductionNotOfCurve
from effsite.analysis.rules import FIGURE_RULES, ROW_RULES, TARGET_RULES
from effsite.errors import UsageError, did_you_mean
from effsite.files import write_atomically
from effsite.records.cell_rules import CELL_RULES
from effsite.rule import SEVERITIES, Rule
from effsite.store.file_rules import FILE_RULES
from effsite.store.relation_rules import RELATION_RULES
from effsite.workflows.logged_counts import IncompleteCount

if TYPE_CHECKING:
    from pathlib import Path

    from effsite.workflows.options import RulesOptions

GROUPS: dict[str, tuple[type[Rule], ...]] = {
    "Files and their form": FILE_RULES,
    "Cells, rows, curves and logs that belong together": RELATION_RULES,
    "Single values": CELL_RULES,
    "Figures of a row": (
        *FIGURE_RULES,
        IncompleteCount,
        AttemptNotOfCurve,
        ReproductionNotOfCurve,
        LevelNotOfCurve,
        LevelWithoutCurve,
    ),
    "What else a row says": ROW_RULES,
    "Rows beside each other": TARGET_RULES,
}
"""All rules by what they look at, in the order of the page."""

RULES: tuple[type[Rule], ...] = tuple(rule for rules in GROUPS.values() for rule in rules)

_HEAD = """\
---
title: "What the check looks for"
description: "Every rule of effsite check: its code, what it looks for and why, and the way out."
---

# What the check looks for

`effsite check` holds every row of `results/` against the rules below. Each finding names its rule by a code
that never changes, and says where it is, what was found and what to do. `effsite rules CODE` explains one
rule, `effsite rules` lists them; `--json` is for scripts.

```console
$ effsite check results/imagenet/narrownet-2024.csv
error[compute-not-from-inputs]: results/imagenet/narrownet-2024.csv:2:5: NarrowNet-S: the counted method \
gives 3.686e+15 FLOP, 2 times what the row says (exactly 2 times apart, as where one of them counts a \
multiply-add once; correct the compute or its inputs; both count 2 FLOP per multiply-add)
error[placeholder-text]: results/imagenet/narrownet-2024.csv:2:14: NarrowNet-S: example.org is no source: \
that name is reserved for examples (write what belongs there, or leave the cell empty)
2 errors, 0 warnings
```

"""

_FORMS = """\
The exit code is 0 where nothing counts as wrong, 1 where something does, and 2 where the check could not be
made: a path that is not there, or a folder that cannot be read. With `--strict` warnings count, too.

`--format` says in which form the findings come:

| `--format` | for |
| --- | --- |
| `text` | people at a terminal: one line for each finding |
| `json` | scripts: one object with `ok` and `findings`, each with `file`, `line`, `column`, `field`, \
`code`, `severity`, `message` and `hint`; `--json` is short for it |
| `github` | a step of a workflow: findings appear beside the lines of a pull request |
| `markdown` | a step summary or a comment |
| `sarif` | code scanning and editors: SARIF 2.1.0 |

In a CSV file `column` counts cells. `field` is the name of the column, or of the key in task.toml.

This page is printed from the rules themselves by `effsite rules --write docs/checks.md`; do not edit it.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesReport:
    """The rules that were asked for, and the file that was written, where one was named."""

    rules: tuple[type[Rule], ...]
    written: Path | None = None

    def as_json(self) -> dict[str, Any]:
        """The rules as plain values."""
        told = [
            {"code": r.code, "severity": r.severity, "title": r.title(), "why": r.why(), "hint": r.hint}
            for r in self.rules
        ]
        return {"rules": told}


def rules(options: RulesOptions) -> RulesReport:
    """The rule of that code, or all of them; writes the page on all rules where a file is named.

    Raises UsageError for a code that no rule has.
    """
    known = {rule.code: rule for rule in RULES}
    if options.code is not None and options.code not in known:
        raise UsageError(f"no rule {options.code!r}", did_you_mean(options.code, known) or "`effsite rules`")
    if options.write is not None:
        write_atomically(options.write, page())
    return RulesReport(rules=RULES if options.code is None else (known[options.code],), written=options.write)


def page() -> str:
    """The page on all rules, as Markdown."""
    severities = "".join(f"| {name} | {meaning} |\n" for name, meaning in SEVERITIES.items())
    parts = [_HEAD, f"| severity | means |\n| --- | --- |\n{severities}\n", _FORMS]
    for title, rules in GROUPS.items():
        parts.append(f"\n## {title}\n")
        parts += [_section(rule) for rule in rules]
    return "".join(parts)


def _section(rule: type[Rule]) -> str:
    why = f"{rule.why()}\n\n" if rule.why() else ""
    return f"\n### {rule.code}\n\n*{rule.severity}.* {rule.title()}\n\n{why}**Way out:** {rule.hint}.\n"
