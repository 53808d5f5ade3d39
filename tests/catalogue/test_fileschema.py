"""The schema that editors use knows the same keys as the loader, and the written one is up to date."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from santai.catalogue.current import PACKAGED
from santai.catalogue.fileschema import service_schema, written
from santai.catalogue.loader.blocks import Block
from santai.catalogue.loader.reading import Node, read
from tests.catalogue.loader.test_reading import content
from tests.catalogue.workshop import BROKEN, ROOT, Workshop

SCHEMA = Draft202012Validator(service_schema())
SERVICES = sorted([*PACKAGED.glob("services/**/*.yaml"), *ROOT.glob("services/**/*.yaml")])
KEYS = {  # mistakes of shape: an editor sees them without knowing the rest
    "unknown_key",
    "misspelt_key",
    "missing_key",
    "empty_value",
    "name_of_the_wrong_kind",
    "yes_instead_of_true",
    "number_as_title",
    "list_instead_of_mapping",
    "empty_list",
    "twice_in_a_list",
    "two_kinds_of_answer",
    "unknown_door",
    "unknown_level",
    "unknown_turn",
    "unknown_person_served",
    "unknown_particular",
    "unknown_recipient",
    "unknown_shorthand",
    "clock_without_basis",
    "limit_of_nought",
    "limit_in_other_words",
    "common_key_in_an_own_action",
    "state_that_is_closed",
    "form_that_picks_service",
    "form_that_picks_practitioner",
    "form_that_picks_organisation",
    "form_that_picks_account",
    "form_that_picks_materials",
}


def faults(file: Path) -> list[str]:
    return [error.message for error in SCHEMA.iter_errors(content(read(file, file.name)))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(service_schema())


def test_the_written_schema_is_up_to_date() -> None:
    """Else: `santai catalogue schema --write`."""
    file = Path(__file__).parents[2] / "docs/schema/service.schema.json"

    assert file.read_text(encoding="utf-8") == written()


@pytest.mark.parametrize("file", SERVICES, ids=lambda file: "/".join(file.parts[-3:]))
def test_every_good_file_fits(file: Path) -> None:
    assert faults(file) == []


@pytest.mark.parametrize("name", sorted(KEYS))
def test_a_mistake_of_shape_is_seen_while_writing(name: str) -> None:
    assert faults(BROKEN / f"{name}.yaml")


def test_the_loader_and_the_schema_know_the_same_keys(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every block the loader reads is noted with the keys it asked for."""
    asked: dict[str, set[str]] = {}
    leave = Block.__exit__

    def noting(block: Block, *error: Any) -> None:
        if noun := noun_of(block.node):
            asked.setdefault(noun, set()).update(block.asked)
        leave(block, *error)

    monkeypatch.setattr(Block, "__exit__", noting)
    workshop.load()

    schema = service_schema()
    known = {noun: set(schema["$defs"][noun]["properties"]) for noun in asked if noun != "service"}
    assert asked == known | {"service": set(schema["properties"])}


def noun_of(node: Node) -> str:
    """Which definition of the schema a place in a service file belongs to."""
    if not node.file.startswith("services/"):
        return ""
    places = {
        r"": "service",
        r"fee": "fee",
        r"form\.\w+": "field",
        r"materials\.\w+": "material",
        r"rules\.\w+": "rule",
        r"states\.\w+": "state",
        r"states\.\w+\.(clock|clocks\.\w+)": "clock",
        r"states\.\w+\.actions\.\w+": "action",
        r"documents\.\w+": "document",
    }
    return next((noun for place, noun in places.items() if re.fullmatch(place, node.key)), "")
