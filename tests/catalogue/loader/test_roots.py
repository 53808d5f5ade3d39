"""Where files lie, and what further roots add (CAT-05, CAT-18: local lists on the basis of the wider one)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from santai.catalogue import Catalogue
from tests.catalogue.workshop import CITY, COUNTY, DAY, ELSEWHERE, PROVINCE, Workshop

SERVICE = "services/aid/lantern/2022-01-01.yaml"


def more(folder: Path, path: str, text: str) -> Path:
    """A further root with one file."""
    root = folder / "more"
    file = root / path
    file.parent.mkdir(parents=True)
    file.write_text(text, encoding="utf-8")
    return root


@pytest.mark.parametrize(
    ("path", "message"),
    [
        (
            "services/lantern/2022-01-01.yaml",
            (
                "is not named as the catalogue needs it."
                " Name it like services/legal-aid/civil/2022-01-01.yaml."
            ),
        ),
        (
            "services/aid/lantern/2022-01-01.yml",
            (
                "is not named as the catalogue needs it."
                " Name it like services/legal-aid/civil/2022-01-01.yaml."
            ),
        ),
        (
            "layers/henan/aid/lantern/2024-01-01.yaml",
            (
                "is not named as the catalogue needs it."
                " Name it like layers/41-henan/legal-aid/civil/2024-03-01.yaml."
            ),
        ),
        (
            "service/aid/lantern/2022-01-01.yaml",
            (
                "lies where the catalogue does not look. Put it into one of services, layers,"
                " parameters, laws, standards, triage, calendars, or take it away."
            ),
        ),
    ],
)
def test_a_file_in_the_wrong_place_is_not_passed_over(
    path: str, message: str, workshop: Workshop
) -> None:
    workshop.write(path, "id: x")

    assert workshop.problems() == [f"{path}: {message}"]


def test_the_path_and_the_day_must_agree(workshop: Workshop) -> None:
    workshop.change(SERVICE, "effective: 2022-01-01", "effective: 2022-02-01")

    assert workshop.problems() == [
        f"{SERVICE}:5: effective: says 2022-02-01, the path says 2022-01-01. Make the two agree."
    ]


def test_a_root_without_standards_is_refused(workshop: Workshop) -> None:
    (workshop.root / "standards/roles.yaml").unlink()

    assert workshop.problems() == [
        (
            "standards/roles.yaml: is missing."
            " The first root must hold all standards, as the packaged data does."
        )
    ]


def test_a_folder_that_is_not_there_is_named(workshop: Workshop, tmp_path: Path) -> None:
    gone = tmp_path / "gone"

    assert workshop.problems(gone) == [
        f"{gone}: is not a folder. Correct the path, or make the folder."
    ]


def test_a_further_root_adds_a_service(workshop: Workshop, tmp_path: Path) -> None:
    text = (workshop.root / SERVICE).read_text(encoding="utf-8")
    extra = more(
        tmp_path,
        "services/aid/kite/2023-01-01.yaml",
        text.replace("2022-01-01", "2023-01-01").replace("aid/lantern", "aid/kite"),
    )

    assert workshop.load(extra).ids == ("aid/appeal", "aid/kite", "aid/lantern")


def test_a_further_root_adds_a_later_version(workshop: Workshop, tmp_path: Path) -> None:
    path = "services/aid/lantern/2025-01-01.yaml"
    text = (workshop.root / SERVICE).read_text(encoding="utf-8")
    loaded = workshop.load(more(tmp_path, path, text.replace("2022-01-01", "2025-01-01")))

    assert loaded.service("aid/lantern", "", date(2024, 12, 31)).version == "2022-01-01"
    assert loaded.service("aid/lantern", "", date(2025, 1, 1)).version == "2025-01-01"


def test_two_files_of_one_day_are_refused(workshop: Workshop, tmp_path: Path) -> None:
    text = (workshop.root / SERVICE).read_text(encoding="utf-8")

    assert workshop.problems(more(tmp_path, SERVICE, text)) == [
        (
            f"more/{SERVICE}:5: effective: {SERVICE} is of the same day."
            " Keep one of the two, or date the later one."
        )
    ]


def test_a_further_root_adds_names_to_a_list(workshop: Workshop, tmp_path: Path) -> None:
    extra = more(tmp_path, "standards/groups.yaml", "渔民: {title: 渔民}\n")

    assert list(workshop.load(extra).groups) == ["农民工", "老年人", "残疾人", "渔民"]


def test_a_name_cannot_be_given_twice(workshop: Workshop, tmp_path: Path) -> None:
    extra = more(tmp_path, "standards/groups.yaml", "老年人: {title: 长者}\n")

    assert workshop.problems(extra) == [
        (
            "more/standards/groups.yaml:1: 老年人: is already in standards/groups.yaml."
            " Give it another name."
        )
    ]


def test_only_the_first_root_says_how_orders_live(workshop: Workshop, tmp_path: Path) -> None:
    extra = more(tmp_path, "standards/lifecycle.yaml", "effects: {}\n")

    assert workshop.problems(extra) == [
        (
            "more/standards/lifecycle.yaml:1: is a second lifecycle."
            " Only the first root says how every order lives: take this file away."
        )
    ]


def test_a_law_can_be_in_the_catalogue_only_once(workshop: Workshop) -> None:
    workshop.write(
        "laws/again.yaml", "title: 灯笼试验法\nkind: 法律\nversions: {2020-01-01: {articles: 1}}\n"
    )

    assert workshop.problems() == [
        (
            "laws/trial-law.yaml:1: 《灯笼试验法》 is in the catalogue twice."
            " Keep one law in one file, and give an alias to one law only."
        )
    ]


# --- parameters ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("region", "day", "value"),
    [
        (PROVINCE, date(2021, 12, 31), None),
        (PROVINCE, date(2022, 1, 1), "1000.00"),
        (PROVINCE, date(2024, 12, 31), "1000.00"),
        (PROVINCE, date(2025, 1, 1), "1200.00"),
        (CITY, date(2023, 12, 31), "1000.00"),
        (CITY, date(2024, 1, 1), "1500.00"),
        (COUNTY, date(2026, 1, 1), "1500.00"),
        (ELSEWHERE, date(2026, 1, 1), None),
        ("", date(2026, 1, 1), None),
    ],
)
def test_a_parameter_is_that_of_the_smallest_area_and_the_latest_day(
    region: str, day: date, value: str | None, catalogue: Catalogue
) -> None:
    found = catalogue.parameter("hardship_line", region, day)

    assert (found.value if found else None) == value


def test_a_further_root_sets_a_parameter_for_its_place(workshop: Workshop, tmp_path: Path) -> None:
    value = "{region: '410423', from: 2025-01-01, value: '1600.00', source: 县里, verified: true}"
    text = f"title: 困难标准\nunit: 元/月\nkind: money\nvalues: [{value}]\n"
    loaded = workshop.load(more(tmp_path, "parameters/hardship_line.yaml", text))

    county, city = (loaded.parameter("hardship_line", region, DAY) for region in (COUNTY, CITY))
    assert county is not None
    assert city is not None
    assert (county.value, city.value) == ("1600.00", "1500.00")


def test_two_values_for_one_place_and_day_are_refused(workshop: Workshop) -> None:
    workshop.change("parameters/hardship_line.yaml", "from: 2025-01-01", "from: 2022-01-01")

    assert workshop.problems() == [
        (
            "parameters/hardship_line.yaml:7: values[2]: is a second value for 41 from 2022-01-01."
            " Keep one of the two, or date the later one."
        )
    ]


# --- what every order has -----------------------------------------------------------------------


def test_every_state_has_the_common_actions_of_its_stage(catalogue: Catalogue) -> None:
    states = catalogue.service("aid/lantern", "", DAY).states

    assert [name for name, a in states["submitted"].actions.items() if a.common] == [
        "note",
        "withdraw",
    ]
    assert [name for name, a in states["refused"].actions.items() if a.common] == [
        "note",
        "archive",
    ]
    assert list(states["archived"].actions) == []
    assert list(states)[-3:] == ["completed", "withdrawn", "archived"]


def test_an_action_called_like_a_common_one_changes_it_key_by_key(workshop: Workshop) -> None:
    workshop.change(
        SERVICE, "      supply: {", "      withdraw: {by: clerk, to: refused}\n      supply: {"
    )
    changed = workshop.load().service("aid/lantern", "", DAY).states["waiting"].actions["withdraw"]

    assert (changed.by, changed.to, changed.common) == (("clerk",), "refused", False)
    assert (changed.title.zh, changed.effect) == ("撤回申请", "withdraw")
    assert [field.key for field in changed.needs] == ["reason"]


def test_a_state_may_take_the_place_of_a_common_one(workshop: Workshop) -> None:
    old = "  refused:\n    title: 不准"
    new = "  completed: {title: 挂好了, turn: applicant, stage: completed}\n"
    workshop.change(SERVICE, old, new + old)

    assert workshop.load().service("aid/lantern", "", DAY).state("completed").title.zh == "挂好了"
