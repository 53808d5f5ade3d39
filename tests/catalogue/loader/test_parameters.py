"""Values of a place: a smaller area may only be better than the area around it (AID-03, AID-04, CAT-18)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from santai.catalogue.current import PACKAGED
from santai.catalogue.sources import Better
from tests.catalogue.workshop import COUNTY, DAY, Workshop

LINE = "parameters/hardship_line.yaml"
ONLY = "A smaller area may only improve the citizen's position: "


def value(region: str, since: str, amount: str) -> str:
    return f"  - {{region: '{region}', from: {since}, value: {amount}, source: 文件, verified: true}}\n"


def parameter(*values: str, kind: str = "number", better: str = "higher") -> str:
    return f"title: 试验\nkind: {kind}\nbetter: {better}\nvalues:\n{''.join(values)}"


def said(workshop: Workshop, *values: str, **how: str) -> list[str]:
    workshop.write("parameters/trial.yaml", parameter(*values, **how))
    return workshop.problems()


def refused(place: int, wrong: str, fix: str) -> str:
    return f"parameters/trial.yaml:{place + 4}: values[{place}].value: {wrong}. {ONLY}{fix}"


def test_a_further_root_cannot_go_round_the_proof(workshop: Workshop, tmp_path: Path) -> None:
    """A county's line of 1.00 made people ineligible under the same version of the service."""
    more = tmp_path / "more"
    (more / "parameters").mkdir(parents=True)
    text = "title: 困难标准\nunit: 元/月\nkind: money\nvalues:\n"
    (more / LINE).write_text(text + value("410422", "2022-01-01", '"1.00"'), encoding="utf-8")

    assert workshop.problems(more) == [
        (
            f"more/{LINE}:5: values[1].value: 1.00 is worse than 1000.00, set for 41 from"
            f" 2022-01-01. {ONLY}write 1000.00 or more."
        )
    ]


def test_a_further_root_cannot_say_that_less_is_better(workshop: Workshop, tmp_path: Path) -> None:
    more = tmp_path / "more"
    (more / "parameters").mkdir(parents=True)
    text = "title: 困难标准\nunit: 元/月\nkind: money\nbetter: lower\nvalues:\n"
    (more / LINE).write_text(text + value("410422", "2022-01-01", '"1.00"'), encoding="utf-8")

    assert workshop.problems(more) == [
        (
            f"more/{LINE}:4: better: of hardship_line the higher is better in another file."
            " Write the same, or take it out."
        )
    ]


def test_a_better_value_of_a_smaller_area_is_accepted(workshop: Workshop) -> None:
    assert said(workshop, value("41", "2022-01-01", "5"), value("4104", "2022-01-01", "5")) == []
    assert said(workshop, value("41", "2022-01-01", "5"), value("4104", "2022-01-01", "6")) == []


@pytest.mark.parametrize(
    ("kind", "better", "around", "own", "least"),
    [
        ("number", "higher", "5", "4", "5 or more"),
        ("number", "lower", "5", "6", "5 or less"),
        ("money", "higher", '"5.00"', '"4.99"', "5.00 or more"),
        ("money", "lower", '"10.00"', '"11.00"', "10.00 or less"),
        ("yes_no", "higher", "true", "false", "true"),
        ("yes_no", "lower", "false", "true", "false"),
    ],
)
def test_a_worse_value_of_a_smaller_area_is_refused(
    kind: str, better: str, around: str, own: str, least: str, workshop: Workshop
) -> None:
    values = value("41", "2022-01-01", around), value("4104", "2023-01-01", own)
    plain = (text.strip('"') for text in (own, around))
    wrong = "{} is worse than {}, set for 41 from 2022-01-01".format(*plain)

    assert said(workshop, *values, kind=kind, better=better) == [
        refused(2, wrong, f"write {least}.")
    ]


