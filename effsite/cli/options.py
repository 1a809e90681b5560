"""The options of the commands, made of the options types of the jobs, and those that are printing's own."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Callable
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer

from effsite.workflows.options import Option

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON object, for scripts.")]


def command(function: Callable[..., None]) -> Callable[..., None]:
    """The function as a Typer command that has each field of its options types as an option.

    A parameter whose type is a dataclass of `effsite.workflows.options` is given whole to the
    function, made of the options that stand for its fields; so is a field of such a type.
    """
    hints = get_type_hints(function, include_extras=True)
    parameters: list[inspect.Parameter] = []
    kinds: dict[str, type[Any]] = {}
    for parameter in inspect.signature(function).parameters.values():
        hint = hints[parameter.name]
        if _is_group(hint):
            kinds[parameter.name] = hint
            parameters += _options(hint)
        else:
            parameters.append(parameter.replace(annotation=hint, kind=inspect.Parameter.KEYWORD_ONLY))

    def run(**values: Any) -> None:
        made = {name: _made(kind, values) for name, kind in kinds.items()}
        function(**values, **made)

    run.__name__, run.__doc__, run.__module__ = function.__name__, function.__doc__, function.__module__
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]  # what Typer reads
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    return run


def _is_group(hint: Any) -> bool:
    return dataclasses.is_dataclass(hint) and isinstance(hint, type)


def _options(kind: type[Any]) -> list[inspect.Parameter]:
    """A parameter for each field, in their order, and for the fields of a field that is a group."""
    hints = get_type_hints(kind)
    found: list[inspect.Parameter] = []
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        if _is_group(hint):
            found += _options(hint)
            continue
        found.append(
            inspect.Parameter(
                field.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=_default(field.default),
                annotation=_annotation(hint, field.metadata["option"], required=_required(field)),
            )
        )
    return found


def _required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING


def _default(value: Any) -> Any:
    if value is dataclasses.MISSING:
        return inspect.Parameter.empty
    return (list(value) or None) if isinstance(value, tuple) else value


def _annotation(hint: Any, option: Option, *, required: bool) -> Any:
    """The type that Typer reads: a list for a tuple of any length, and what the option says of itself."""
    if get_origin(hint) is tuple:
        several: Any = types.GenericAlias(list, get_args(hint)[:1])
        hint = several if required else several | None
    told: dict[str, Any] = {"help": option.about, "metavar": option.metavar or None}
    told |= {"min": option.least, "max": option.most}
    if option.positional:
        return Annotated[hint, typer.Argument(**told, show_default=False)]
    return Annotated[hint, typer.Option(*option.flags, **told)]


def _made(kind: type[Any], values: dict[str, Any]) -> Any:
    """The group of those values, which are taken out of all the command's; several of one as a tuple."""
    hints = get_type_hints(kind)
    given: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        hint = hints[field.name]
        if _is_group(hint):
            given[field.name] = _made(hint, values)
        elif get_origin(hint) is tuple:
            given[field.name] = tuple(values.pop(field.name) or ())
        else:
            given[field.name] = values.pop(field.name)
    return kind(**given)
