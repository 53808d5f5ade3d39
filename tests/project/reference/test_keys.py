"""Keys of partners on the pages of administrators: given by security, seen by the system, told of before they end."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta

import pytest

from santai.capabilities.people.access import SYSTEM
from santai.capabilities.people.actions import authenticate_api_key, issue_api_key
from santai.capabilities.people.models import Account, ApiKey
from santai.capabilities.trail.models import Entry
from santai.kernel.workdays import ZONE
from tests.factories.pages import Visitor, signed_in
from tests.factories.partners import make_partner
from tests.world import CITY, ELSEWHERE, NOW, TODAY, YE, World

HERE = "/desk/reference/people/apikey/"
NOTE = "30 天内到期"
GIVEN = {"name": "工单推送", "ends": (TODAY + timedelta(days=90)).isoformat(), "_save": "1"}


@pytest.fixture
def partner(world: World) -> Account:
    return make_partner(world.office("12345", CITY))


@pytest.fixture
def keeper(world: World) -> Visitor:
    return signed_in(world.accounts[("system-admin", CITY)])


@pytest.fixture
def granter(world: World) -> Visitor:
    return signed_in(world.accounts[("security-admin", CITY)])


def key_of(account: Account, days: int) -> ApiKey:
    end = NOW + timedelta(days=days)
    return issue_api_key(actor=SYSTEM, account=account, name="推送", now=NOW, expires=end)[0]


def test_security_gives_a_key_that_is_shown_once(partner: Account, granter: Visitor) -> None:
    granter.send(f"{HERE}add/", {**GIVEN, "account": partner.username}, status=200)
    record = ApiKey.objects.get()
    assert record.expires == datetime.combine(TODAY + timedelta(days=90), time(), ZONE)
    (text,) = re.findall(r'<code class="key">([^<]+)</code>', granter.page.source)
    assert authenticate_api_key(text, "partners", now=NOW) is not None
    assert Entry.objects.filter(kind="key-issued").count() == 1
    granter.read(f"{HERE}{record.pk}/history/")
    for page in (HERE, f"{HERE}{record.pk}/change/"):
        shown = granter.read(page)
        assert record.prefix in shown.text
        assert text not in shown.source
        assert record.digest not in shown.source


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"ends": TODAY.isoformat()}, "失效时间已经过去"),
        ({"ends": ""}, "这个字段是必填项"),
        ({"account": "nobody"}, "没有账号"),
        ({"name": ""}, "这个字段是必填项"),
    ],
)
def test_what_is_wrong_is_said_and_no_key_is_made(
    partner: Account, granter: Visitor, wrong: dict[str, str], said: str
) -> None:
    text = granter.send(f"{HERE}add/", {**GIVEN, "account": partner.username, **wrong}, status=200)
    assert said in text
    assert ApiKey.objects.count() == 0


def test_security_revokes_and_the_system_only_sees(
    partner: Account, keeper: Visitor, granter: Visitor
) -> None:
    record = key_of(partner, 90)
    assert record.prefix in keeper.read(HERE).text
    assert "作废这把密钥" not in keeper.read(f"{HERE}{record.pk}/change/").text
    assert keeper.post(f"{HERE}{record.pk}/revoke/").status_code == 403
    assert keeper.get(f"{HERE}add/").status_code == 403
    granter.send(f"{HERE}{record.pk}/revoke/")
    record.refresh_from_db()
    assert not record.is_active
    assert "已经作废" in granter.read(HERE).text


def test_and_the_outsider_finds_no_key(world: World, partner: Account) -> None:
    """Nobody of the desk, and no chief of another place."""
    record = key_of(partner, 10)
    assert signed_in(world.accounts[("aid-clerk", YE)]).get(HERE).status_code == 404
    chief = signed_in(world.accounts[("bureau-chief", YE)])
    assert record.prefix not in chief.read(HERE).text
    assert chief.get(f"{HERE}{record.pk}/change/").status_code == 302
    assert chief.post(f"{HERE}{record.pk}/revoke/").status_code == 404
    record.refresh_from_db()
    assert record.is_active


def test_a_chief_looks_on_where_the_partner_is(world: World) -> None:
    record = key_of(make_partner(world.office("bureau", YE)), 10)
    chief = signed_in(world.accounts[("bureau-chief", YE)])
    assert record.prefix in chief.read(HERE).text
    assert chief.post(f"{HERE}{record.pk}/revoke/").status_code == 403
    assert chief.get(f"{HERE}add/").status_code == 403


@pytest.mark.parametrize(
    ("days", "said"),
    [(31, "有效"), (30, "还有 30 天到期"), (1, "还有 1 天到期")],
)
def test_how_long_a_key_lasts_is_said(
    partner: Account, keeper: Visitor, days: int, said: str
) -> None:
    key_of(partner, days)
    assert said in keeper.read(HERE).text


def test_administrators_are_told_until_there_is_another_key(
    world: World, partner: Account, keeper: Visitor, granter: Visitor
) -> None:
    key_of(partner, 30)
    for told in (keeper, granter):
        assert f"有 1 个外部系统的密钥 {NOTE}" in told.read("/desk/").text
    assert NOTE not in signed_in(world.accounts[("aid-clerk", YE)]).read("/desk/").text
    key_of(partner, 200)
    for told in (keeper, granter):
        assert NOTE not in told.read("/desk/").text


def test_a_partner_of_elsewhere_is_neither_seen_nor_told_of(world: World, keeper: Visitor) -> None:
    record = key_of(make_partner(world.office("bureau", ELSEWHERE)), 5)
    assert NOTE not in keeper.read("/desk/").text
    assert record.prefix not in keeper.read(HERE).text
    assert keeper.post(f"{HERE}{record.pk}/revoke/").status_code == 404
