"""Codes to telephones belong to no region: one gateway sends them, and no county reads them (USER-01)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.notices.actions import carry, send_code
from santai.capabilities.notices.models import ShortMessage
from santai.capabilities.notices.queries import sms_text, sms_waiting
from santai.capabilities.people.actions import digits, make_code
from santai.capabilities.people.enums import CodeFor
from santai.capabilities.people.models import Account, PhoneCode, Post
from tests.world import CITY, NOW, TODAY, YE, World, post_holder


@pytest.fixture
def code(world: World) -> PhoneCode:
    made = make_code(phone="13800000001", purpose=CodeFor.SIGN_IN, at=NOW)
    send_code(made, text="不要告诉任何人。", at=NOW)
    return made


def test_the_widest_gateway_gets_codes_and_a_countys_does_not(
    world: World, code: PhoneCode
) -> None:
    account = Account.objects.create(username="gw", name="短信网关", kind="partner", password="!")
    bureau = world.office("bureau", CITY)
    Post.objects.create(
        account=account, role="sms-gateway", organisation=bureau, region=CITY, starts=TODAY
    )
    city = post_holder("sms-gateway", bureau, kind="partner")
    county = post_holder("sms-gateway", world.office("bureau", YE), kind="partner")
    assert [sms_text(row) for row in sms_waiting(city)] == [
        f"验证码 {digits(code)}，5 分钟内有效。不要告诉任何人。"
    ]
    assert list(sms_waiting(county)) == []


def test_a_carrier_is_handed_a_fresh_code_and_no_old_one(code: PhoneCode, settings: Any) -> None:
    settings.SMS_CARRIER = "unittest.mock.MagicMock"
    assert carry(at=NOW + timedelta(minutes=6)) == 0
    assert carry(at=NOW + timedelta(minutes=1)) == 1
    assert ShortMessage.objects.get().done_at == NOW + timedelta(minutes=1)
