"""Names: safe whatever the text, short enough, and distinct where the texts are."""

from __future__ import annotations

from pathlib import Path

import pytest

from effsite.names import (
    RESERVED_SLUGS,
    RESERVED_TASKS,
    SLUG,
    TaskFolder,
    free_slug,
    is_submission,
    letters,
    marked_slug,
    same_name,
    short_slug,
    slug,
    taken_by,
    words,
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("AlexNet", "alexnet"),
        ("ShuffleNet v2 (1x)", "shufflenet-v2-1x"),
        ("  Réseau: Ünïcode/É  ", "reseau-unicode-e"),
        ("../../etc/passwd", "etc-passwd"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("index", "index-system"),
        ("模型", "system"),
        ("a" * 90, "a" * 64),
    ],
)
def test_a_slug_is_safe_whatever_the_name(name: str, expected: str) -> None:
    assert free_slug(name, (), "system") == expected
    assert SLUG.fullmatch(free_slug(name, (), "system"))
    assert free_slug(name, (), "system") not in RESERVED_SLUGS


def test_a_taken_name_gets_as_few_digits_of_a_hash_as_it_needs() -> None:
    # sha256("ResNet 50") begins with 639981b.
    first = free_slug("ResNet-50", (), "system")
    second = free_slug("ResNet 50", {first}, "system")
    third = free_slug("ResNet 50", {first, second}, "system")
    assert (first, second, third) == ("resnet-50", "resnet-50-639981", "resnet-50-639981b")


def test_where_every_name_is_taken_none_is_made_up() -> None:
    class Everything:
        def __contains__(self, name: object) -> bool:
            return True

    with pytest.raises(ValueError, match="no free name for 'ResNet 50'"):
        free_slug("ResNet 50", Everything(), "system")


def test_long_names_that_begin_alike_stay_distinct() -> None:
    names = {short_slug("measured", "net-" + "x" * 80 + end) for end in ("-a", "-b")}
    assert len(names) == 2
    assert all(len(name) <= 64 and SLUG.fullmatch(name) for name in names)


def test_a_short_name_of_parts_is_its_parts_with_hyphens() -> None:
    assert short_slug("effsite", "ShuffleNet_v2_x1.0") == "effsite-shufflenet-v2-x1-0"
    assert short_slug("effsite", "模型") == "effsite"


def test_a_marked_name_ends_with_the_digits_of_its_key() -> None:
    # sha256("key") = 2c70e12b7a06...
    assert marked_slug("AlexNet", "key") == "alexnet-2c70e12b"
    assert marked_slug("模型", "key") == "2c70e12b"
    assert len(marked_slug("a" * 90, "key")) == 64


def test_a_name_that_just_fits_gets_no_hash_and_a_longer_one_that_of_its_parts() -> None:
    # sha256("net\0" + "x" * 61) = 66ee0a17...
    assert short_slug("net", "x" * 60) == "net-" + "x" * 60
    assert short_slug("net", "x" * 61) == "net-" + "x" * 51 + "-66ee0a17"


def test_a_slug_that_is_cut_ends_in_no_hyphen() -> None:
    assert slug("-abc def-", 4) == "abc"
    assert slug("-abc def-", 3) == "abc"


def test_the_names_that_the_site_needs_for_itself_are_reserved() -> None:
    taken = {"index", "readme", "assets", "search", "404", "sitemap", "targets", "systems", "data"}
    assert taken == RESERVED_SLUGS
    pages = "across-targets any-level changes cite columns contribute devices effective-compute glossary"
    pages += " hardware-and-algorithms inference limitations method policy rates schema"
    folders = "badges charts embed"
    assert taken | {*pages.split(), *folders.split()} == RESERVED_TASKS


@pytest.mark.parametrize(
    ("target", "other"),
    [
        ("a-at-any-level", "a"),
        ("a-curves", "a"),
        ("a-by-seconds", "a"),
        ("a-by-", ""),
        ("a", ""),
        ("b-curves", ""),
        ("-curves", ""),
        ("a-curves-2", ""),
        ("c-by-d-curves", "c"),
    ],
)
def test_a_target_may_have_no_name_that_the_site_makes_of_another(target: str, other: str) -> None:
    assert taken_by(target, {"a", "a-curves-2", "c", ""}) == other


def test_a_slug_of_other_letters_alone_is_empty() -> None:
    assert slug("模型") == ""


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("my-lab-2026", True),
        ("stated", False),
        ("index", False),
        ("a" * 64, True),
        ("a" * 65, False),
        ("A", False),
    ],
)
def test_which_names_a_submission_may_have(name: str, may: bool) -> None:
    assert is_submission(name) is may


def test_names_are_compared_by_letters_by_words_and_as_systems() -> None:
    assert letters("ResNet-50 (v1.5)") == "resnet50v15"
    assert words("NVIDIA A100-SXM4") == {"nvidia", "a100", "sxm4"}
    assert same_name("ResNet_50 ") == same_name("resnet-50") == "resnet 50"


def test_the_places_in_a_task_folder() -> None:
    folder = TaskFolder(Path("results/digits"))
    assert folder.task_file == Path("results/digits/task.toml")
    assert folder.results("lab") == Path("results/digits/lab.csv")
    assert folder.attempts("lab") == Path("results/digits/not-reached/lab.csv")
    assert folder.reproductions("lab") == Path("results/digits/reproductions/lab.csv")
    assert folder.curve("lab-net") == Path("results/digits/curves/lab-net.csv")
    assert folder.log("lab-net") == Path("results/digits/logs/lab-net.jsonl")
