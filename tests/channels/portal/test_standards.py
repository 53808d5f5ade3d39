"""The page of a place's own standards: what is set, by whom, where it says so (CAT-21, CAT-22, CEN-27)."""

from __future__ import annotations

import pytest

from santai.capabilities.places.models import Region
from santai.channels.portal.standards import better, standards
from tests.factories.pages import Visitor
from tests.world import TODAY, YE, World

ALTAY, LIANYUNGANG, SHANDAN = "654300000000", "320700000000", "620725000000"


def of(region: str) -> dict[str, str]:
    return {one.title: one.value for one in standards(region, TODAY)}


@pytest.mark.django_db
def test_a_place_has_the_least_staff_its_document_asks_for() -> None:
    found = of(ALTAY)
    assert found["县级平台值守人员不少于"] == "2 人"
    assert found["每个司法所工作人员不少于"] == "3 人"
    assert found["每个公证机构公证员不少于"] == "2 人"
    assert found["设无障碍设施和绿色窗口"] == "是"
    assert "县级平台值守人员不少于" not in of(YE)


@pytest.mark.django_db
def test_each_line_says_who_set_it_since_when_and_where(world: World) -> None:
    lines = standards(LIANYUNGANG, TODAY)
    (windows,) = (one for one in lines if one.title == "中心至少有哪些窗口")
    assert (windows.place, windows.since.isoformat(), windows.verified) == (
        "连云港市",
        "2018-11-16",
        True,
    )
    assert windows.source == "连云港市实施意见 二(一)"
    assert {one.place for one in standards("000000000000", TODAY)} == {"全国"}


@pytest.mark.django_db
def test_what_goes_better_here_names_the_place(world: World) -> None:
    Region.objects.create(code="620000000000", name="甘肃省", level=1, full_name="甘肃省")
    Region.objects.create(
        code="620700000000", name="张掖市", level=2, full_name="张掖市", parent_id="620000000000"
    )
    Region.objects.create(
        code=SHANDAN, name="山丹县", level=3, full_name="山丹县", parent_id="620700000000"
    )
    found = {
        one.service.id: [layer.place for layer in one.layers] for one in better(SHANDAN, TODAY)
    }
    assert found["legal-aid/civil"] == ["甘肃省", "山丹县"]
    assert better("150000000000", TODAY) == []


def test_the_page_shows_it_and_what_nobody_has_confirmed(world: World) -> None:
    page = Visitor().read("/standards/", region=YE)
    assert "本地办得更好的事" in page.text
    assert "待核实" in page.text
    assert f"/services/legal-aid/civil/?region={YE}" in page.links
    assert "/standards/" in Visitor().read("/places/").links


def test_the_windows_the_documents_name_are_there_with_their_document(world: World) -> None:
    """CEN-11: no document lists the five, so the page does not either."""
    text = Visitor().read("/standards/").text
    assert "司法鉴定指引窗口" in text
    assert "没有统一列出是哪五项" in text


def test_a_region_there_is_not_is_taken_for_the_nation(world: World) -> None:
    assert "全国的标准" in Visitor().read("/standards/", region="999").text
