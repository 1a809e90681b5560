"""`effsite publish`: dated editions of the site on the branch that GitHub Pages serves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from effsite import workflows
from effsite.cli.console import listener, print_json, print_line, print_note, print_remarks, print_table
from effsite.cli.options import JsonOption, command
from effsite.files import plain
from effsite.site.editions.reports import DeletedEditions, PublishedEdition
from effsite.site.editions.size import megabytes
from effsite.workflows.options import PublishOptions

if TYPE_CHECKING:
    from effsite.site.editions.reports import ListedEditions


@command
def publish(options: PublishOptions, json: JsonOption = False) -> None:
    """Build the site and commit it as an edition, beside the older ones, with a version selector.

    The published branch changes in one step, or not at all. With --list or --delete, see or remove editions.
    """
    with listener(quiet=json) as shown:
        report = workflows.publish.publish(options, shown)
    if json:
        print_json(plain(report))
        return
    match report:
        case PublishedEdition():
            _tell_published(report, options)
        case DeletedEditions():
            _tell_deleted(report, options)
        case _:
            _tell_listed(report)
    print_line(f"{report.branch}: {report.size.text}")
    print_remarks(report.notes)


def _where(options: PublishOptions, *, pushed: bool) -> str:
    return f"{options.remote}/{options.branch}" if pushed else f"branch {options.branch}"


def _tell_published(report: PublishedEdition, options: PublishOptions) -> None:
    names = ", ".join([report.version, *report.aliases])
    where = _where(options, pushed=options.push)
    if report.trial:
        verb = "would publish" if report.changed else "would find already published"
        print_line(f"{verb} {names} on {where}; nothing was changed")
        return
    verb = "published" if report.changed else "already published"
    print_line(f"{verb} {names} on {where} ({report.commit[:10]})")


def _tell_deleted(report: DeletedEditions, options: PublishOptions) -> None:
    where = _where(options, pushed=options.push)
    verb = "would delete" if report.trial else "deleted"
    git = "" if report.freed_in_git is None else f" and {megabytes(report.freed_in_git)} of history in git"
    print_line(f"{verb} {', '.join(report.deleted)} on {where}: {megabytes(report.freed_served)} served{git}")
    if report.latest:
        print_line(f"latest is {report.latest}")
    if report.dropped:
        print_line(f"no longer there: {', '.join(report.dropped)}")
    if not report.trial:
        refs = f"refs/heads/{report.branch} refs/remotes/{options.remote}/{report.branch}"
        print_note(
            "note: this clone keeps the old commits for some months; to free them now:"
            f" git reflog expire --expire=now {refs}; git gc --prune=now"
        )


def _tell_listed(report: ListedEditions) -> None:
    rows = [
        (e.version, ", ".join(e.aliases), e.published, e.commit[:10], megabytes(e.bytes))
        for e in report.editions
    ]
    print_table("", ("edition", "aliases", "published", "made of", "size"), rows)
