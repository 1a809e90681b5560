"""The data dictionary and the schemas say what the store does."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from effsite.records import Result, columns
from effsite.store import dictionary

from .conftest import TASK

RESULTS = Path(__file__).parents[2] / "results"


def test_every_column_is_in_the_dictionary() -> None:
    text = dictionary.markdown()
    for record, _ in dictionary.TYPES.values():
        assert all(f"| `{name}` |" in text for name in columns(record))


@pytest.mark.parametrize("name", ["README.md", "task.schema.json", "result.schema.json"])
def test_the_committed_dictionary_is_the_printed_one(name: str) -> None:
    assert (RESULTS / name).read_text(encoding="utf-8") == dictionary.files()[name]


def test_every_committed_task_follows_the_schema() -> None:
    validator = jsonschema.Draft202012Validator(dictionary.json_schema("task"))
    for path in RESULTS.glob("*/task.toml"):
        validator.validate(tomllib.loads(path.read_text(encoding="utf-8")))


def test_the_task_schema_refuses_an_unknown_key() -> None:
    document = tomllib.loads('colour = "red"\n' + TASK)
    with pytest.raises(jsonschema.ValidationError, match="colour"):
        jsonschema.validate(document, dictionary.json_schema("task"))


def test_the_result_schema_requires_what_the_store_requires() -> None:
    schema = json.loads(dictionary.schema_text("result"))
    assert schema["required"] == [name for name, column in columns(Result).items() if column.required]
    assert schema["properties"]["training_flop"]["minimum"] == 1000
