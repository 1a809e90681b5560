"""`effsite ingest`: logs that people already have become results, with a report of what was understood."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from effsite.cli.options import JsonOption
from effsite.workflows.options import HERE

ProjectOption = Annotated[
    Path,
    typer.Option("--project", "-p", metavar="DIR", help="Folder with mkdocs.yml, docs/ and results/."),
]


def ingest(
    format: Annotated[
        str, typer.Argument(help="Format of the logs, as the pages on ingesting name it, or auto.")
    ],
    paths: Annotated[list[Path], typer.Argument(help="Logs, or folders with logs.")],
    task: Annotated[
        str | None, typer.Option("--task", help="Task, as a folder of results/ is named.")
    ] = None,
    target: Annotated[str | None, typer.Option("--target", "-t", help="Target of the task.")] = None,
    metric: Annotated[
        str | None,
        typer.Option("--metric", metavar="COLUMN", help="The log's own name of the target's metric."),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--form", help="How the metric is written: fraction or percent.")
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option("--column", metavar="ROLE=NAME", help="Which column counts, as in step=iteration."),
    ] = None,
    level: Annotated[
        float | None, typer.Option("--level", help="Level to look for instead of a target, with --dry-run.")
    ] = None,
    lower_is_better: Annotated[
        bool, typer.Option("--lower-is-better", help="With --level: a smaller value is the better one.")
    ] = False,
    model: Annotated[
        str | None, typer.Option("--model", help="Known network to count by, as in resnet18.")
    ] = None,
    flop_per_example: Annotated[
        float | None,
        typer.Option("--flop-per-example", help="Forward FLOP of one example, 2 per multiply-add."),
    ] = None,
    examples_per_step: Annotated[
        float | None, typer.Option("--examples-per-step", help="Examples (images, tokens) in one step.")
    ] = None,
    examples_per_epoch: Annotated[
        float | None, typer.Option("--examples-per-epoch", help="Examples in one pass over the data.")
    ] = None,
    parameters: Annotated[
        float | None, typer.Option("--parameters", help="Parameters, for 6 x parameters x tokens.")
    ] = None,
    phases: Annotated[
        str | None,
        typer.Option(
            "--phases", help="Schedule as LENGTHunit:FLOP, ..., as in '16epochs:2.7e9, 21epochs:8.2e9'."
        ),
    ] = None,
    hardware: Annotated[
        str | None, typer.Option("--hardware", help="Devices, as in 'A100 x8'; the log's word is not used.")
    ] = None,
    utilisation: Annotated[
        float | None,
        typer.Option("--utilisation", help="Share of the peak that was reached; by default 0.33."),
    ] = None,
    precision: Annotated[
        str, typer.Option("--precision", help="Precision of the peak: fp32, tf32, fp16, bf16, fp8.")
    ] = "",
    rule: Annotated[
        str | None, typer.Option("--rule", help="Of several runs: mean, median, olympic, t-test or z.")
    ] = None,
    system: Annotated[
        str | None, typer.Option("--system", help="Name of the system; all runs are then runs of it.")
    ] = None,
    published: Annotated[
        str | None,
        typer.Option("--published", metavar="DATE", help="When it was published: YYYY-MM-DD or YYYY-MM."),
    ] = None,
    source: Annotated[
        str | None, typer.Option("--source", help="Where the logs come from, in words.")
    ] = None,
    source_url: Annotated[str | None, typer.Option("--source-url", help="Address of the logs.")] = None,
    submission: Annotated[
        str | None,
        typer.Option("--submission", metavar="NAME", help="File below results/TASK, without .csv."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Read logs, find where they first reach a target, and write results with their learning curves.

    A bad file is refused and the others go on. Exits with 0 when nothing was refused, 1 when something
    was, 2 when the command itself cannot be carried out.
    """
    given: dict[str, Any] = dict(locals())
    from effsite.cli.ingest.outcome import ingested
    from effsite.cli.ingest.printing import print_outcome
    from effsite.cli.ingest.settings import settings
    from effsite.cli.ingest.writing import write

    chosen = settings(given)
    outcome = ingested(chosen, paths, quiet=json)
    if not dry_run:
        outcome = write(outcome, chosen)
    print_outcome(outcome, json=json)
    raise typer.Exit(1 if outcome.refused else 0)
