"""`effsite build`: the committed results become the site."""

from __future__ import annotations

from dataclasses import asdict

from effsite.cli.console import print_json, print_line, print_note, progress
from effsite.cli.options import HERE, JsonOption, ProjectOption, StrictOption


def build(project: ProjectOption = HERE, strict: StrictOption = False, json: JsonOption = False) -> None:
    """Build the site from results/ and docs/ into site/.

    The old site stands until the new one is whole. Exits with 1 when the record has errors or the
    build fails, and with --strict also when there is a warning.
    """
    from effsite.site import build as building
    from effsite.site.project import Project

    with progress(building.STEPS, quiet=json) as on_step:
        built = building.build(Project.at(project), strict=strict, on_step=on_step)
    if json:
        print_json({**asdict(built), "site": str(built.site)})
        return
    for warning in built.warnings:
        print_note(f"warning: {warning}")
    count = len(built.warnings)
    print_line(
        f"{built.pages} pages and {built.charts} charts of {built.results} results at {built.targets} targets"
        f" in {built.seconds:.1f} s: {built.site}"
        + (f" ({count} warning{'s' if count != 1 else ''})" if count else "")
    )
