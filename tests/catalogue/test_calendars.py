"""The calendars we ship, against two second opinions; and what is said of those that are wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import chinese_calendar
import holidays
import pytest
import yaml

from santai.catalogue import calendars
from santai.catalogue.calendars import load_calendar
from santai.catalogue.errors import CatalogueError
from santai.kernel.workdays import Calendar, CalendarGap

FOLDER = Path(calendars.__file__).parent / "data" / "calendars"
ANNOUNCED = range(2024, 2027)
PROVISIONAL = range(2027, 2041)
STATUTORY = {"元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节"}


@cache
def packaged() -> Calendar:
    return load_calendar(FOLDER)


def days_of(year: int) -> Iterator[date]:
    day = date(year, 1, 1)
    while day.year == year:
        yield day
        day += timedelta(days=1)


# --- what we ship -------------------------------------------------------------------------------


@pytest.mark.parametrize("year", ANNOUNCED)
def test_announced_year_agrees_with_chinesecalendar_day_by_day(year: int) -> None:
    ours = {day: packaged().is_working(day) for day in days_of(year)}
    theirs = {day: bool(chinese_calendar.is_workday(day)) for day in days_of(year)}
    assert ours == theirs


@pytest.mark.parametrize("year", ANNOUNCED)
def test_announced_year_names_the_same_days_as_chinesecalendar(year: int) -> None:
    """Holidays and make-up days, weekend days of a run included: not one more, not one fewer."""
    ours = {day for day in days_of(year) if packaged().name(day) not in {"", "周六", "周日"}}
    theirs = {day for day in days_of(year) if chinese_calendar.get_holiday_detail(day)[1]}
    assert ours == theirs


@pytest.mark.parametrize(
    ("year", "working", "notice"),
    [
        (2024, 251, "国办发明电〔2023〕7号"),
        (2025, 248, "国办发明电〔2024〕12号"),
        (2026, 248, "国办发明电〔2025〕7号"),
    ],
)
def test_announced_year_cites_its_notice(year: int, working: int, notice: str) -> None:
    file = yaml.safe_load((FOLDER / f"{year}.yaml").read_text(encoding="utf-8"))
    assert file["notice"] == notice
    assert file["published"].year == year - 1
    assert file["source"].startswith("https://www.gov.cn/zhengce/content/")
    assert sum(packaged().is_working(day) for day in days_of(year)) == working
    assert not packaged().is_provisional(date(year, 1, 1))


@pytest.mark.parametrize("year", PROVISIONAL)
def test_provisional_year_agrees_with_holidays_on_every_day_off(year: int) -> None:
    """The festivals of the law, and the days made up for those on a weekend (article 6)."""
    ours = {day for day in days_of(year) if packaged().name(day) not in {"", "周六", "周日"}}
    assert ours == set(holidays.country_holidays("CN", years=year))
    assert packaged().is_provisional(date(year, 12, 31))


@pytest.mark.parametrize("year", PROVISIONAL)
def test_provisional_year_has_thirteen_days_off_its_weekends_and_no_make_up_day(year: int) -> None:
    """13 days by law; a festival that shares its day with another gives one fewer, on a weekday."""
    names = {day: packaged().name(day) for day in days_of(year)}
    festivals = [name for day, name in names.items() if name and name not in {"周六", "周日"}]
    assert {
        part.removesuffix("补假") for name in festivals for part in name.split("、")
    } == STATUTORY
    assert "调休上班" not in festivals
    off = sum(
        day.weekday() < 5 for day, name in names.items() if name and name not in {"周六", "周日"}
    )
    assert off == (12 if year in {2028, 2031} else 13)


def test_days_are_made_up_in_order_on_the_next_free_working_day() -> None:
    """2027: 初一 and 初二 fall on a weekend, 初三 does not. 2039: two festivals on one Sunday."""
    february = {day: packaged().name(date(2027, 2, day)) for day in range(5, 12)}
    assert february == {
        5: "春节",
        6: "春节",
        7: "春节",
        8: "春节",
        9: "春节补假",
        10: "春节补假",
        11: "",
    }
    october = [packaged().name(date(2039, 10, day)) for day in range(1, 8)]
    assert october[1] == "中秋节、国庆节"
    assert october[3:] == ["国庆节补假", "中秋节补假", "国庆节补假", ""]


def test_year_beyond_the_festivals_is_a_gap() -> None:
    with pytest.raises(CalendarGap, match=r"2041\.yaml"):
        packaged().is_working(date(2041, 1, 1))


# --- when a notice comes ------------------------------------------------------------------------

YEAR = """\
year: 2027
notice: 国办发明电〔2026〕9号
published: 2026-11-05
source: https://www.gov.cn/
holidays:
  2027-01-01: 元旦
