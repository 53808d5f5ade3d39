"""Reference data on pages: kept by administrators in their region, looked at by chiefs, there for nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry

from santai.capabilities.notices.models import Delivery, Subscription
from santai.capabilities.orders.actions import Request, submit
from santai.capabilities.people.models import Account, Party, Post, Practitioner
from santai.capabilities.places.models import Organisation, Venue
from tests.factories.pages import Visitor, signed_in
from tests.factories.partners import as_partner, consult, make_partner
from tests.world import CITY, ELSEWHERE, LUSHAN, NOW, TODAY, YE, World

HERE = "/desk/reference/"
LISTS = (
    "places/organisation/",
    "places/venue/",
    "places/region/",
    "people/account/",
    "people/post/",
    "people/practitioner/",
)
TECHNICAL = ("notices/subscription/", "notices/delivery/", "notices/resending/")
OFFICE = {
    "code": "X1",
    "name": "叶县新公证处",
    "kind": "notary-office",
    "region": "410422",
    "_save": "1",
}


@pytest.fixture
def keeper(world: World) -> Visitor:
    """The administrator of the city."""
    return signed_in(world.accounts[("system-admin", CITY)])


@pytest.fixture
def granter(world: World) -> Visitor:
    """The administrator of security of the city."""
    return signed_in(world.accounts[("security-admin", CITY)])


@pytest.fixture
def chief(world: World) -> Visitor:
    return signed_in(world.accounts[("bureau-chief", YE)])


def at_once(visitor: Visitor, path: str, **data: Any) -> Any:
    return visitor.post(f"{HERE}{path}", data)


@pytest.mark.parametrize("path", ["", *LISTS, *TECHNICAL, "parameters/", "holidays/"])
def test_an_administrator_finds_every_list(keeper: Visitor, path: str) -> None:
    """No script and no style of elsewhere: `Visitor` looks at every page."""
    assert "基础数据" in keeper.read(f"{HERE}{path}").text


@pytest.mark.parametrize("path", ["", *LISTS, *TECHNICAL, "parameters/"])
def test_and_the_outsider_finds_nothing_here(world: World, path: str) -> None:
    for role, region in (("aid-clerk", YE), ("visitor", YE), ("auditor", "410000000000")):
        outsider = signed_in(world.accounts[(role, region)])
        assert outsider.get(f"{HERE}{path}").status_code == 404
        assert HERE not in outsider.read("/desk/").links
    assert Visitor().get(f"{HERE}{path}").headers["Location"].startswith("/login/?next=")


def test_a_chief_looks_on_in_the_own_county(world: World, chief: Visitor) -> None:
    for path in LISTS:
        chief.read(f"{HERE}{path}")
        assert chief.get(f"{HERE}{path}add/").status_code == 403
    text = chief.read(f"{HERE}places/organisation/").text
    assert "叶县bureau" in text
    assert "鲁山县bureau" not in text
    here, there = world.office("bureau", YE).pk, world.office("bureau", LUSHAN).pk
    assert "叶县bureau" in chief.read(f"{HERE}places/organisation/{here}/change/").text
    assert at_once(chief, f"places/organisation/{here}/change/", name="x").status_code == 403
    assert chief.get(f"{HERE}places/organisation/{there}/change/").status_code == 302
    for path in TECHNICAL:
        assert chief.get(f"{HERE}{path}").status_code == 403


def test_an_office_is_entered_and_changed_through_the_actions(keeper: Visitor) -> None:
    """DIR-02. Who changed what is kept."""
    keeper.send(f"{HERE}places/organisation/add/", OFFICE)
    made = Organisation.objects.get(code="X1")
    assert (made.region_id, made.is_active) == (YE, True)
    change = f"{HERE}places/organisation/{made.pk}/change/"
    keeper.send(change, {**OFFICE, "closed": "2026-03-01", "phone": "0375-7654321"})
    made.refresh_from_db()
    assert (made.closed, made.is_active, made.phone) == (date(2026, 3, 1), False, "0375-7654321")
    assert LogEntry.objects.filter(object_id=str(made.pk)).count() == 2
    keeper.read(f"{HERE}places/organisation/{made.pk}/history/")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"region": "999999"}, "没有这个区划代码"),
        ({"region": "没有的地方"}, "没有唯一的地方叫这个名字"),
        ({"parent": "没有的机构"}, "没有找到唯一的机构"),
        ({"latitude": "x"}, "输入一个数字"),
        ({"latitude": "33.7"}, "纬度和经度要一起填"),
        ({"latitude": "110101900101001", "longitude": "113.3"}, "请填 -90 到 90 之间的度数"),
        ({"region": ELSEWHERE}, "管辖范围包括该地区"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    keeper: Visitor, wrong: dict[str, str], said: str
) -> None:
    response = at_once(keeper, "places/organisation/add/", **{**OFFICE, **wrong})
    assert response.status_code == 200
    assert said in keeper.page.text
    assert keeper.page.fields["name"] == ["叶县新公证处"]
    assert not Organisation.objects.filter(code="X1").exists()


def test_a_code_used_twice_is_refused_by_the_action(keeper: Visitor, world: World) -> None:
    taken = world.office("bureau").code
    at_once(keeper, "places/organisation/add/", **{**OFFICE, "code": taken})
    assert "已由“叶县bureau”使用" in keeper.page.text


def test_a_hall_is_entered_with_its_windows_and_hours(keeper: Visitor, world: World) -> None:
    """CEN-02, GRP-06."""
    hall = {
        "organisation": world.office("centre").code,
        "name": "叶县公共法律服务大厅",
        "kind_name": "公共法律服务中心",
        "setting": "own",
        "address": "中心街 1 号",
        "hours": "工作日 9:00—17:00",
        "windows": "咨询、法律援助，公证",
        "access": ["ramp", "lift"],
        "terminals": "1",
        "staff": "3",
        "_save": "1",
    }
    keeper.send(f"{HERE}places/venue/add/", hall)
    venue = Venue.objects.get()
    assert (venue.region_id, venue.windows) == (YE, ["咨询", "法律援助", "公证"])
    assert venue.access == ["ramp", "lift"]
    keeper.send(f"{HERE}places/venue/{venue.pk}/change/", {**hall, "hours": "全天"})
    venue.refresh_from_db()
    assert (venue.hours, venue.windows) == ("全天", ["咨询", "法律援助", "公证"])


def test_an_account_gets_a_password_once_and_then_a_post(
    keeper: Visitor, granter: Visitor, world: World
) -> None:
    """USER-07: the right comes with the post, from whoever gave it."""
    who = {"username": "ye-new", "name": "新来的", "kind": "staff", "_save": "1"}
    response = at_once(keeper, "people/account/add/", **who)
    password = re.search(r'class="code">([^<]+)<', response.content.decode())
    account = Account.objects.get(username="ye-new")
    assert password is not None
    assert account.check_password(password[1])
    assert "岗位由安全管理员给" in keeper.page.text
    assert at_once(keeper, "people/post/add/", account="ye-new").status_code == 403
    granter.read(f"{HERE}people/account/{account.pk}/change/")
    assert f"{HERE}people/post/add/?account=ye-new" in granter.page.links
    assert granter.read(f"{HERE}people/post/add/?account=ye-new").fields["account"] == ["ye-new"]
    office = world.office("centre").code
    post = {"account": "ye-new", "role": "window-clerk", "organisation": office}
    granter.send(f"{HERE}people/post/add/", {**post, "starts": TODAY.isoformat(), "_save": "1"})
    held = Post.objects.get(account=account)
    assert (held.region, held.given_by) == (YE, world.accounts[("security-admin", CITY)])
    ends = TODAY + timedelta(days=1)
    granter.send(f"{HERE}people/post/{held.pk}/change/", {"ends": ends.isoformat(), "_save": "1"})
    held.refresh_from_db()
    assert (held.ends, held.ended_by) == (ends, world.accounts[("security-admin", CITY)])


def test_a_post_outside_the_own_region_is_not_given(granter: Visitor, world: World) -> None:
    """USER-07."""
    office = world.office("bureau", ELSEWHERE).code
    post = {"account": "staff-0", "role": "bureau-chief", "organisation": office}
    at_once(granter, "people/post/add/", **post, starts=TODAY.isoformat())
    assert "管辖范围包括该地区" in granter.page.text
    assert Post.objects.filter(account__username="staff-0").count() == 1


def test_an_account_is_closed_opened_and_given_a_new_password(
    keeper: Visitor, world: World
) -> None:
    clerk = world.accounts[("aid-clerk", YE)]
    there = f"{HERE}people/account/{clerk.pk}/"
    assert "法律援助受理人员，叶县legal-aid-agency" in keeper.read(f"{there}change/").text
    keeper.send(f"{there}close/")
    clerk.refresh_from_db()
    assert not clerk.is_active
    keeper.send(f"{there}reopen/")
    before = clerk.password
    keeper.send(f"{there}password/", status=200)
    clerk.refresh_from_db()
    assert clerk.is_active
    assert clerk.password != before


def test_and_an_account_elsewhere_is_out_of_reach(
    keeper: Visitor, chief: Visitor, world: World
) -> None:
    """Who opens an account for somebody could else make themselves more than they are."""
    elsewhere = world.accounts[("bureau-chief", ELSEWHERE)]
    citizen = Account.objects.create(
        username="c", name="某人", kind="citizen", party=Party.objects.create(name="某人")
    )
    for pk in (elsewhere.pk, citizen.pk):
        for verb in ("password", "close", "reopen"):
            assert at_once(keeper, f"people/account/{pk}/{verb}/").status_code == 404
    own = world.accounts[("aid-clerk", YE)].pk
    assert at_once(chief, f"people/account/{own}/close/").status_code == 403
    assert "某人" not in keeper.read(f"{HERE}people/account/").text


def test_a_practitioner_is_entered_and_suspended(keeper: Visitor, world: World) -> None:
    """DIR-01."""
    who = {
        "name": "钱律师",
        "kind": "lawyer",
        "licence": "L99",
        "organisation": world.office("law-firm").code,
        "languages": "普通话",
        "capacity": "5",
        "is_active": "on",
        "_save": "1",
    }
    keeper.send(f"{HERE}people/practitioner/add/", who)
    made = Practitioner.objects.get(licence="L99")
    keeper.send(
        f"{HERE}people/practitioner/{made.pk}/change/", {**who, "suspended_until": "2026-04-01"}
    )
    made.refresh_from_db()
    assert (made.suspended_until, made.region) == (date(2026, 4, 1), YE)


def stuck(world: World) -> Delivery:
    partner = make_partner(world.office("12345", CITY))
    subscription = Subscription.objects.create(
        account=partner, url="https://partner.example/", salt="", created_at=NOW
    )
    order = submit(actor=as_partner(partner), request=Request(**consult()), at=NOW).order
    return Delivery.objects.create(
        subscription=subscription,
        order=order,
        seq=1,
        event={"type": "santai.order.submitted"},
        next_at=NOW,
        attempts=21,
        dead_at=NOW,
        error="HTTP 500",
    )


def test_a_stuck_event_is_sent_again_with_a_reason(
    keeper: Visitor, chief: Visitor, world: World
) -> None:
    """Without one it stays where it is; the chief, who does not run the system, finds nothing to press."""
    row = stuck(world)
    there = f"notices/delivery/{row.pk}/change/"
    page = keeper.read(f"{HERE}{there}")
    assert "HTTP 500" in page.text
    assert "重发事件" in page.text
    assert "partner.example" not in page.text
    assert at_once(keeper, there, reason="", _save="1").status_code == 200
    assert at_once(chief, there, reason="好了", _save="1").status_code == 403
    assert Delivery.objects.get(pk=row.pk).dead_at is not None
    keeper.send(f"{HERE}{there}", {"reason": "对方已修好", "_save": "1"})
    row.refresh_from_db()
    assert (row.dead_at, row.attempts, row.error) == (None, 0, "")
    assert "对方已修好" in keeper.read(f"{HERE}notices/resending/").text


def test_nothing_is_deleted(keeper: Visitor, world: World) -> None:
    office = world.office("bureau").pk
    assert at_once(keeper, f"places/organisation/{office}/delete/", post="yes").status_code == 403


def test_lists_are_searched_and_filtered(keeper: Visitor) -> None:
    found = keeper.read(f"{HERE}places/organisation/", q="叶县law", kind="law-firm")
    assert "叶县law-firm" in found.text
    assert "鲁山县law-firm" not in found.text
    assert "昆阳街道" in keeper.read(f"{HERE}places/region/", q="410422").text
    assert "律师甲" in keeper.read(f"{HERE}people/practitioner/", q="L0").text
    assert "律师甲" not in keeper.read(f"{HERE}people/post/", held="no").text


def test_parameters_and_days_off_stand_with_their_sources(keeper: Visitor) -> None:
    page = keeper.read(f"{HERE}parameters/")
    assert "本系统默认值" in page.text
    assert "未核实" in page.text
    assert "调休上班" in keeper.read(f"{HERE}holidays/").text


@pytest.mark.parametrize("path", [*LISTS, *TECHNICAL])
def test_a_list_asks_a_fixed_number_of_questions(
    keeper: Visitor, world: World, path: str, django_assert_max_num_queries: Callable[[int], Any]
) -> None:
    """With two dozen of everything in the small world, a question for each row would show."""
    with django_assert_max_num_queries(8):
        keeper.read(f"{HERE}{path}")
