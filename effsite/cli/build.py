"""`effsite build`: the committed results become the site."""

from __future__ import annotations

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_remarks
from effsite.cli.options import JsonOption, command
from effsite.files import plain
from effsite.words import counted
from effsite.workflows.options import BuildOptions


@command
def build(options: BuildOptions, json: JsonOption = False) -> None:
    """Build the site from results/ and docs/ into site/.

    The old site stands until the new one is whole, and where nothing changed since it was built. Exits
    with 1 when the collection has errors or the build fails, and with --strict also when there is a warning.
    """
    with listener(quiet=json) as shown:
        built = workflows.build.build(options, shown)
    if json:
        print_json(plain(built))
        return
    print_remarks(built.notes, built.warnings)
    if not built.changed:
        print_line(f"nothing changed since the last build: {built.site}")
        return
    warned = f" ({counted(len(built.warnings), 'warning')})" if built.warnings else ""
    made = f"{counted(built.pages, 'page')} and {counted(built.charts, 'chart')}"
    of = f"{counted(built.results, 'result')} at {counted(built.targets, 'target')}"
    print_line(f"{made} of {of} in {built.seconds:.1f} s: {built.site}{warned}")
