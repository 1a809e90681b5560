"""Every rule of the check is registered, explained, and on its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import effsite.workflows.check
import effsite.workflows.compare  # noqa: F401 - so that their rules are there
from effsite.rule import SEVERITIES, Rule
from effsite.workflows.rules import RULES, page

ROOT = Path(__file__).parents[2]


def every_rule(of: type[Rule] = Rule) -> set[type[Rule]]:
    """All below it but those that others are made of, which have no code to report by."""
    below = {rule for direct in of.__subclasses__() for rule in {direct, *every_rule(direct)}}
    return {rule for rule in below if hasattr(rule, "code")}


def test_the_registry_has_every_rule_once() -> None:
    assert len(set(RULES)) == len(RULES)
    assert every_rule() == set(RULES)


def test_no_two_rules_have_one_code() -> None:
    assert len({rule.code for rule in RULES}) == len(RULES)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)
def test_a_rule_says_what_it_looks_for_why_and_the_way_out(rule: type[Rule]) -> None:
    assert re.fullmatch(r"[a-z]+(?:-[a-z]+)*", rule.code)
    assert rule.severity in SEVERITIES
    assert rule.title().endswith(".")
    assert len(rule.why()) > 20
    assert rule.hint[0].islower() or not rule.hint[0].isalpha()
    assert not rule.hint.endswith(".")


def test_the_page_of_the_rules_is_up_to_date() -> None:
    """If not: `effsite rules --write docs/checks.md`."""
    assert (ROOT / "docs" / "checks.md").read_text("utf-8") == page()


def test_every_finding_is_of_a_rule() -> None:
    """Code that makes findings for the check makes them by a rule, so that each has a code."""
    parts = ("store", "analysis", "records")
    made = [
        f"{path.relative_to(ROOT)}"
        for part in parts
        for path in (ROOT / "effsite" / part).rglob("*.py")
        if re.search(r"\bFinding\(", path.read_text("utf-8"))
    ]
    assert made == []
