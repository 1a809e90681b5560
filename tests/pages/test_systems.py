"""Addresses of systems."""

from __future__ import annotations

from effsite.site.pages.systems import systems
from tests.builders import make_result


def test_spellings_of_one_name_are_one_system() -> None:
    found = systems(make_result(name) for name in ("ResNet-50", "resnet 50", "ResNet_50"))
    assert [len(s.results) for s in found] == [3]


def test_one_system_gathers_its_results_from_every_task() -> None:
    found = systems([make_result(), make_result(task="ai-and-compute", target="modern-era")])
    assert [r.task for r in found[0].results] == ["ai-and-compute", "imagenet"]


def test_the_earlier_of_two_colliding_names_keeps_the_plain_slug() -> None:
    old, new = make_result("C", "2012-01-01"), make_result("C++", "2020-01-01")
    assert next(s.slug for s in systems([new, old])) == "c"
    assert len({s.slug for s in systems([new, old])}) == 2


def test_a_later_system_does_not_move_an_older_page() -> None:
    old = [make_result("C", "2012-01-01"), make_result("C++", "2014-01-01")]
    before = {s.name: s.slug for s in systems(old)}
    after = {s.name: s.slug for s in systems([*old, make_result("C#", "2016-01-01")])}
    assert before.items() <= after.items()
