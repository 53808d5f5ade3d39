"""Where to go and who can help: what is public, and nothing else (DIR-01, DIR-02, CEN-28)."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.people.models import Practitioner
from santai.capabilities.places.actions import close_organisation
from santai.capabilities.places.models import Organisation, Venue
from santai.capabilities.reception.models import Duty
from tests.factories.halls import make_hall, queue
from tests.factories.pages import Page, Visitor
from tests.world import CITY, ELSEWHERE, LUSHAN, TODAY, TOWN, YE, World

PRIVATE = "13899990000"


def names(page: Page) -> list[str]:
    """The institutions of a list, in order."""
    ids = [
        link.split("/")[2]
        for link in page.links
        if link.startswith("/places/") and link[8:9] not in "?"
    ]
    found = Organisation.objects.in_bulk([int(one) for one in ids if one])
    return [found[int(one)].name for one in ids if one]


def place_of(organisation: Organisation) -> str:
    return f"/places/{organisation.pk}/"


def make_lawyers(world: World, many: int) -> None:
    Practitioner.objects.bulk_create(
        Practitioner(
            name=f"律师{number:02}",
            kind="lawyer",
            licence=f"M{number}",
            organisation=world.office("law-firm"),
            region=YE,
            phone=PRIVATE,
        )
        for number in range(many)
    )


# --- institutions


def test_the_home_page_leads_to_the_nearest_hall(visitor: Visitor, world: World) -> None:
    assert "/places/?kind=hall" in visitor.read("/").links


def test_the_halls_of_a_county_come_before_those_around_it(visitor: Visitor, world: World) -> None:
    page = visitor.read("/places/", kind="hall", region=YE)
    assert names(page) == ["叶县centre", "平顶山市centre"]
    assert page.fields["region"] == [YE]


def test_a_township_is_served_by_what_lies_around_it(visitor: Visitor, world: World) -> None:
    page = visitor.read("/places/", kind="legal-aid-agency", region=TOWN)
    assert names(page) == ["叶县legal-aid-agency", "平顶山市legal-aid-agency"]


def test_filters_are_links_that_count(visitor: Visitor, world: World) -> None:
    page = visitor.read("/places/", region=YE)
    assert f"?region={YE}&kind=law-firm" in page.links
    assert f"?region={YE}&kind=university" not in page.links
    assert re.findall("全部 [0-9]+", page.text) == ["全部 10"]


def test_a_name_narrows_the_list(visitor: Visitor, world: World) -> None:
    assert names(visitor.read("/places/", q="鲁山县law")) == ["鲁山县law-firm"]


def test_a_hall_tells_when_it_is_open_who_is_there_and_how_many_wait(
    visitor: Visitor, world: World
) -> None:
    """CEN-28: the service is open to all; what a list knows of a hall names nobody who waits."""
    hall = make_hall(world, hours="周一至周五 9:00–17:00", access=["ramp"])
    clerk = world.accounts[("window-clerk", YE)]
    Duty.objects.create(venue=hall, day=TODAY, shift="morning", window=2, account=clerk)
    queue(hall)
    queue(hall)
    page = visitor.read("/places/", kind="hall", region=YE)
    assert "现在 2 人等候。 今天值班：叶县window-clerk。" in page.text
    assert "周一至周五 9:00–17:00" in page.text
    assert "tel:0375-1234567" in page.links
    detail = visitor.read(place_of(world.office("centre")))
    assert "叶县window-clerk（2 号窗口）" in detail.text
    assert "无障碍坡道" in detail.text
    assert "现在 2 人等候" in detail.text
    assert clerk.username not in detail.source


def test_yesterdays_queue_and_roster_are_not_todays(visitor: Visitor, world: World) -> None:
    hall, clerk = make_hall(world), world.accounts[("window-clerk", YE)]
    Duty.objects.create(
        venue=hall, day=TODAY - timedelta(days=1), shift="morning", window=2, account=clerk
    )
    queue(hall, minutes=-24 * 60)
    assert "等候" not in visitor.read("/places/", kind="hall", region=YE).text
    assert clerk.name not in visitor.read(place_of(world.office("centre"))).text


def test_an_institution_tells_what_it_handles_and_who_works_there(
    visitor: Visitor, world: World
) -> None:
    page = visitor.read(place_of(world.office("legal-aid-agency")))
    assert f"/services/legal-aid/civil/?region={YE}" in page.links
    page = visitor.read(place_of(world.office("law-firm")))
    assert [name in page.text for name in ("律师甲", "律师乙", "律师丙")] == [True, True, False]


def test_a_centre_takes_in_what_others_handle(visitor: Visitor, world: World) -> None:
    page = visitor.read(place_of(world.office("centre")))
    assert f"/services/legal-aid/civil/?region={YE}" in page.links


def test_rooms_further_out_stand_on_the_page_of_their_centre_only(
    visitor: Visitor, world: World
) -> None:
    make_hall(world, region=YE)
    Venue.objects.create(
        organisation=world.office("centre"),
        name="东街社区服务室",
        kind_name="公共法律服务室",
        region_id="410422100001",
        address="东街社区",
    )
    assert "东街社区服务室" in visitor.read(place_of(world.office("centre"))).text
    assert (
        "东街社区"
        not in visitor.read("/places/", kind="hall", region=YE).text.split("公共法律服务大厅")[-1]
    )


def test_and_the_outsider_finds_nothing_that_was_closed(visitor: Visitor, world: World) -> None:
    firm, hall = world.office("law-firm"), make_hall(world, name="旧大厅")
    close_organisation(firm.pk, on=TODAY)
    Venue.objects.filter(pk=hall.pk).update(is_active=False)
    assert firm.name not in names(visitor.read("/places/", region=YE))
    assert visitor.get(place_of(firm)).status_code == 404
    assert "旧大厅" not in visitor.read(place_of(world.office("centre"))).text
    assert "律师甲" not in visitor.read("/people/").text


@pytest.mark.parametrize("kind", ["bureau", "12345", "hotline-centre"])
def test_offices_that_receive_nobody_are_not_in_it(
    visitor: Visitor, world: World, kind: str
) -> None:
    office = world.offices[(kind, CITY)]
    assert office.name not in names(visitor.read("/places/", region=CITY))
    assert visitor.get(place_of(office)).status_code == 404


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_an_institution_that_is_not_there_is_missing(
    visitor: Visitor, world: World, number: str
) -> None:
    assert visitor.get(f"/places/{number}/").status_code == 404


# --- people


def test_people_are_found_by_place_trade_skill_language_and_years(
    visitor: Visitor, world: World
) -> None:
    def found(**chosen: str) -> list[str]:
        page = visitor.read("/people/", **chosen)
        return [name for name in ("律师甲", "律师乙", "律师丙") if name in page.text]

    assert found() == ["律师甲", "律师乙", "律师丙"]
    assert found(region=LUSHAN) == ["律师丙"]
    assert found(region=ELSEWHERE) == []
    assert found(kind="notary") == []
    assert found(kind="lawyer", skill="劳动争议") == ["律师甲"]
    assert found(language="普通话", region=YE) == ["律师甲", "律师乙"]
    assert found(language="藏语") == []
    assert found(years="10") == ["律师甲"]
    assert found(at=str(world.office("law-firm", LUSHAN).pk)) == ["律师丙"]


def test_what_is_public_of_a_lawyer_is_shown(visitor: Visitor, world: World) -> None:
    text = visitor.read("/people/", skill="劳动争议").text
    for said in ("律师甲", "L0", "叶县law-firm", "劳动争议", "普通话", "10 年"):
        assert said in text


def test_and_the_outsider_sees_no_telephone_and_no_account(visitor: Visitor, world: World) -> None:
    Practitioner.objects.update(phone=PRIVATE, integrity="内部记录")
    for path in ("/people/", place_of(world.office("law-firm"))):
        source = visitor.read(path).source
        assert "律师甲" in source
        assert [word for word in (PRIVATE, "lawyer-0", "内部记录") if word in source] == []


@pytest.mark.parametrize(
    "change",
    [
        {"suspended_until": TODAY},
        {"suspended_until": TODAY + timedelta(days=30)},
        {"is_active": False},
        {"kind": "volunteer"},
        {"kind": "law-savvy"},
    ],
)
def test_and_the_outsider_never_sees_who_may_not_practise_or_is_private(
    visitor: Visitor, world: World, change: dict[str, Any]
) -> None:
    Practitioner.objects.filter(licence="L0").update(**change)
    assert "律师甲" not in visitor.read("/people/").text
    assert "律师甲" not in visitor.read("/people/", kind=change.get("kind", "")).text
    assert "律师甲" not in visitor.read(place_of(world.office("law-firm"))).text


def test_who_was_suspended_until_yesterday_is_back(visitor: Visitor, world: World) -> None:
    Practitioner.objects.filter(licence="L0").update(suspended_until=TODAY - timedelta(days=1))
    assert "律师甲" in visitor.read("/people/").text


def test_a_long_list_has_pages_that_keep_the_filters(visitor: Visitor, world: World) -> None:
    make_lawyers(world, 41)
    page = visitor.read("/people/", region=YE, kind="lawyer")
    assert "第 1 页，共 3 页" in page.text
    assert f"?region={YE}&kind=lawyer&page=2" in page.links
    seen = [
        visitor.read("/people/", region=YE, kind="lawyer", page=number).source.count("<li><h3>")
        for number in (1, 2, 3, 4)
    ]
    assert seen == [20, 20, 3, 3]


# --- both


@pytest.mark.parametrize("path", ["/places/", "/people/"])
@pytest.mark.parametrize("value", ["", "x", "-1", "0", "9" * 40, "' or 1=1", "\x00", "²", "法律"])
def test_whatever_stands_in_the_address_gives_a_page(
    visitor: Visitor, world: World, path: str, value: str
) -> None:
    given = ("region", "kind", "q", "page", "skill", "language", "years", "at")
    assert visitor.get(path, dict.fromkeys(given, value)).status_code == 200


@pytest.mark.parametrize("path", ["/places/", "/people/"])
def test_a_place_is_searched_by_name_without_script(
    visitor: Visitor, world: World, path: str
) -> None:
    given = {"region": "", "region.search": "鲁山", "step": "search:region"}
    assert visitor.read(path, **given).fields["region"] == [LUSHAN]


def test_nothing_is_kept_in_the_browser(visitor: Visitor, world: World) -> None:
    visitor.read("/places/", kind="hall", region=YE)
    visitor.read("/people/", region=YE)
    assert dict(visitor.cookies) == {}


@pytest.mark.parametrize("path", ["/places/?region={}", "/places/{}/", "/people/?region={}"])
def test_however_many_there_are_the_queries_stay_few(
    visitor: Visitor, world: World, path: str, django_assert_max_num_queries: Any
) -> None:
    firm = world.office("law-firm")
    make_lawyers(world, 30)
    for number in range(12):
        copy = Organisation.objects.create(
            code=f"C{number}", name=f"中心{number}", kind="centre", region_id=YE
        )
        make_hall(world, organisation=copy)
    with django_assert_max_num_queries(12):
        visitor.read(path.format(firm.pk if path.endswith("/{}/") else YE))