makeup:
  - 2027-01-09
"""


def write(folder: Path, name: str, text: str) -> Path:
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_notice_replaces_the_provisional_year(tmp_path: Path) -> None:
    """A notice made up for this test: whatever it says, the year is as it says."""
    for extra in (write(tmp_path / "added", "2027.yaml", YEAR), tmp_path / "added"):
        calendar = load_calendar(FOLDER, [extra])
        assert not calendar.is_provisional(date(2027, 1, 1))
        assert calendar.name(date(2027, 1, 9)) == "调休上班"
        assert calendar.name(date(2027, 2, 8)) == ""
        assert calendar.is_provisional(date(2028, 1, 1))
        assert calendar.fingerprint != packaged().fingerprint


@pytest.mark.parametrize("later_first", [True, False])
def test_later_notice_counts_wherever_it_lies(tmp_path: Path, later_first: bool) -> None:
    first = write(tmp_path / "a", "2027.yaml", YEAR)
    second = write(
        tmp_path / "b",
        "2027.yaml",
        YEAR.replace("2026-11-05", "2027-01-20").replace("2027-01-09", "2027-01-10"),
    )
    extra = [second, first] if later_first else [first, second]
    calendar = load_calendar(FOLDER, extra)
    assert calendar.is_working(date(2027, 1, 10))
    assert not calendar.is_working(date(2027, 1, 9))


def test_two_notices_of_one_day_are_refused(tmp_path: Path) -> None:
    extra = [write(tmp_path / name, "2027.yaml", YEAR) for name in "ab"]
    with pytest.raises(CatalogueError) as refused:
        load_calendar(FOLDER, extra)
    [problem] = refused.value.problems
    assert (problem.file, problem.key) == ("b/2027.yaml", "published")
    assert problem.wrong == "is the day a/2027.yaml has for the same year: neither is the later"


# --- files that are wrong -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("good", "bad", "key", "line", "wrong", "fix"),
    [
        ("notice:", "number:", "notice", 1, "is missing", "Add `notice:` here."),
        ("source:", "sources:", "sources", 4, "is not a key here", "Did you mean 'source'?"),
        (
            "notice: 国办发明电〔2026〕9号",
            'notice: ""',
            "notice",
            2,
            "should be a text",
            "Write a text",
        ),
        ("year: 2027", "year: 2026", "year", 1, "is 2026, but the file is not", "rename the file"),
        ("2026-11-05", "soon", "published", 3, "should be a day, not 'soon'", "such as 2022-01-01"),
        (
            "2027-01-01: 元旦",
            "2026-12-31: 元旦",
            "holidays.2026-12-31",
            6,
            "is not a day of 2027",
            "Move it to its own year.",
        ),
        (
            "  2027-01-01: 元旦",
            "  1 January: 元旦",
            "holidays.1 January",
            6,
            "should be a day",
            "such",
        ),
        (
            "  2027-01-01: 元旦",
            "  2027-01-01:",
            "holidays.2027-01-01",
            6,
            "should be a text",
            "Write",
        ),
        (
            "  2027-01-01: 元旦",
            "  2027-01-01: 元旦\n  2027-01-01: 春节",
            "holidays.2027-01-01",
            7,
            "is written twice",
            "Keep one of the two.",
        ),
        (
            "- 2027-01-09",
            "- 2027-01-11",
            "makeup.2027-01-11",
            8,
            "is a Monday, worked anyway",
            "Only a Saturday or Sunday can be a make-up day",
        ),
        (
            "2027-01-01: 元旦",
            "2027-01-09: 元旦",
            "makeup.2027-01-09",
            8,
            "is a holiday and a make-up day at once",
            "Keep it in `holidays` or in `makeup`",
        ),
        (
            "- 2027-01-09",
            "- 2027-01-09\n  - 2027-01-09",
            "makeup",
            9,
            "names 2027-01-09 twice",
            "Keep one of the two.",
        ),
        (
            "holidays:\n  2027-01-01: 元旦",
            "holidays: [2027-01-01]",
            "holidays",
            5,
            "mapping",
            "Write",
        ),
    ],
)
def test_wrong_year_file_is_refused_with_file_key_line_and_fix(
    tmp_path: Path, good: str, bad: str, key: str, line: int, wrong: str, fix: str
) -> None:
    assert YEAR.count(good) == 1
    path = write(tmp_path / "wrong", "2027.yaml", YEAR.replace(good, bad))
    with pytest.raises(CatalogueError) as refused:
        load_calendar(FOLDER, [path])
    problem = next(one for one in refused.value.problems if one.key.startswith(key))
    assert (problem.file, problem.line) == ("wrong/2027.yaml", line)
    assert wrong in problem.wrong
    assert fix in problem.fix


def test_every_mistake_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    write(tmp_path, "2027.yaml", YEAR.replace("2027-01-09", "2027-01-11").replace("元旦", "[]"))
    write(tmp_path, "2028.yaml", "year: 2029\n")
    write(tmp_path, "notes.txt", "buy stamps")
    with pytest.raises(CatalogueError) as refused:
        load_calendar(FOLDER, [tmp_path, tmp_path / "2030.yaml"])
    found = [(problem.file.split("/")[1], problem.key) for problem in refused.value.problems]
    assert found == [
        ("2027.yaml", "holidays.2027-01-01"),
        ("2028.yaml", "holidays"),
        ("2028.yaml", "makeup"),
        ("2028.yaml", "notice"),
        ("2028.yaml", "published"),
        ("2028.yaml", "source"),
        ("2028.yaml", "year"),
        ("2030.yaml", ""),
        ("notes.txt", ""),
    ]
    wrong = [problem.wrong for problem in refused.value.problems[-2:]]
    assert wrong == ["is not there", "is not a calendar"]


FESTIVALS = """\
law: 全国年节及纪念日放假办法
in_force: 2025-01-01
source: https://www.gov.cn/
days: {元旦: 1, 劳动节: 2}
years:
  2041:
    元旦: [2041-01-01]
    劳动节: [2041-05-01, 2041-05-02]