def test_where_nothing_is_set_around_any_value_will_do(workshop: Workshop) -> None:
    """Neither in the nation, nor in a neighbour, nor before the larger area begins."""
    values = value("32", "2022-01-01", "9"), value("4104", "2022-01-01", "1")
    assert said(workshop, *values) == []
    assert (
        said(workshop, *values, value("4104", "2024-01-01", "9"), value("41", "2024-01-01", "9"))
        == []
    )


def test_the_nearest_area_around_counts(workshop: Workshop) -> None:
    values = (
        value("", "2022-01-01", "3"),
        value("41", "2022-01-01", "5"),
        value("410422", "2022-01-01", "4"),
    )

    assert said(workshop, *values) == [
        refused(3, "4 is worse than 5, set for 41 from 2022-01-01", "write 5 or more.")
    ]
    assert said(workshop, values[0], values[2]) == []


def test_the_whole_country_is_an_area_too(workshop: Workshop) -> None:
    workshop.write(
        "parameters/trial.yaml",
        parameter(
            "  - {from: 2022-01-01, value: 3, source: 文件, verified: true}\n",
            value("41", "2022-01-01", "2"),
        ),
    )

    assert workshop.problems() == [
        refused(
            2, "2 is worse than 3, set for the whole country from 2022-01-01", "write 3 or more."
        )
    ]


def test_a_value_that_falls_behind_is_refused_from_that_day(workshop: Workshop) -> None:
    behind = (
        value("41", "2022-01-01", "5"),
        value("4104", "2022-01-01", "6"),
        value("41", "2024-01-01", "7"),
    )

    assert said(workshop, *behind) == [
        refused(
            2,
            "6 is worse than 7, set for 41 from 2024-01-01",
            "write 7 or more. It held until 2023-12-31: add a value from 2024-01-01.",
        )
    ]
    assert said(workshop, *behind, value("4104", "2024-01-01", "8")) == []


def test_without_a_direction_values_differ_as_they_like(workshop: Workshop) -> None:
    workshop.write(
        "parameters/trial.yaml",
        parameter(value("41", "2022-01-01", "5"), value("4104", "2022-01-01", "1")).replace(
            "better: higher\n", ""
        ),
    )

    assert workshop.problems() == []


def test_but_nothing_can_be_decided_by_them(workshop: Workshop) -> None:
    workshop.change(LINE, "better: higher\n", "")

    assert workshop.problems() == [
        (
            "services/aid/lantern/2022-01-01.yaml:37: rules.poor.yes_if.income.at_most: hardship_line"
            " does not say which value is better for the citizen. Write `better: higher` or"
            " `better: lower` into parameters/hardship_line.yaml."
        )
    ]


def test_a_further_root_need_not_repeat_the_direction(workshop: Workshop, tmp_path: Path) -> None:
    more = tmp_path / "more"
    (more / "parameters").mkdir(parents=True)
    text = "title: 困难标准\nunit: 元/月\nkind: money\nvalues:\n"
    (more / LINE).write_text(text + value("410423", "2025-01-01", '"1600.00"'), encoding="utf-8")
    loaded = workshop.load(more)
    found = loaded.parameter("hardship_line", COUNTY, DAY)

    assert found is not None
    assert (found.value, found.since) == ("1600.00", date(2025, 1, 1))
    assert loaded.parameters["hardship_line"].better is Better.HIGHER


@pytest.mark.parametrize(
    ("kind", "better", "message"),
    [
        ("text", "higher", "3: better: one text is no better than another. Take `better` out."),
        (
            "number",
            "more",
            "3: better: no direction is called 'more'. Use one of: higher, lower.",
        ),
    ],
)
def test_a_direction_must_make_sense(
    kind: str, better: str, message: str, workshop: Workshop
) -> None:
    number = "'5'" if kind == "text" else "5"

    assert said(workshop, value("41", "2022-01-01", number), kind=kind, better=better) == [
        f"parameters/trial.yaml:{message}"
    ]


def test_every_measure_of_ours_says_what_is_better() -> None:
    for file in PACKAGED.glob("parameters/*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert ("\nbetter: " in text) is ("kind: text" not in text), file.name
