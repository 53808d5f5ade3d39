"""Reading and importing the packaged source of the administrative divisions (USER-07, CEN-01)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from santai.capabilities.places.actions import Imported, import_divisions
from santai.capabilities.places.divisions import SourceMissing, read
from santai.capabilities.places.models import Region
from tests.factories.places import BAOFENG, DONGCHENG, DONGGUAN, PINGDINGSHAN

TODAY, LATER = date(2026, 3, 2), date(2027, 3, 2)
SOURCE = {
    "provinces.csv": '11,"北京市"\n41,"河南省"\n44,"广东省"',
    "cities.csv": '1101,"市辖区",11\n4104,"平顶山市",41\n'
    '4190,"省直辖县级行政区划",41\n4419,"东莞市",44',
    "areas.csv": '110101,"东城区",1101,11\n410421,"宝丰县",4104,41\n410423,"鲁山县",4104,41\n'
    '419001,"济源市",4190,41\n441900,"东莞市",4419,44',
    "streets.csv": '410421101,"周庄镇",410421,41,4104\n419001001,"济源市沁园街道",419001,41,4190\n'
    '441900003,"东城街道",441900,44,4419',
    "villages.csv": '410421101205,"某某村委会",410421101,41,4104,410421\n'
    '441900003001,"岗贝社区居民委员会",441900003,44,4419,441900',
}


@pytest.fixture
def source(tmp_path: Path) -> Path:
    for name, rows in SOURCE.items():
        (tmp_path / name).write_text(f"code,name,rest\n{rows}\n", encoding="utf-8")
    return tmp_path


def _without(source: Path, file: str, code: str) -> None:
    rows = (source / file).read_text(encoding="utf-8").splitlines(keepends=True)
    kept = "".join(row for row in rows if not row.startswith(code))
    (source / file).write_text(kept, encoding="utf-8")


def test_the_whole_country_comes_parents_first(source: Path) -> None:
    seen = set()
    for division in read(source):
        assert division.parent is None or division.parent in seen
        seen.add(division.code)
    assert len(seen) == 17 - 1 + 3  # 东莞 is printed twice; three provinces are not printed at all


def test_a_city_without_counties_has_its_townships_directly(source: Path) -> None:
    rows = {division.code: division for division in read(source)}
    assert (rows[DONGGUAN].level, rows[DONGCHENG].parent) == (2, DONGGUAN)


@pytest.mark.parametrize(
    ("code", "full_name"),
    [
        ("410421101205", "河南省平顶山市宝丰县周庄镇某某村委会"),
        ("110101000000", "北京市东城区"),  # nobody says 市辖区
        ("110100000000", "北京市市辖区"),
        ("419001001000", "河南省济源市沁园街道"),  # printed as 济源市沁园街道
        ("441900003001", "广东省东莞市东城街道岗贝社区居民委员会"),
        ("810000000000", "香港特别行政区"),
    ],
)
def test_full_names_are_what_people_write(source: Path, code: str, full_name: str) -> None:
    assert {division.code: division.full_name for division in read(source)}[code] == full_name


def test_one_region_comes_with_what_lies_around_it(source: Path) -> None:
    codes = [division.code for division in read(source, "410421")]
    assert codes == [
        "410000000000",
        PINGDINGSHAN,
        BAOFENG,
        "410421101000",
        "410421101205",
    ]


def test_a_folder_without_the_files_says_how_to_get_them(tmp_path: Path) -> None:
    with pytest.raises(SourceMissing, match="make setup"):
        list(read(tmp_path))


@pytest.mark.django_db
def test_a_second_import_changes_nothing(source: Path) -> None:
    first = import_divisions(source, on=TODAY)
    second = import_divisions(source, on=LATER)
    assert first == Imported({1: 6, 2: 4, 3: 4, 4: 3, 5: 2}, added=19, changed=0, ended=0)
    assert (second.added, second.changed, second.ended) == (0, 0, 0)
    assert Region.objects.count() == 19


@pytest.mark.django_db
def test_a_region_that_vanished_is_kept_and_ended(source: Path) -> None:
    import_divisions(source, on=TODAY)
    _without(source, "areas.csv", "410423")
    done = import_divisions(source, on=LATER)
    assert (done.added, done.changed, done.ended) == (0, 0, 1)
    assert Region.objects.get(pk="410423000000").ended == LATER


@pytest.mark.django_db
def test_a_region_that_comes_back_is_no_longer_ended(source: Path) -> None:
    import_divisions(source, on=TODAY)
    Region.objects.filter(pk=BAOFENG).update(ended=TODAY)
    assert import_divisions(source, on=LATER).changed == 1
    assert Region.objects.get(pk=BAOFENG).ended is None


@pytest.mark.django_db
def test_an_import_of_one_city_leaves_the_others_alone(source: Path) -> None:
    import_divisions(source, on=TODAY)
    _without(source, "streets.csv", "441900003")
    _without(source, "villages.csv", "441900003")
    done = import_divisions(source, under="4104", on=LATER)
    assert (done.levels, done.ended) == ({1: 1, 2: 1, 3: 2, 4: 1, 5: 1}, 0)
    assert import_divisions(source, under="44", on=LATER).ended == 2


@pytest.mark.django_db
def test_a_new_name_reaches_the_addresses_below(source: Path) -> None:
    import_divisions(source, on=TODAY)
    areas = source / "areas.csv"
    areas.write_text(
        areas.read_text(encoding="utf-8").replace("宝丰县", "宝丰市"), encoding="utf-8"
    )
    assert import_divisions(source, on=LATER).changed == 3
    assert Region.objects.get(pk="410421101205").full_name == "河南省平顶山市宝丰市周庄镇某某村委会"
