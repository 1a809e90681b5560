"""What a project says of itself comes from its mkdocs.yml: nothing of our own is in a lab’s site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from effsite.errors import UsageError
from effsite.site.settings import SiteSettings, site_settings
from effsite.workflows.build import build
from effsite.workflows.options import BuildOptions
from tests.projects import HERE

if TYPE_CHECKING:
    from pathlib import Path

OURS = ("effsite contributors", "alexnet", "AlexNet", "imagenet", "ImageNet", "modern-era", "Modern era")


def say(lab: Path, *lines: str) -> None:
    config = lab / "mkdocs.yml"
    config.write_text(
        "\n".join([config.read_text(), "extra:", "  effsite:", *(f"    {x}" for x in lines), ""])
    )


def text_of(site: Path) -> str:
    return "\n".join(p.read_text(encoding="utf-8") for p in site.rglob("*") if p.suffix in (".html", ".json"))


def test_a_labs_site_has_no_author_headline_or_task_of_this_project(lab: Path) -> None:
    build(BuildOptions(project=lab))
    whole = text_of(lab / "site")
    assert [words for words in OURS if words in whole] == []
    assert "author = {{Our lab}}," in whole
    assert "@misc{our-lab-digits-good," in whole
    assert "Our lab. Good (Digits). Results published up to 2024-01-01." in whole
    assert "<p>Our lab keeps track" in whole


def test_a_labs_own_words_are_used(lab: Path) -> None:
    say(lab, "title: Our speed", "author: A. Person & Co", "headline: digits/good")
    build(BuildOptions(project=lab, strict=True))
    home = (lab / "site" / "index.html").read_text(encoding="utf-8")
    target = (lab / "site" / "digits" / "good" / "index.html").read_text(encoding="utf-8")
    assert "<title>Our speed - Our lab</title>" in home
    assert r"author = {{A. Person \&amp; Co}}," in target


def test_the_settings_of_this_project_are_its_own() -> None:
    from effsite.site.generator import read_config

    assert site_settings(read_config(HERE / "mkdocs.yml")) == SiteSettings(
        name="effsite",
        url="https://effsite.github.io/effsite/",
        headline="imagenet/alexnet-level",
        runs="ai-and-compute",
        redirects="ai-and-compute cifar10 cifar10-small digits dota2 fineweb-gpt2 go imagenet "
        "imagenet-inference tiny-shakespeare wmt14-en-fr",
        moved="imagenet/mlperf-75-9=mlperf-resnet/75-9-percent "
        "systems/resnet-50-tinybox-red-tinycorp=systems/resnet-50-tinybox-red-tinycorp-v4-0",
        title="How fast AI becomes more efficient",
        author="effsite contributors",
        license="Apache-2.0",
    )


@pytest.mark.parametrize(
    ("own", "message", "hint"),
    [
        ({"autor": "We"}, "extra.effsite: there is no setting 'autor'", "did you mean 'author'?"),
        ({"moved": "a/b"}, "extra.effsite.moved: 'a/b' is not of the form old=new", "write both as below"),
        (
            {"moved": "a/b=/c"},
            "extra.effsite.moved: 'a/b=/c' is not of the form old=new",
            "write both as below",
        ),
        (
            {"moved": "../a=c"},
            "extra.effsite.moved: '../a=c' is not of the form old=new",
            "write both as below",
        ),
        ({"author": 3}, "extra.effsite.author is not a text", "give who is cited as the author"),
        (
            {"headline": "digits"},
            "extra.effsite.headline: 'digits' does not name a target",
            "imagenet/alexnet",
        ),
        ({"license": "as you like"}, "extra.effsite.license: 'as you like' is no identifier", "CC-BY-4.0"),
        (["We"], "extra.effsite is not a table of settings", "it takes headline, runs, title, author"),
    ],
    ids=[
        "unknown key",
        "no pair",
        "a slash in front",
        "out of the site",
        "a number",
        "no target",
        "no licence",
        "a list",
    ],
)
def test_a_setting_that_is_wrong_is_named_with_a_way_out(own: Any, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as caught:
        site_settings({"extra": {"effsite": own}})
    assert message in caught.value.message
    assert hint in caught.value.hint


def test_a_headline_that_is_not_on_record_is_refused(lab: Path) -> None:
    say(lab, "headline: digits/god")
    with pytest.raises(UsageError, match="headline: the collection has no digits/god") as caught:
        build(BuildOptions(project=lab))
    assert caught.value.hint == "did you mean 'digits/good'?"
