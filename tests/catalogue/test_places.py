"""Layers of places in the policy documents: each says where it comes from and which requirement it answers."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from santai.catalogue.current import catalogue

DATA = Path(__file__).parents[2] / "src/santai/catalogue/data"
LAYERS = sorted((DATA / "layers").rglob("*.yaml"))
NEW = ("23", "3207", "42", "53", "62", "6201", "620725", "6543")
REQUIREMENT = re.compile(r"\b[A-Z]{2,6}-\d{2}\b")
ON = date(2026, 3, 2)
LEVELS = {"township", "county", "city", "province"}


@pytest.mark.parametrize("file", LAYERS, ids=lambda file: "/".join(file.parts[-4:]))
def test_a_layer_of_a_document_names_the_document_and_the_requirement(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    layer = yaml.load(text, Loader=yaml.BaseLoader)
    if layer["region"] in NEW:
        assert REQUIREMENT.search(text.splitlines()[0])
        assert not layer["source"].startswith("示例")
        assert layer["basis"] in catalogue().laws


@pytest.mark.parametrize(
    ("region", "levels"),
    [
        ("230100000000", LEVELS),
        ("320706000000", LEVELS | {"village"}),
        ("530802000000", LEVELS | {"village"}),
        ("620102000000", LEVELS | {"village"}),
        ("620725000000", LEVELS | {"village"}),
        ("654301000000", LEVELS | {"village"}),
        ("110101000000", LEVELS - {"township"}),
    ],
)
def test_legal_aid_is_taken_in_at_every_platform_a_place_has(region: str, levels: set[str]) -> None:
    """CEN-01, AID-02, CEN-38; where no document says so, the nation's file holds."""
    service = catalogue().service("legal-aid/civil", region, ON)
    assert {level.value for level in service.levels} == levels


@pytest.mark.parametrize(
    ("name", "region", "value"),
    [
        ("name_web", "620725000000", "12348甘肃法网"),
        ("name_web", "110101000000", "中国法律服务网"),
        ("name_village_platform", "320706000000", "司法行政服务站"),
        ("windows_fixed", "620102000000", 5),
        ("staff_county_platform", "654301000000", 2),
        ("staff_judicial_office", "654301000000", 3),
        ("notaries_per_office", "654301000000", 2),
        ("reach_minutes", "320706000000", 30),
        ("adviser_funds", "320706000000", "2000.00"),
    ],
)
def test_a_standard_of_a_place_is_that_of_its_document(
    name: str, region: str, value: str | int
) -> None:
    """CEN-02, CEN-11, CEN-27, CEN-39, NOT-38, DATA-07, ADV-16."""
    found = catalogue().parameter(name, region, ON)
    assert found is not None
    assert found.value == value


def test_where_no_document_says_so_nobody_has_set_a_least_staff() -> None:
    assert catalogue().parameter("staff_county_platform", "410423000000", ON) is None