"""


def test_further_festivals_lengthen_the_calendar(tmp_path: Path) -> None:
    calendar = load_calendar(FOLDER, [write(tmp_path, "festivals.yaml", FESTIVALS)])
    assert calendar.name(date(2041, 5, 1)) == "劳动节"
    assert calendar.is_provisional(date(2041, 5, 1))
    assert calendar.name(date(2040, 5, 1)) == "劳动节"


@pytest.mark.parametrize(
    ("good", "bad", "key", "wrong"),
    [
        (", 2041-05-02", "", "years.2041.劳动节", "has 1 days, not 2"),
        ("    元旦: [2041-01-01]\n", "", "years.2041.元旦", "is missing"),
        ("元旦: [2041", "元日: [2041", "years.2041.元日", "is not a key here"),
        ("2041-01-01", "2042-01-01", "years.2041.holidays.2042-01-01", "is not a day of 2041"),
        ("  2041:", "  next:", "years.next", "should be a whole number"),
        ("元旦: 1", "元旦: one", "days.元旦", "should be a whole number"),
    ],
)
def test_wrong_festivals_are_refused(
    tmp_path: Path, good: str, bad: str, key: str, wrong: str
) -> None:
    assert FESTIVALS.count(good) == 1
    path = write(tmp_path, "festivals.yaml", FESTIVALS.replace(good, bad))
    with pytest.raises(CatalogueError) as refused:
        load_calendar(FOLDER, [path])
    told = {problem.key: problem.wrong for problem in refused.value.problems}
    assert wrong in told[key]
