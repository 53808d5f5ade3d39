"""Who is responsible where, and finding places (CEN-01, CEN-20, DIR-01)."""

from __future__ import annotations

from typing import Any

import pytest

from santai.capabilities.places.models import Organisation
from santai.capabilities.places.queries import (
    active_organisation,
    is_known,
    organisation_named,
    organisations_in,
    organisations_of,
    region_path,
    responsible_organisation,
    search_organisations,
    search_regions,
    subregions,
    venues_in,
)
from santai.catalogue.schema import Level
from tests.factories.places import (
    BAOFENG,
    HENAN,
    LUSHAN,
    PINGDINGSHAN,
    VILLAGE,
    ZHENGZHOU,
    ZHOUZHUANG,
    make_organisation,
    make_pingdingshan,
    make_region,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def agencies() -> dict[str, Organisation]:
    make_region(VILLAGE)
    return {
        region: make_organisation("legal-aid-agency", region)
        for region in (HENAN, PINGDINGSHAN, BAOFENG, LUSHAN, ZHENGZHOU)
    }


def test_the_nearest_organisation_around_is_responsible(
    agencies: dict[str, Organisation], django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(1):
        assert responsible_organisation("legal-aid-agency", VILLAGE) == agencies[BAOFENG]


@pytest.mark.parametrize(
    ("levels", "region"),
    [
        ([Level.COUNTY, Level.CITY, Level.PROVINCE], BAOFENG),
        ([Level.CITY, Level.PROVINCE], PINGDINGSHAN),
        ([Level.PROVINCE], HENAN),
    ],
)
def test_only_the_levels_that_may_decide_count(
    agencies: dict[str, Organisation], levels: list[Level], region: str
) -> None:
    assert responsible_organisation("legal-aid-agency", VILLAGE, levels) == agencies[region]


def test_nobody_is_responsible_where_no_level_has_the_kind(
    agencies: dict[str, Organisation],
) -> None:
    assert responsible_organisation("notary-office", VILLAGE) is None
    assert responsible_organisation("legal-aid-agency", VILLAGE, [Level.VILLAGE]) is None


def test_a_closed_organisation_hands_on_to_the_next_around(
    agencies: dict[str, Organisation],
) -> None:
    Organisation.objects.filter(pk=agencies[BAOFENG].pk).update(is_active=False)
    assert responsible_organisation("legal-aid-agency", VILLAGE) == agencies[PINGDINGSHAN]
    assert active_organisation(agencies[BAOFENG].pk) is None


def test_of_two_in_one_region_the_first_is_responsible() -> None:
    first = make_organisation("centre", BAOFENG)
    make_organisation("centre", BAOFENG)
    assert responsible_organisation("centre", BAOFENG) == first


def test_organisations_of_a_kind_come_nearest_first(agencies: dict[str, Organisation]) -> None:
    found = organisations_of("legal-aid-agency", VILLAGE)
    assert found == [agencies[BAOFENG], agencies[PINGDINGSHAN], agencies[HENAN]]


def test_organisations_in_a_region_are_those_inside(agencies: dict[str, Organisation]) -> None:
    bureau = make_organisation("bureau", BAOFENG)
    assert set(organisations_in(PINGDINGSHAN)) == {
        agencies[PINGDINGSHAN],
        agencies[BAOFENG],
        agencies[LUSHAN],
        bureau,
    }
    assert list(organisations_in(PINGDINGSHAN, kinds=["bureau"])) == [bureau]


def test_organisations_are_found_by_part_of_the_name() -> None:
    office = make_organisation("notary-office", BAOFENG, name="宝丰县鹰城公证处")
    make_organisation("notary-office", LUSHAN, name="鲁山县公证处")
    assert search_organisations("鹰城", under=PINGDINGSHAN) == [office]
    assert search_organisations("鹰城", under=LUSHAN) == []


def test_subregions_go_one_level_down() -> None:
    make_pingdingshan()
    assert [region.name for region in subregions(BAOFENG)] == ["城关镇", "周庄镇"]
    assert [region.name for region in subregions("")] == ["河南省"]


def test_the_path_of_a_village_begins_with_the_province() -> None:
    make_region(VILLAGE)
    assert [region.code for region in region_path(VILLAGE)] == [
        HENAN,
        PINGDINGSHAN,
        BAOFENG,
        ZHOUZHUANG,
        VILLAGE,
    ]


def test_regions_are_found_by_the_beginning_of_the_name_larger_ones_first() -> None:
    make_pingdingshan()
    town = make_region("410422102000", "宝丰街道")
    assert [region.code for region in search_regions("宝丰", under="4104")] == [BAOFENG, town.code]
    assert search_regions("宝丰", under=LUSHAN) == []


def test_a_region_that_ended_is_not_offered(django_assert_num_queries: Any) -> None:
    region = make_region(BAOFENG)
    with django_assert_num_queries(1):
        assert is_known(BAOFENG)
    region.ended = "2026-01-01"
    region.save()
    assert not is_known(BAOFENG)
    assert list(subregions(PINGDINGSHAN)) == []


def test_an_organisation_is_named_by_its_code_or_its_only_name() -> None:
    first = make_organisation("centre", BAOFENG, code="A", name="中心")
    assert organisation_named("A") == organisation_named("中心") == first
    make_organisation("centre", LUSHAN, code="中心")
    assert organisation_named("中心") != first  # a code comes before a name
    make_organisation("bureau", LUSHAN, code="B", name="局")
    make_organisation("bureau", BAOFENG, code="C", name="局")
    make_organisation("bureau", BAOFENG, code="D", name="旧局", is_active=False)
    assert [organisation_named(text) for text in ("局", "旧局", "D", "")] == [None] * 4


def test_venues_open_to_the_public_are_found_by_region() -> None:
    office = make_organisation("centre", BAOFENG)
    fields = {"kind_name": "公共法律服务中心", "address": "某路 1 号"}
    hall = office.venues.create(name="大厅", region_id=BAOFENG, **fields)
    office.venues.create(name="旧址", region_id=BAOFENG, is_active=False, **fields)
    assert list(venues_in(PINGDINGSHAN)) == [hall]
    assert list(venues_in(LUSHAN)) == []
