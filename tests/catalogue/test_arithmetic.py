"""Facts that follow from others: points add up, a subsidy is an amount times stages (AID-26, SUP-23)."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pytest

from santai.catalogue.errors import CatalogueError
from santai.catalogue.forms import FactErrors, validate
from santai.catalogue.jsonschema import fields_schema
from santai.catalogue.loader.fields import read_fields
from santai.catalogue.loader.reading import read
from santai.catalogue.loader.scope import NOTHING, Scope, World
from santai.catalogue.schema import Field, Kind, ParameterValue, Service, to_be_asked
from santai.catalogue.sources import Parameter
from santai.catalogue.text import Text

TODAY = date(2026, 3, 2)
SCORES = """
base: {ask: 基础, number: {from: 0, to: 40}, required: true}
extra: {ask: 附加, yes_no: true}
service: {ask: 服务, number: {from: 0, to: 60}, when: {extra: true}}
total: {ask: 总分, sum: [base, service], max: 90}
rate: {ask: 占比, share: [service, total]}
"""
SUBSIDY = """
amount: {ask: 每阶段, money: CNY, required: true}
stages: {ask: 阶段, number: {from: 1, to: 9}}
subsidy: {ask: 补贴, product: [amount, stages]}
travel: {ask: 差旅, money: CNY}
due: {ask: 应付, sum: [subsidy, travel]}
standard: {ask: 按标准, product: [region.per_stage, stages]}
"""
PER_STAGE = Parameter("per_stage", Text("每阶段补贴"), "money", "元", ())
WORLD = World({}, NOTHING, {"per_stage": PER_STAGE})


def fields(written: str) -> tuple[Field, ...]:
    with NamedTemporaryFile("w", suffix=".yaml") as file:
        file.write(written)
        file.flush()
        return read_fields(read(Path(file.name), "needs.yaml"), Scope(WORLD, {}, {}))


def per_stage(name: str) -> ParameterValue | None:
    assert name == "per_stage"
    return ParameterValue(name, "800.00", "元", "41", TODAY, "示例", verified=False)


def told(written: str, by: Service, parameters: Any = per_stage, /, **values: Any) -> Any:
    return validate(
        fields(written), values, facts={}, service=by, today=TODAY, parameters=parameters
    )


@pytest.fixture(scope="module")
def service() -> Service:
    from santai.catalogue.current import catalogue

    return catalogue().service("consultation/legal", "410422000000", TODAY)


def test_points_add_up_and_what_was_not_asked_adds_nothing(service: Service) -> None:
    assert told(SCORES, service, base="31", extra="no") == {"base": 31, "extra": False, "total": 31}
    whole = told(SCORES, service, base="31", extra="yes", service="50")
    assert (whole["total"], whole["rate"]) == (81, "61.7%")


def test_what_was_asked_and_not_answered_leaves_it_unknown(service: Service) -> None:
    assert "total" not in told(SCORES, service, base="31", extra="yes")
    assert "subsidy" not in told(SUBSIDY, service, amount="500")


def test_money_keeps_its_cents_and_an_amount_is_taken_as_often_as_there_are_stages(
    service: Service,
) -> None:
    made = told(SUBSIDY, service, amount="333.33", stages="3", travel="0.02")
    assert (made["subsidy"], made["due"], made["standard"]) == ("999.99", "1000.01", "2400.00")


def test_a_standard_nobody_has_set_is_not_guessed(service: Service) -> None:
    made = told(SUBSIDY, service, lambda _: None, amount="100", stages="2")
    assert "standard" not in made


def test_nobody_types_what_is_computed(service: Service) -> None:
    made = told(SCORES, service, base="1", extra="no", total="99")
    assert made["total"] == 1
    assert [field.key for field in to_be_asked(fields(SCORES))] == ["base", "extra", "service"]
    assert set(fields_schema(fields(SCORES))["properties"]) == {"base", "extra", "service"}


def test_a_bound_holds_for_what_is_computed_too(service: Service) -> None:
    with pytest.raises(FactErrors) as refused:
        told(SCORES, service, base="40", extra="yes", service="60")
    assert refused.value.fields == {"total": "不能大于 90。"}


def test_a_share_of_nothing_is_not_known(service: Service) -> None:
    assert "rate" not in told(SCORES, service, base="0", extra="yes", service="0")


def test_kinds_come_out_of_what_is_put_in() -> None:
    kinds = {field.key: field.kind for field in (*fields(SCORES), *fields(SUBSIDY))}
    found = {name: kinds[name] for name in ("total", "rate", "subsidy", "due", "standard")}
    assert found == {
        "total": Kind.NUMBER,
        "rate": Kind.TEXT,
        "subsidy": Kind.MONEY,
        "due": Kind.MONEY,
        "standard": Kind.MONEY,
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("t: {ask: 总, sum: [below]}\nbelow: {ask: 下, number: true}", "no field above this one"),
        (
            "a: {ask: 甲, money: CNY}\nb: {ask: 乙, number: true}\nt: {ask: 总, sum: [a, b]}",
            "cannot take the sum of",
        ),
        ("a: {ask: 甲, text: short}\nt: {ask: 总, sum: [a]}", "cannot take the sum of"),
        (
            "a: {ask: 甲, money: CNY}\nb: {ask: 乙, money: CNY}\nt: {ask: 总, product: [a, b]}",
            "cannot take the product of",
        ),
        ("a: {ask: 甲, number: true}\nt: {ask: 总, share: [a]}", "cannot take the share of"),
        (
            "a: {ask: 甲, number: true}\nt: {ask: 总, sum: [a], number: true}",
            "is computed and says more: sum, number",
        ),
        (
            "a: {ask: 甲, number: true}\nt: {ask: 总, sum: [a], required: true}",
            "is computed and says more: sum, required",
        ),
        (
            "a: {ask: 甲, number: true}\nt: {ask: 总, sum: [a, region.per]}",
            "no parameter is called",
        ),
        ("a: {ask: 甲, number: true}\nt: {ask: 总, sum: 'a*2'}", "no field above this one"),
    ],
)
def test_what_cannot_be_computed_is_refused_with_what_to_do(written: str, said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        fields(written)
    (problem,) = refused.value.problems
    assert said in str(problem)
