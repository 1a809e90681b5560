"""The options of the commands, made of the options types of the jobs, and those that are printing's own."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from effsite.workflows.options import Option

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """The function as a Typer command that has each field of its options types as an option.

    A parameter whose type is a dataclass of `effsite.workflows.options` is given whole to the
    function, made of the options that stand for its fields.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters: list[inspect.Parameter] = []
    kinds: dict[str, type[Any]] = {}
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            kinds[parameter.name] = hint
            parameters += _options(hint)
        else:
            parameters.append(parameter.replace(annotation=hint))

    def run(**values: Any) -> None:
        made = {name: kind(**_taken(kind, values)) for name, kind in kinds.items()}
        function(**values, **made)

    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    run.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # what Typer reads
        [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    )
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _options(kind: type[Any]) -> list[inspect.Parameter]:
    hints = get_type_hints(kind)
    return [
        inspect.Parameter(
            field.name,
            inspect.Parameter.KEYWORD_ONLY,
            default=_default(field.default),
            annotation=_annotation(hints[field.name], field.metadata["option"]),
        )
        for field in dataclasses.fields(kind)
    ]


def _default(value: Any) -> Any:
    if value is dataclasses.MISSING:
        return inspect.Parameter.empty
    return (list(value) or None) if isinstance(value, tuple) else value


def _annotation(hint: Any, option: Option) -> Any:
    """The type that Typer reads: a list for a tuple of any length, and what the option says of itself."""
    if get_origin(hint) is tuple:
        hint = list[get_args(hint)[0]] | None  # type: ignore[misc]  # made while running
    told: dict[str, Any] = {"help": option.about, "metavar": option.metavar or None}
    told |= {"min": option.least, "max": option.most}
    if option.positional:
        return Annotated[hint, typer.Argument(**told, show_default=False)]
    return Annotated[hint, typer.Option(*option.flags, **told)]


def _taken(kind: type[Any], values: dict[str, Any]) -> dict[str, Any]:
    """The values of the type's fields, taken out of all the command's; several of one as a tuple."""
    given = {field.name: values.pop(field.name) for field in dataclasses.fields(kind)}
    several = {field.name for field in dataclasses.fields(kind) if isinstance(field.default, tuple)}
    return {name: tuple(value or ()) if name in several else value for name, value in given.items()}
